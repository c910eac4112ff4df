"""Who may report, decide, appeal and answer, and what stands in the way."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from organisations.models import Representative, User
from organisations.models.user import MODERATE
from organisations.policies import is_curator, is_moderator
from recommendations.models import Appeal, Comment, CommentRevision, ModerationDecision, Report
from recommendations.policies.acting import saying_hindrance
from recommendations.policies.hindrance import Hindrance

# Domain model, “Comment”: how long a decision can be appealed against.
TIME_TO_APPEAL = timedelta(days=20)


def reporting_hindrance(by: User, comment: Comment, at: datetime) -> Hindrance | None:
    """Return what keeps the person from reporting the comment: once, and not their own."""
    if not comment.is_published:
        return Hindrance.NOT_SHOWN
    if comment.author_id == by.pk or deciding_hindrance(by, comment, at):
        return Hindrance.OWN_REPORT
    is_again = Report.objects.filter(comment=comment, reporter=by).exists()
    return Hindrance.REPORTED_ALREADY if is_again else None


def has_open_appeal(comment: Comment) -> bool:
    return any(
        has_appeal(each) and each.appeal.state == Appeal.State.OPEN
        for each in comment.all_decisions
    )


def has_appeal(decision: ModerationDecision) -> bool:
    return hasattr(decision, "appeal")


def with_open_appeal(comments: Iterable[Comment]) -> set[int]:
    """Return the keys of those against a decision on which there is an appeal not yet answered."""
    keys = [comment.pk for comment in comments]
    appeals = Appeal.objects.open().filter(decision__comment__in=keys)
    return set(appeals.values_list("decision__comment", flat=True))


def deciding_hindrance(by: User, comment: Comment, at: datetime) -> Hindrance | None:
    """Return what keeps the person from deciding on the comment: nobody judges their own."""
    return deciding_hindrances(by, [comment], at).get(comment.pk)


def deciding_hindrances(
    by: User, comments: Iterable[Comment], at: datetime
) -> dict[int, Hindrance]:
    """Return, by the keys of the comments, what keeps the person from deciding on those it does."""
    acting = Representative.objects.acting(at).filter(user=by)
    own = set(acting.values_list("organisation", flat=True))
    return {each.pk: Hindrance.OWN_COMMENT for each in comments if each.organisation_id in own}


def publishing_hindrance(comment: Comment, words: CommentRevision) -> Hindrance | None:
    """Return what keeps these words of the comment from being published: nobody can read them."""
    is_withheld = comment.version is not None and comment.version.is_withheld
    return Hindrance.SUGGESTS_UNREAD if is_withheld and words.suggested_text else None


def appealing_hindrance(
    representative: Representative, decision: ModerationDecision, at: datetime
) -> Hindrance | None:
    """Return what keeps the representative from appealing against the decision, or None.

    Domain model, “Comment”: one appeal for each decision, within twenty days, while nothing else
    has become of the comment.
    """
    comment = decision.comment
    if comment.organisation_id != representative.organisation_id:
        return Hindrance.NOT_YOURS
    latest = comment.all_decisions[0]
    is_sent_again = comment.state in (Comment.State.PENDING, Comment.State.WITHDRAWN)
    if decision.state == Comment.State.PUBLISHED or decision != latest:
        return Hindrance.NOTHING_TO_APPEAL
    if is_sent_again or comment.waiting_id or has_appeal(latest):
        return Hindrance.NOTHING_TO_APPEAL
    if at >= appealing_ends(decision):
        return Hindrance.APPEAL_TOO_LATE
    return saying_hindrance(representative, at)


def appealing_ends(decision: ModerationDecision) -> datetime:
    """Return the moment from which the decision can be appealed against no more."""
    return decision.entry.time + TIME_TO_APPEAL


def answering_hindrance(by: User, appeal: Appeal, at: datetime) -> Hindrance | None:
    """Return what keeps the person from answering the appeal, or None.

    Domain model, “Comment”: another moderator answers, or a curator where there is no other.
    """
    comment = appeal.decision.comment
    if deciding_hindrance(by, comment, at):
        return Hindrance.OWN_COMMENT
    if appeal.decision.entry.actor_id == by.pk:
        return Hindrance.OWN_DECISION
    if is_moderator(by):
        return None
    if not is_curator(by):
        return Hindrance.NO_RIGHT
    return Hindrance.MODERATOR_ANSWERS if has_other_moderator(appeal, at) else None


def has_other_moderator(appeal: Appeal, at: datetime) -> bool:
    """Tell whether a moderator may answer who neither decided nor is of the organisation."""
    own = Representative.objects.acting(at).filter(
        organisation=appeal.decision.comment.organisation_id
    )
    decider: Any = appeal.decision.entry.actor_id
    others = User.objects.holding(MODERATE).exclude(pk=decider)
    return others.exclude(pk__in=own.values("user")).exists()
