"""Silence: who was asked to confirm and did not answer while the window was open."""

from django.db import models, transaction

from ledger.clock import now
from ledger.models import Entry
from recommendations.actions.entering import record_endorsement
from recommendations.actions.locking import locked_recommendation
from recommendations.models import Endorsement, Recommendation

State = Endorsement.State


def lapse_next() -> bool:
    """Let one endorsement lapse whose organisation was silent, if any is due; tell whether."""
    over = Recommendation.objects.with_closing_time().filter(closes__lte=now())  # type: ignore[misc] # added before
    merged = Recommendation.objects.filter(state=Recommendation.State.MERGED)
    due = models.Q(recommendation__in=over) | models.Q(recommendation__in=merged)
    rows = Endorsement.objects.awaiting().filter(due).select_related("recommendation")
    for endorsement in rows:
        if _is_over(endorsement.recommendation) and _lapsed(endorsement):
            return True
    return False


def _is_over(recommendation: Recommendation) -> bool:
    return recommendation.successor.endorsement_window.is_over(now())


@transaction.atomic
def _lapsed(endorsement: Endorsement) -> bool:
    """Tell whether it lapsed now; not where it was answered, or the window moved, meanwhile."""
    recommendation = locked_recommendation(endorsement.recommendation)
    awaiting = Endorsement.objects.filter(pk=endorsement.pk, state=State.AWAITING)
    if not _is_over(recommendation) or not awaiting.update(state=State.LAPSED):
        return False
    fresh = Endorsement.objects.select_related("version").get(pk=endorsement.pk)
    fresh.recommendation = recommendation
    record_endorsement("endorsement.lapsed", fresh, None, Entry.Source.COMMAND)
    return True
