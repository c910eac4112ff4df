"""What stands in the way of taking a suggested text into the draft, and of answering it."""

from datetime import datetime

from ledger.canonical import canonical_text
from organisations.models import User
from recommendations.models import Comment, SuggestionAnswer
from recommendations.policies.hindrance import Hindrance
from recommendations.policies.moderating import deciding_hindrance


def answering_suggestion_hindrance(
    by: User, comment: Comment, at: datetime, answer: tuple[str, str] | None = None
) -> Hindrance | None:
    """Return what keeps the person from answering what the comment suggests, or None.

    `answer` is the verdict and the reason that they would give.
    """
    if not comment.is_published:
        return Hindrance.NOT_SHOWN
    if not comment.suggests:
        return Hindrance.NOTHING_SUGGESTED
    if comment.version is not None and comment.version.is_withheld:
        return Hindrance.WITHHELD
    if deciding_hindrance(by, comment, at):
        return Hindrance.OWN_SUGGESTION
    verdict, reason = answer or (SuggestionAnswer.Verdict.ACCEPTED, "")
    is_unexplained = verdict != SuggestionAnswer.Verdict.ACCEPTED and not reason.strip()
    return Hindrance.NO_REASON if is_unexplained else None


def taking_hindrance(by: User, comment: Comment, at: datetime) -> Hindrance | None:
    """Return what keeps the person from making the suggested text the draft, or None.

    Nothing is lost by it: neither what was published since, nor what a draft says already.
    """
    hindrance = answering_suggestion_hindrance(by, comment, at)
    recommendation = comment.recommendation
    if hindrance or recommendation is None:
        return hindrance or Hindrance.NOTHING_SUGGESTED
    if not recommendation.is_published:
        return Hindrance.NOT_PUBLISHED
    if comment.is_outdated:
        return Hindrance.TEXT_HAS_CHANGED
    is_draft_begun = canonical_text(recommendation.draft_text) != recommendation.text.kept_text
    return Hindrance.DRAFT_IS_BEGUN if is_draft_begun else None
