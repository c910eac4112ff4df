"""An organisation appeals against a decision on its comment; somebody else answers."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledger.actions import record
from ledger.canonical import canonical_text
from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.actions.locking import locked_representative
from organisations.mail import queue_mail
from organisations.models import Representative, User
from organisations.models.user import CURATE
from recommendations.actions.commenting import place_of
from recommendations.actions.locking import locked_comment
from recommendations.actions.moderating import DECIDED, VERBS
from recommendations.models import Appeal, Comment, ModerationDecision
from recommendations.policies import (
    answering_hindrance,
    appealing_hindrance,
    has_other_moderator,
    publishing_hindrance,
)

State = Comment.State


@transaction.atomic
def appeal(
    *,
    decision: ModerationDecision,
    by: Representative,
    text: str,
    source: str = Entry.Source.WEB,
) -> Appeal:
    """Appeal, for the organisation whose comment it is, against the decision.

    Where no other moderator may answer, the curators who may are told; moderators find it waiting.
    Raises Refused where it can't be appealed against any more, or where the representative may not
    comment for that organisation.
    """
    representative = locked_representative(by)
    fresh = locked_comment(decision.comment)
    decision.comment = fresh
    hindrance = appealing_hindrance(representative, decision, now())
    if hindrance:
        raise Refused(hindrance.label)
    made = Appeal.objects.create(
        decision=decision,
        text=canonical_text(text),
        made_by=representative.user,
        made_at=now(),
    )
    record(
        "comment.appealed",
        subject=("comment", fresh.public_id),
        actor_id=representative.user_id,
        organisation_id=representative.organisation_id,
        payload=place_of(fresh) | {"decision": decision.pk},
        source=source,
    )
    if not has_other_moderator(made, now()):
        for curator in User.objects.holding(CURATE).order_by("pk"):
            if answering_hindrance(curator, made, now()) is None:
                queue_mail("appeal_made", to=curator, comment=fresh, appeal=made)
    return made


@transaction.atomic
def answer_appeal(
    *,
    appeal: Appeal,
    by: User,
    answer: str,
    is_overturned: bool,
    source: str = Entry.Source.ADMIN,
) -> Appeal:
    """Answer the appeal in writing; where the decision is overturned, its words show at once.

    Who took the decision doesn't answer, nor anybody of the organisation. Raises Refused where the
    person may not, where another was faster, and without an answer.
    """
    comment = locked_comment(appeal.decision.comment)
    fresh = Appeal.objects.select_for_update().select_related("decision__entry").get(pk=appeal.pk)
    if fresh.state != Appeal.State.OPEN:
        raise Refused(_("Somebody was faster: this appeal has been answered."))
    hindrance = answering_hindrance(by, fresh, now())
    if hindrance:
        raise Refused(hindrance.label)
    if not answer.strip():
        raise Refused(_("Answer in writing: the author reads it."))
    unread = publishing_hindrance(comment, fresh.decision.revision)
    if is_overturned and unread:
        raise Refused(unread.label)
    fresh.state = Appeal.State.OVERTURNED if is_overturned else Appeal.State.STANDS
    fresh.answer, fresh.answered_by, fresh.answered_at = answer.strip(), by, now()
    fresh.save()
    _record_answer(comment, fresh, by, source)
    if is_overturned and comment.state != State.WITHDRAWN:
        _publish(comment, fresh.decision, by, fresh.answer, source)
    for person in {comment.author, fresh.made_by}:
        queue_mail("appeal_answered", to=person, comment=comment, appeal=fresh)
    return fresh


def _record_answer(comment: Comment, answered: Appeal, by: User, source: str) -> None:
    record(
        "comment.appeal-answered",
        subject=("comment", comment.public_id),
        actor_id=by.pk,
        payload=place_of(comment)
        | {"decision": answered.decision_id, "overturned": answered.state == "overturned"},
        source=source,
    )


def _publish(
    comment: Comment, overturned: ModerationDecision, by: User, answer: str, source: str
) -> None:
    """Show the words that were decided on, by a decision of its own."""
    comment.show(overturned.revision)
    comment.state, comment.waiting = State.PUBLISHED, None
    comment.save(update_fields=DECIDED)
    entry = record(
        VERBS[State.PUBLISHED],
        subject=("comment", comment.public_id),
        actor_id=by.pk,
        payload=place_of(comment)
        | {
            "organisation": comment.organisation_id,
            "fingerprint": overturned.revision.fingerprint,
        },
        source=source,
    )
    ModerationDecision.objects.create(
        comment=comment,
        revision=overturned.revision,
        state=State.PUBLISHED,
        reason=answer,
        fingerprint=overturned.revision.fingerprint,
        entry=entry,
    )
