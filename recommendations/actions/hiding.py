"""A moderator hides a whole thread: what begins it and every answer that is shown."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledger.actions import record
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.models import User
from recommendations.actions.commenting import place_of
from recommendations.actions.locking import locked_comment
from recommendations.actions.moderating import hide
from recommendations.models import Comment, ModerationDecision, Rule

State = Comment.State


@transaction.atomic
def hide_thread(
    *,
    comment: Comment,
    by: User,
    rule: Rule,
    reason: str,
    source: str = Entry.Source.ADMIN,
) -> list[ModerationDecision]:
    """Hide what the comment says and all published answers to it, under one rule and reason.

    Each is a decision of its own, with its statement of reasons and its appeal. Raises Refused, and
    hides nothing, where the comment is itself an answer or has none, where no reason is given, and
    where one of them is of one's own organisation, or cannot be hidden.
    """
    fresh = locked_comment(comment)
    rows = fresh.replies.select_for_update().filter(state=State.PUBLISHED).order_by("pk")
    replies = list(rows)
    if not replies:
        raise Refused(_("There is no thread here: hide the comment alone."))
    if not reason.strip():
        raise Refused(_("Say why the whole thread is hidden: each author reads it."))
    shown = [each for each in (fresh, *replies) if each.is_published]
    decisions = [
        hide(comment=each, by=by, rule=rule, reason=reason, source=source) for each in shown
    ]
    record(
        "comment.thread-hidden",
        subject=("comment", fresh.public_id),
        actor_id=by.pk,
        payload=place_of(fresh) | {"comments": len(decisions)},
        source=source,
    )
    return decisions
