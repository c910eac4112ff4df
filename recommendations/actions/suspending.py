"""Suspending an organisation pauses what it endorsed; verifying it again brings it back.

Where the text has changed meanwhile it is asked to confirm, like everybody else was.
"""

from django.db import transaction

from ledger.clock import now
from ledger.models import Entry
from organisations.actions import decide
from organisations.models import Organisation, User, VerificationDecision
from recommendations.actions.asking import ask, stop_counting
from recommendations.actions.entering import record_endorsement
from recommendations.actions.locking import locked_recommendations
from recommendations.daily_count import enter
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
    for endorsement in _locked(organisation, State.LIVE, State.AWAITING):
        stop_counting(endorsement, State.PAUSED, by, source, "endorsement.paused")
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
    for endorsement in _locked(organisation, State.PAUSED):
        if _is_of_the_present_text(endorsement):
            _resume(endorsement, by, source)
        else:
            ask(endorsement, by, source)
    return decision


def _locked(organisation: Organisation, *states: str) -> list[Endorsement]:
    """Return the endorsements in these states, once no text they are for can change any more.

    Its recommendations are locked first: a text that is published meanwhile carries and asks.
    """
    standing = organisation.endorsements.standing().select_related("recommendation")
    here = {each.recommendation.pk: each.recommendation for each in standing}
    further = [each.successor for each in here.values()]
    locked_recommendations(*here.values(), *further)
    rows = organisation.endorsements.select_for_update(of=("self",)).filter(state__in=states)
    return list(rows.select_related("recommendation", "version", "organisation").order_by("pk"))


def _is_of_the_present_text(endorsement: Endorsement) -> bool:
    """Tell whether the text is still the one that was signed, and nobody objected to it."""
    recommendation = endorsement.recommendation
    is_current = recommendation.current_version_id == endorsement.version_id
    return is_current and not recommendation.merged_into_id and not endorsement.objected_at


def _resume(endorsement: Endorsement, by: User, source: str) -> None:
    endorsement.state = State.LIVE
    if endorsement.named_from is None:
        enter(endorsement, now())
    endorsement.save()
    record_endorsement("endorsement.resumed", endorsement, by.pk, source)
