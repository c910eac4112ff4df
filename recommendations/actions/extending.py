"""Letting the window of one recommendation close later than it would."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consultations.models import Extension
from consultations.policies import extension_hindrance
from ledger.actions import record
from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.models import User
from recommendations.actions.locking import locked_recommendation
from recommendations.models import Recommendation, RecommendationExtension


@transaction.atomic
def extend_recommendation(
    *,
    recommendation: Recommendation,
    verb: str,
    closes: datetime,
    reason: str,
    by: User,
    source: str = Entry.Source.ADMIN,
) -> RecommendationExtension:
    """Let the window for the verb close here at that moment: from now on it is its own.

    Returns the extension; raises Refused where a policy forbids it.
    """
    fresh = locked_recommendation(recommendation)
    if not fresh.is_published:
        raise Refused(_("This recommendation is no longer open."))
    hindrance = extension_hindrance(fresh.window_for(verb), closes, now())
    if hindrance:
        raise Refused(hindrance.label)
    return _extended(fresh, "recommendation.extended", verb, closes, by, source, reason)


def keep_open(
    recommendation: Recommendation, until: datetime, by: User | None, source: str
) -> None:
    """Let endorsing close no earlier than that, since somebody is to have time to answer.

    Called by the act that asks, in its transaction.
    """
    closes = recommendation.endorsement_window.closes
    if closes is not None and closes < until:
        verb = Extension.Verb.ENDORSEMENT
        _extended(recommendation, "recommendation.kept-open", verb, until, by, source)


def _extended(
    recommendation: Recommendation,
    entry_verb: str,
    verb: str,
    closes: datetime,
    by: User | None,
    source: str,
    reason: str = "",
) -> RecommendationExtension:
    window = recommendation.window_for(verb)
    edges = {f"{verb}_opens": window.opens, f"{verb}_closes": closes}
    for name, edge in edges.items():
        setattr(recommendation, name, edge)
    recommendation.save(update_fields=list(edges))
    entry = record(
        entry_verb,
        subject=("recommendation", str(recommendation.code)),
        actor_id=by.pk if by else None,
        payload={"verb": verb, "closes": closes.isoformat()},
        source=source,
    )
    return RecommendationExtension.objects.create(
        recommendation=recommendation,
        verb=verb,
        closed=window.closes,  # type: ignore[misc] # it has an end: that was looked at
        closes=closes,
        reason=reason,
        entry=entry,
    )
