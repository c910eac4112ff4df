"""A recommendation ends: it is withdrawn, or merged into another. It stays on record."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledger.actions import record
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.models import User
from recommendations.actions.asking import ENTERED, ask_to_confirm, stop_counting
from recommendations.actions.endorsing import drop
from recommendations.actions.locking import locked_recommendation, locked_recommendations
from recommendations.models import Endorsement, Recommendation

State = Recommendation.State


@transaction.atomic
def withdraw_recommendation(
    *, recommendation: Recommendation, by: User, source: str = Entry.Source.ADMIN
) -> None:
    """Withdraw a published recommendation: it stays on record and takes no more acts.

    Whoever was asked to confirm its text can no longer answer, which is to be silent.
    """
    _close(recommendation, by, source, state=State.WITHDRAWN)
    here = [recommendation, *recommendation.predecessors()]
    rows = Endorsement.objects.awaiting().filter(recommendation__in=here)
    for endorsement in rows.select_for_update(of=("self",)).select_related(*ENTERED):
        stop_counting(endorsement, Endorsement.State.LAPSED, by, source, "endorsement.lapsed")


@transaction.atomic
def merge_recommendation(
    *,
    recommendation: Recommendation,
    into: Recommendation,
    by: User,
    source: str = Entry.Source.ADMIN,
) -> None:
    """Merge one recommendation into another, keeping the sources of both.

    Those who endorse it are asked whether they endorse the other's text. Raises Refused where
    the other is itself not published.
    """
    locked = locked_recommendations(recommendation, into)
    if into.pk == recommendation.pk or not locked[into.pk].is_published:
        raise Refused(_("Choose another recommendation that is published."))
    _close(recommendation, by, source, state=State.MERGED, merged_into=into)
    into.extracts.add(*recommendation.extracts.all())
    ask_to_confirm(recommendation=recommendation, by=by, source=source)


def _close(recommendation: Recommendation, by: User, source: str, **changes: object) -> None:
    fresh = locked_recommendation(recommendation)
    if not fresh.is_published:
        raise Refused(_("Only what is published can be withdrawn or merged."))
    Recommendation.objects.filter(pk=fresh.pk).update(**changes)
    recommendation.refresh_from_db(fields=["state", "merged_into"])
    into = recommendation.merged_into
    record(
        f"recommendation.{recommendation.state}",
        subject=("recommendation", str(recommendation.code)),
        actor_id=by.pk,
        payload={"into": into.code} if into else {},
        source=source,
    )
    for prepared in recommendation.endorsements.prepared().select_related(*ENTERED):
        drop(prepared, by, source)
