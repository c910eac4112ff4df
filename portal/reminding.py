"""Reminding those who may sign, once, before endorsing closes; never who has answered."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from consultations.models import Consultation
from ledger.clock import now
from organisations.mail import queue_mail
from organisations.models import Representative
from portal.awaiting import awaiting_of
from portal.models import Reminder

TIME_BEFORE = timedelta(days=3)


def remind_next() -> bool:
    """Look at one representative and consultation that closes soon, if any is left; tell whether.

    Each is looked at once for each end: an end that is extended is reminded of anew.
    """
    at = now()
    for consultation in _closing(at):
        closes: Any = consultation.endorsement_closes
        done = Reminder.objects.filter(consultation=consultation, closes=closes)
        signing = Representative.objects.acting(at).filter(may_sign=True)
        left = signing.filter(organisation__may_endorse=True, user__wants_notices=True)
        representative = left.exclude(pk__in=done.values("representative")).first()
        if representative:
            return _looked_at(representative, consultation, at)
    return False


def _closing(at: datetime) -> list[Consultation]:
    """Return the public consultations whose endorsing closes soon."""
    public = Consultation.objects.filter(state=Consultation.State.PUBLIC)
    soon = public.open_for_endorsement(at).filter(endorsement_closes__lte=at + TIME_BEFORE)
    return list(soon.order_by("endorsement_closes", "pk"))


@transaction.atomic
def _looked_at(representative: Representative, consultation: Consultation, at: datetime) -> bool:
    """Send the mail where something is left to answer; of two workers one does."""
    closes: Any = consultation.endorsement_closes
    reminder, is_new = Reminder.objects.get_or_create(
        representative=representative,
        consultation=consultation,
        closes=closes,
        defaults={"looked_at": at},
    )
    number = _unanswered(representative, consultation, at) if is_new else 0
    if number:
        queue_mail(
            "reminder",
            to=representative.user,
            organisation=representative.organisation,
            consultation=consultation,
            closes=reminder.closes,
            number=number,
        )
    return True


def _unanswered(representative: Representative, consultation: Consultation, at: datetime) -> int:
    """Return how many texts of the consultation the organisation may answer and has not."""
    awaiting = awaiting_of(representative, at)
    rows = [each.recommendation for each in awaiting.to_sign]
    rows += [each.recommendation.successor for each in awaiting.to_confirm]
    found = {row.pk for row in [*rows, *awaiting.closing] if row.consultation_id == consultation.pk}
    return len(found)
