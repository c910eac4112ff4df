"""Suspending an organisation pauses what it endorsed; verifying it again brings it back."""

from django.db import transaction

from ledger.clock import now
from ledger.models import Entry
from organisations.actions import decide
from organisations.models import Organisation, User, VerificationDecision
from recommendations.actions.endorsing import record_endorsement
from recommendations.daily_count import enter, leave
from recommendations.models import Endorsement

State = Endorsement.State


@transaction.atomic
def suspend_organisation(
    *, organisation: Organisation, by: User, reason: str, source: str = Entry.Source.ADMIN
) -> VerificationDecision:
    """Suspend the organisation and pause its endorsements; raises Refused where it can't be."""
    decision = decide(
        organisation=organisation,
        status=Organisation.Status.SUSPENDED,
        by=by,
        reason=reason,
        source=source,
    )
    _move_all(organisation, State.LIVE, State.PAUSED, "endorsement.paused", by, source)
    return decision


@transaction.atomic
def restore_organisation(
    *, organisation: Organisation, by: User, evidence: str, source: str = Entry.Source.ADMIN
) -> VerificationDecision:
    """Verify a suspended organisation again and bring back what was paused."""
    decision = decide(
        organisation=organisation,
        status=Organisation.Status.VERIFIED,
        by=by,
        evidence=evidence,
        source=source,
    )
    _move_all(organisation, State.PAUSED, State.LIVE, "endorsement.resumed", by, source)
    return decision


def _move_all(
    organisation: Organisation, old: str, new: str, verb: str, by: User, source: str
) -> None:
    rows = Endorsement.objects.select_for_update(of=("self",)).filter(
        organisation=organisation, state=old
    )
    for endorsement in rows.select_related("recommendation", "version").order_by("pk"):
        endorsement.state = new
        _count_or_not(endorsement)
        endorsement.save()
        record_endorsement(verb, endorsement, by.pk, source)


def _count_or_not(endorsement: Endorsement) -> None:
    """Let one that is not named enter or leave the daily count; a name shows or hides itself."""
    if endorsement.state == State.LIVE and endorsement.named_from is None:
        enter(endorsement, now())
    else:
        leave(endorsement, now())
