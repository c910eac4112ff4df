"""An organisation says something about a recommendation."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consultations.models import Consultation
from ledger.actions import record
from ledger.canonical import canonical_text
from ledger.canonical import fingerprint as fingerprint_of
from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.actions.locking import locked_representative
from organisations.models import Representative
from recommendations.actions.locking import locked_recommendation
from recommendations.models import Comment, CommentRevision, Recommendation, Version
from recommendations.policies import commenting_hindrance


@transaction.atomic
def comment(
    *,
    recommendation: Recommendation,
    by: Representative,
    stance: str,
    text: str,
    version: Version,
    language: str = "en",
    parent: Comment | None = None,
    source: str = Entry.Source.WEB,
) -> Comment:
    """Comment for the representative's organisation on the version of the text.

    Returns the comment: waiting for approval, or published where the consultation moderates
    afterwards. Raises Refused where window or rights do not allow it, where the version is one
    of another recommendation, or where the parent is no comment that can be answered.
    """
    representative = locked_representative(by)
    fresh = locked_recommendation(recommendation)
    hindrance = commenting_hindrance(representative, fresh, now())
    if hindrance:
        raise Refused(hindrance.label)
    if version.recommendation_id != fresh.pk:
        raise Refused(_("There is no such version of the text."))
    if parent and not _can_be_answered(parent, fresh):
        raise Refused(_("The comment you answer is no longer there."))
    written = Comment.objects.create(
        recommendation=fresh,
        version=version,
        organisation=representative.organisation,
        author=representative.user,
        parent=parent,
        stance=stance,
        state=_first_state(fresh.consultation),
        created=now(),
    )
    written.revision = _first_revision(written, text, language)
    written.save(update_fields=["revision"])
    _record(written, representative, source)
    return written


def _can_be_answered(parent: Comment, recommendation: Recommendation) -> bool:
    parent.refresh_from_db(fields=["state"])
    return (
        parent.recommendation_id == recommendation.pk
        and parent.parent_id is None
        and parent.is_published
    )


def _first_state(consultation: Consultation) -> str:
    if consultation.moderation == Consultation.Moderation.AFTER:
        return Comment.State.PUBLISHED
    return Comment.State.PENDING


def _first_revision(written: Comment, text: str, language: str) -> CommentRevision:
    words = canonical_text(text)
    return CommentRevision.objects.create(
        comment=written,
        number=1,
        text=words,
        language=language,
        author=written.author,
        written_at=written.created,
        fingerprint=fingerprint_of([written.public_id, 1, language, words]),
    )


def _record(written: Comment, representative: Representative, source: str) -> None:
    record(
        "comment.submitted",
        subject=("comment", written.public_id),
        actor_id=representative.user_id,
        organisation_id=representative.organisation_id,
        payload={
            "recommendation": written.recommendation.code,  # type: ignore[union-attr]
            "version": written.version.number,  # type: ignore[union-attr]
            "state": written.state,
            "fingerprint": written.words.fingerprint,
        },
        source=source,
    )
