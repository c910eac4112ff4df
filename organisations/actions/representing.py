"""Rights to act for an organisation: they are granted, changed and ended."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledger.actions import record
from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.actions.subjects import subject_of
from organisations.models import Representative, User


@transaction.atomic
def grant(
    *, representative: Representative, by: User, source: str = Entry.Source.ADMIN
) -> Representative:
    """Keep a new or changed grant of rights to act for an organisation.

    Raises Refused where the person has been blanked, and where somebody would let themselves
    sign.
    """
    _refuse_blanked(representative)
    if representative.may_sign and representative.user_id == by.pk:
        raise Refused(_("Nobody lets themselves sign: another curator has to."))
    representative.granted_by = by
    representative.save()
    record_grant(representative, by, source)
    return representative


def record_grant(representative: Representative, by: User, source: str, **more: int) -> None:
    """Write down what the person may do for the organisation from now on."""
    record(
        "representative.granted",
        subject=subject_of(representative.organisation),
        actor_id=by.pk,
        organisation_id=representative.organisation_id,
        payload={
            "user": representative.user_id,
            "comment": representative.may_comment,
            "prepare": representative.may_prepare,
            "sign": representative.may_sign,
            "starts": representative.starts.isoformat(),
            "ends": representative.ends.isoformat() if representative.ends else None,
            **more,
        },
        source=source,
    )


def _refuse_blanked(representative: Representative) -> None:
    # The grant first, as all who change one lock it.
    Representative.objects.select_for_update().filter(pk=representative.pk).first()
    person = User.objects.select_for_update(no_key=True).get(pk=representative.user_id)
    if person.is_blanked:
        raise Refused(_("This person has been blanked: they get no rights any more."))


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
