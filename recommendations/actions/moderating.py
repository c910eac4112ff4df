"""What moderators decide on comments: each decision says who, when, why and on which words."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledger.actions import record
from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.mail import queue_mail
from organisations.models import User
from recommendations.actions.commenting import place_of
from recommendations.actions.locking import locked_comment
from recommendations.actions.reporting import answer_reports
from recommendations.models import (
    Comment,
    CommentRevision,
    ModerationDecision,
    Report,
    Rule,
    RuleVersion,
)
from recommendations.policies import (
    Hindrance,
    appealing_ends,
    deciding_hindrance,
    has_open_appeal,
)

State = Comment.State
# What a decision may change in a comment.
DECIDED = ("state", "revision", "waiting", "answer")
VERBS = {
    State.PUBLISHED: "comment.published",
    State.RETURNED: "comment.returned",
    State.REJECTED: "comment.rejected",
    State.HIDDEN: "comment.hidden",
}


def approve(
    *, comment: Comment, by: User, read: int | None = None, source: str = Entry.Source.ADMIN
) -> ModerationDecision:
    """Publish the words that wait; raises Refused where another moderator was faster.

    `read` is the number of the revision that was read: where there is a later one by now,
    nothing is decided. So in every decision below.
    """
    return _decide(comment, State.PENDING, State.PUBLISHED, by, "", read, source)


def send_back(
    *,
    comment: Comment,
    by: User,
    rule: Rule,
    reason: str = "",
    read: int | None = None,
    source: str = Entry.Source.ADMIN,
) -> ModerationDecision:
    """Return words that wait to their author, to be mended, under a rule.

    The author reads the rule and the reason; without one, the rule's usual words. So in every
    decision below that publishes nothing.
    """
    return _decide(comment, State.PENDING, State.RETURNED, by, reason, read, source, rule)


def reject(
    *,
    comment: Comment,
    by: User,
    rule: Rule,
    reason: str = "",
    read: int | None = None,
    source: str = Entry.Source.ADMIN,
) -> ModerationDecision:
    """Refuse words that wait, under a rule."""
    return _decide(comment, State.PENDING, State.REJECTED, by, reason, read, source, rule)


def hide(
    *,
    comment: Comment,
    by: User,
    rule: Rule,
    reason: str = "",
    read: int | None = None,
    source: str = Entry.Source.ADMIN,
) -> ModerationDecision:
    """Take a published comment from every surface, under a rule.

    Words of it that wait for approval are not decided on any more.
    """
    return _decide(comment, State.PUBLISHED, State.HIDDEN, by, reason, read, source, rule)


def restore(
    *,
    comment: Comment,
    by: User,
    reason: str = "",
    read: int | None = None,
    source: str = Entry.Source.ADMIN,
) -> ModerationDecision:
    """Show a hidden comment again."""
    return _decide(comment, State.HIDDEN, State.PUBLISHED, by, reason, read, source)


@transaction.atomic
def _decide(
    comment: Comment,
    old: str,
    new: str,
    by: User,
    reason: str,
    read: int | None,
    source: str,
    rule: Rule | None = None,
) -> ModerationDecision:
    fresh = locked_comment(comment)
    if rule and not rule.is_in_force:
        raise Refused(_("This rule is not in force any more."))
    hindrance = deciding_hindrance(by, fresh, now())
    if hindrance:
        raise Refused(hindrance.label)
    words = fresh.words if new == State.HIDDEN else fresh.words_to_decide
    _refuse_late(comment, fresh, words, old, read)
    if fresh.waiting and new != State.HIDDEN:
        _decide_on_waiting(fresh, new)
    else:
        fresh.state, fresh.waiting = new, None
    fresh.claimed_by = fresh.claimed_at = None
    fresh.save(update_fields=[*DECIDED, "claimed_by", "claimed_at"])
    comment.state = fresh.state
    said = rule.wording if rule else None
    decision = ModerationDecision.objects.create(
        comment=fresh,
        revision=words,
        state=new,
        rule=said,
        reason=reason.strip() or (said.template if said else ""),
        fingerprint=words.fingerprint,
        entry=_entry(fresh, words, new, by, source, said),
    )
    template = "comment_approved" if new == State.PUBLISHED else "comment_refused"
    if new == State.HIDDEN:
        answer_reports(fresh, Report.State.HIDDEN, decision)
    until = appealing_ends(decision)
    queue_mail(template, to=fresh.author, comment=fresh, decision=decision, until=until)
    return decision


def _refuse_late(
    comment: Comment, fresh: Comment, words: CommentRevision, old: str, read: int | None
) -> None:
    """Raise Refused where another moderator, or the author, was faster."""
    comment.state = fresh.state
    is_waiting = old == State.PENDING and fresh.waiting is not None
    if fresh.state != old and not is_waiting:
        raise Refused(
            _("Somebody was faster: this comment is “%(state)s” now.")
            % {"state": fresh.get_state_display()}
        )
    if has_open_appeal(fresh):
        raise Refused(Hindrance.APPEAL_IS_OPEN.label)
    if read is not None and read != words.number:
        raise Refused(_("The words have changed since you read them. Look again."))


def _decide_on_waiting(comment: Comment, new: str) -> None:
    """Show the words that waited, or leave those that are shown."""
    if new == State.PUBLISHED:
        comment.show(comment.words_to_decide)
    comment.waiting = None


def _entry(
    comment: Comment,
    words: CommentRevision,
    state: str,
    by: User,
    source: str,
    said: RuleVersion | None,
) -> Entry:
    by_rule = {"rule": said.pk} if said else {}
    return record(
        VERBS[State(state)],
        subject=("comment", comment.public_id),
        actor_id=by.pk,
        payload={
            **place_of(comment),
            "organisation": comment.organisation_id,
            "fingerprint": words.fingerprint,
            **by_rule,
        },
        source=source,
    )
