"""Rights to act for an organisation: they are granted, changed and ended."""

from datetime import datetime

from django.db import transaction

from ledger.actions import record
from ledger.clock import now
from ledger.models import Entry
from organisations.actions.subjects import subject_of
from organisations.models import Representative, User


@transaction.atomic
def grant(
    *, representative: Representative, by: User, source: str = Entry.Source.ADMIN
) -> Representative:
    """Keep a new or changed grant of rights to act for an organisation."""
    representative.granted_by = by
    representative.save()
    record(
        "representative.granted",
        subject=subject_of(representative.organisation),
        actor_id=by.pk,
        organisation_id=representative.organisation_id,
        payload={
            "user": representative.user_id,
            "comment": representative.may_comment,
            "sign": representative.may_sign,
            "starts": representative.starts.isoformat(),
            "ends": representative.ends.isoformat() if representative.ends else None,
        },
        source=source,
    )
    return representative


@transaction.atomic
def end_rights(
    *,
    representative: Representative,
    by: User,
    at: datetime | None = None,
    source: str = Entry.Source.ADMIN,
) -> Representative:
    """End the person's rights for the organisation; what they signed stays.

    Rights that have not begun by then never do: they begin and end at that moment.
    """
    representative.ends = at or now()
    representative.starts = min(representative.starts, representative.ends)
    representative.save(update_fields=["starts", "ends"])
    record(
        "representative.ended",
        subject=subject_of(representative.organisation),
        actor_id=by.pk,
        organisation_id=representative.organisation_id,
        payload={
            "user": representative.user_id,
            "starts": representative.starts.isoformat(),
            "ends": representative.ends.isoformat(),
        },
        source=source,
    )
    return representative
