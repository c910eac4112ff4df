"""Asking those who endorsed another text whether they endorse the present one."""

from datetime import timedelta

from ledger.clock import now
from organisations.models import User
from recommendations.actions.entering import record_endorsement
from recommendations.actions.extending import keep_open
from recommendations.actions.mailing import mail_signatories
from recommendations.daily_count import leave
from recommendations.models import Endorsement, Recommendation

State = Endorsement.State
# What an entry about an endorsement tells of.
ENTERED = ("recommendation", "version", "organisation")
# Domain model, “Versions”: the window stays open for at least this long once they are asked.
TIME_TO_CONFIRM = timedelta(days=14)


def ask_to_confirm(*, recommendation: Recommendation, by: User | None, source: str) -> int:
    """Ask each organisation that endorses an earlier text to confirm; return how many are asked.

    The window stays open for them in any case: if it did only where somebody is asked, it would
    tell of those who are not named. Those that are suspended are asked when they are verified
    again. Called by the act that changed the text, in its transaction.
    """
    keep_open(recommendation.successor, now() + TIME_TO_CONFIRM, by, source)
    rows = recommendation.endorsements.live().select_for_update(of=("self",))
    asked = list(rows.select_related("version", "organisation").order_by("pk"))
    for endorsement in asked:
        endorsement.recommendation = recommendation
        ask(endorsement, by, source)
    if recommendation.merged_into:
        _settle(recommendation, by, source)
    recommendation.endorsements.all().count_no_more()
    return len(asked)


def _settle(merged: Recommendation, by: User | None, source: str) -> None:
    """Ask no longer those asked before the merging who endorse the other text already."""
    answered = merged.successor.endorsements.standing().values("organisation")
    rows = Endorsement.objects.awaiting().filter(
        recommendation__in=[merged, *merged.predecessors()], organisation__in=answered
    )
    for endorsement in rows.select_for_update(of=("self",)).select_related(*ENTERED):
        stop_counting(endorsement, State.SUPERSEDED, by, source, "endorsement.superseded")


def ask(endorsement: Endorsement, by: User | None, source: str) -> None:
    """Ask its organisation to confirm; where that endorses the other text already, let it be.

    No window moves for one alone: that would tell of one that is not named.
    """
    present = endorsement.recommendation.successor
    others = present.endorsements.standing().exclude(pk=endorsement.pk)
    if others.filter(organisation=endorsement.organisation_id).exists():
        stop_counting(endorsement, State.SUPERSEDED, by, source, "endorsement.superseded")
        return
    stop_counting(endorsement, State.AWAITING, by, source, "endorsement.asked")
    mail_signatories("confirmation_asked", endorsement)


def stop_counting(
    endorsement: Endorsement, state: str, by: User | None, source: str, verb: str
) -> Endorsement:
    """Move the endorsement to a state in which it does not count."""
    endorsement.state = state
    leave(endorsement, now())
    endorsement.save()
    record_endorsement(verb, endorsement, by.pk if by else None, source)
    return endorsement
