"""What moderators decide on comments: each decision says who, when and why."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledger.actions import record
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.mail import queue_mail
from organisations.models import User
from recommendations.actions.commenting import place_of
from recommendations.models import Comment, ModerationDecision

State = Comment.State
VERBS = {
    State.PUBLISHED: "comment.published",
    State.REJECTED: "comment.rejected",
    State.HIDDEN: "comment.hidden",
}


def approve(*, comment: Comment, by: User, source: str = Entry.Source.ADMIN) -> ModerationDecision:
    """Publish a comment that waits; raises Refused where another moderator was faster."""
    return _decide(comment, State.PENDING, State.PUBLISHED, by, "", source)


def reject(
    *, comment: Comment, by: User, reason: str, source: str = Entry.Source.ADMIN
) -> ModerationDecision:
    """Refuse a comment that waits, with a reason that its author reads."""
    return _decide(comment, State.PENDING, State.REJECTED, by, reason, source)


def hide(
    *, comment: Comment, by: User, reason: str, source: str = Entry.Source.ADMIN
) -> ModerationDecision:
    """Take a published comment from every surface, with a reason that its author reads."""
    return _decide(comment, State.PUBLISHED, State.HIDDEN, by, reason, source)


def restore(
    *, comment: Comment, by: User, reason: str = "", source: str = Entry.Source.ADMIN
) -> ModerationDecision:
    """Show a hidden comment again."""
    return _decide(comment, State.HIDDEN, State.PUBLISHED, by, reason, source)


@transaction.atomic
def _decide(
    comment: Comment, old: str, new: str, by: User, reason: str, source: str
) -> ModerationDecision:
    if new != State.PUBLISHED and not reason.strip():
        raise Refused(_("Give a reason: the author reads it."))
    moved = Comment.objects.filter(pk=comment.pk, state=old).update(state=new)
    fresh = Comment.objects.select_related("author", "recommendation", "revision").get(
        pk=comment.pk
    )
    comment.state = fresh.state
    if not moved:
        raise Refused(
            _("Somebody was faster: this comment is “%(state)s” now.")
            % {"state": fresh.get_state_display()}
        )
    decision = ModerationDecision.objects.create(
        comment=fresh,
        revision=fresh.words,
        state=new,
        reason=reason,
        fingerprint=fresh.words.fingerprint,
        entry=_entry(fresh, new, by, source),
    )
    template = "comment_approved" if new == State.PUBLISHED else "comment_refused"
    queue_mail(template, to=fresh.author, comment=fresh, decision=decision)
    return decision


def _entry(comment: Comment, state: str, by: User, source: str) -> Entry:
    return record(
        VERBS[State(state)],
        subject=("comment", comment.public_id),
        actor_id=by.pk,
        payload={
            **place_of(comment),
            "organisation": comment.organisation_id,
            "fingerprint": comment.words.fingerprint,
        },
        source=source,
    )
