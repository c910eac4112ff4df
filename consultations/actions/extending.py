"""Letting a window that has opened close later, for a reason that everybody reads."""

from datetime import datetime

from django.db import transaction

from consultations.models import Consultation, ConsultationExtension
from consultations.policies import extension_hindrance
from ledger.actions import record
from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.models import User


@transaction.atomic
def extend_consultation(
    *,
    consultation: Consultation,
    verb: str,
    closes: datetime,
    reason: str,
    by: User,
    source: str = Entry.Source.ADMIN,
) -> ConsultationExtension:
    """Let the consultation's window for the verb close at that moment.

    Recommendations that have a window of their own keep it. Returns the extension; raises
    Refused where a policy forbids it.
    """
    fresh = Consultation.objects.select_for_update().get(pk=consultation.pk)
    window = fresh.window_for(verb)
    hindrance = extension_hindrance(window, closes, now())
    if hindrance:
        raise Refused(hindrance.label)
    setattr(fresh, f"{verb}_closes", closes)
    fresh.save(update_fields=[f"{verb}_closes"])
    entry = record(
        "consultation.extended",
        subject=("consultation", fresh.code),
        actor_id=by.pk,
        payload={"verb": verb, "closes": closes.isoformat()},
        source=source,
    )
    return ConsultationExtension.objects.create(
        consultation=fresh,
        verb=verb,
        closed=window.closes,  # type: ignore[misc] # it has an end: that was looked at
        closes=closes,
        reason=reason,
        entry=entry,
    )
