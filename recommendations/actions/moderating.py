"""What moderators decide on comments: each decision says who, when, why and on which words."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from ledger.actions import record_each
from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.mail import queue_mails
from organisations.models import User
from recommendations.actions.commenting import place_of
from recommendations.actions.locking import locked_comments
from recommendations.actions.reporting import answer_reports
from recommendations.models import (
    Comment,
    CommentRevision,
    ModerationDecision,
    Report,
    Rule,
)
from recommendations.policies import (
    Hindrance,
    appealing_ends,
    deciding_hindrances,
    publishing_hindrance,
    with_open_appeal,
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
# A comment to decide on, and the number of the revision that was read, where it is known.
Read = tuple[Comment, int | None]


class Why(NamedTuple):
    """Who decides, under which rule and with which words, and by which way it came."""

    by: User
    rule: Rule | None = None
    reason: str = ""
    source: str = Entry.Source.ADMIN


def approve(
    *, comment: Comment, by: User, read: int | None = None, source: str = Entry.Source.ADMIN
) -> ModerationDecision:
    """Publish the words that wait; raises Refused where another moderator was faster.

    `read` is the number of the revision that was read: where there is a later one by now,
    nothing is decided. So in every decision below.
    """
    return _decide("approve", comment, read, Why(by, source=source))


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
    return _decide("return", comment, read, Why(by, rule, reason, source))


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
    return _decide("reject", comment, read, Why(by, rule, reason, source))


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
    return _decide("hide", comment, read, Why(by, rule, reason, source))


def restore(
    *,
    comment: Comment,
    by: User,
    reason: str = "",
    read: int | None = None,
    source: str = Entry.Source.ADMIN,
) -> ModerationDecision:
    """Show a hidden comment again."""
    return _decide("restore", comment, read, Why(by, None, reason, source))


def _decide(kind: str, comment: Comment, read: int | None, why: Why) -> ModerationDecision:
    """Decide on one comment; raise Refused where that is not possible."""
    (outcome,) = decide_on_each(kind, [(comment, read)], why)
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


@transaction.atomic
def decide_on_each(
    kind: str, comments: Iterable[Read], why: Why
) -> list[ModerationDecision | Refused]:
    """Decide the same on each of the comments; `kind` is one of `Comment.MOVES`.

    Returns for each, in their order, the decision, or why there is none: one that is refused does
    not stop the rest. All is decided at once or, where something fails, nothing. Raises Refused
    where the rule is not in force.
    """
    if why.rule and not why.rule.is_in_force:
        raise Refused(_("This rule is not in force any more."))
    asked = list(comments)
    rows = locked_comments([comment.pk for comment, _read in asked])
    refused = _refusals(kind, asked, rows, why.by)
    new = Comment.MOVES[kind][1]
    decided = [rows[comment.pk] for comment, _read in asked if comment.pk not in refused]
    words = {row.pk: _words_decided_on(row, new) for row in decided}
    _move(decided, new)
    for comment, _read in asked:
        comment.state = rows[comment.pk].state
    decisions = _record(decided, words, new, why)
    _tell(decisions)
    made = {decision.comment_id: decision for decision in decisions}
    return [refused.get(comment.pk) or made[comment.pk] for comment, _read in asked]


def _refusals(
    kind: str, asked: list[Read], rows: dict[int, Comment], by: User
) -> dict[int, Refused]:
    """Return, by the keys of the comments, why on some of them nothing is decided."""
    own = deciding_hindrances(by, rows.values(), now())
    appealed = with_open_appeal(rows.values())
    found = {}
    for comment, read in asked:
        row = rows[comment.pk]
        hindrance = own.get(row.pk)
        late = _lateness(kind, row, read, is_appealed=row.pk in appealed)
        told = hindrance.label if hindrance else late
        if told:
            found[row.pk] = Refused(told)
    return found


def _lateness(kind: str, row: Comment, read: int | None, *, is_appealed: bool) -> str:
    """Return that another moderator, or the author, was faster; nothing where nobody was."""
    old, new = Comment.MOVES[kind]
    is_waiting = old == State.PENDING and row.waiting is not None
    if row.state != old and not is_waiting:
        told = _("Somebody was faster: this comment is “%(state)s” now.")
        return str(told % {"state": row.get_state_display()})
    if is_appealed:
        return str(Hindrance.APPEAL_IS_OPEN.label)
    words = _words_decided_on(row, new)
    if read is not None and read != words.number:
        return str(_("The words have changed since you read them. Look again."))
    unread = publishing_hindrance(row, words) if new == State.PUBLISHED else None
    return str(unread.label) if unread else ""


def _words_decided_on(row: Comment, new: str) -> CommentRevision:
    return row.words if new == State.HIDDEN else row.words_to_decide


def _move(rows: list[Comment], new: str) -> None:
    """Bring the comments into their new state; what waits is shown, or goes."""
    beside = [row for row in rows if row.waiting_id and new != State.HIDDEN]
    shown = beside if new == State.PUBLISHED else []
    done = {"waiting": None, "claimed_by": None, "claimed_at": None}
    # An answer holds for the text that it was given to.
    _update([row for row in shown if row.waits_with_another_suggestion], answer=None)
    _update(shown, revision=models.F("waiting"), **done)
    _update([row for row in beside if row not in shown], **done)
    _update([row for row in rows if row not in beside], state=new, **done)
    for row in rows:
        row.state = row.state if row in beside else new


def _update(rows: list[Comment], **fields: object) -> None:
    if rows:
        Comment.objects.filter(pk__in=[row.pk for row in rows]).update(**fields)


def _record(
    rows: list[Comment], words: dict[int, CommentRevision], new: str, why: Why
) -> list[ModerationDecision]:
    """Keep a decision on each, with its entry in the ledger."""
    if not rows:
        return []
    said = why.rule.wording if why.rule else None
    by_rule = {"rule": said.pk} if said else {}
    payloads = {
        row.public_id: {
            **place_of(row),
            "organisation": row.organisation_id,
            "fingerprint": words[row.pk].fingerprint,
            **by_rule,
        }
        for row in rows
    }
    entries = record_each(
        VERBS[State(new)],
        subject_type="comment",
        payloads=payloads,
        actor_id=why.by.pk,
        source=why.source,
    )
    decisions = [
        ModerationDecision(
            comment=row,
            revision=words[row.pk],
            state=new,
            rule=said,
            reason=why.reason.strip() or (said.template if said else ""),
            fingerprint=words[row.pk].fingerprint,
            entry=entry,
        )
        for row, entry in zip(rows, entries, strict=True)
    ]
    return ModerationDecision.objects.bulk_create(decisions)


def _tell(decisions: list[ModerationDecision]) -> None:
    """Tell the authors, and those who reported what is hidden now."""
    letters = []
    for decision in decisions:
        if decision.state == State.HIDDEN:
            answer_reports(decision.comment, Report.State.HIDDEN, decision)
        until = appealing_ends(decision)
        told = {"comment": decision.comment, "decision": decision, "until": until}
        letters.append((decision.comment.author, told))
    is_published = all(decision.state == State.PUBLISHED for decision in decisions)
    queue_mails("comment_approved" if is_published else "comment_refused", letters)
