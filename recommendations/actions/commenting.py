"""An organisation says something about a recommendation, or about a paragraph of a document."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consultations.models import Consultation, Paragraph
from ledger.actions import record
from ledger.canonical import canonical_text
from ledger.canonical import fingerprint as fingerprint_of
from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.actions.locking import locked_representative
from organisations.models import Representative, User
from recommendations.actions.locking import locked_recommendation
from recommendations.models import (
    Comment,
    CommentRevision,
    Recommendation,
    Subject,
    Version,
    consultation_of,
)
from recommendations.policies import commenting_hindrance
from recommendations.suggestions import another_text

State = Comment.State


class Words(NamedTuple):
    """What a comment says, and the text it suggests, if any."""

    text: str
    language: str
    suggested_text: str = ""


@transaction.atomic
def comment(
    *,
    about: Subject,
    by: Representative,
    stance: str,
    text: str,
    version: Version | None = None,
    suggested_text: str = "",
    language: str = "en",
    parent: Comment | None = None,
    source: str = Entry.Source.WEB,
) -> Comment:
    """Comment for the representative's organisation; on a recommendation, on that version of it.

    `suggested_text` is the whole text that should stand in the place of the version's; where it
    is the same, nothing is suggested. Returns the comment: waiting for approval, or published
    where the consultation moderates afterwards. Raises Refused where window or rights do not
    allow it, where the version is one of another recommendation, or where the parent is no
    comment that can be answered.
    """
    representative = locked_representative(by)
    fresh = _locked(about)
    _refuse_misplaced(representative, fresh, version, parent)
    written = Comment.objects.create(
        recommendation=fresh if isinstance(fresh, Recommendation) else None,
        paragraph=fresh if isinstance(fresh, Paragraph) else None,
        version=version,
        organisation=representative.organisation,
        author=representative.user,
        parent=parent,
        stance=stance,
        state=State.PUBLISHED if moderates_afterwards(fresh) else State.PENDING,
        created=now(),
    )
    words = Words(text, language, another_text(version, suggested_text))
    written.revision = new_revision(
        written, words, representative.user, number=1, at=written.created
    )
    written.save(update_fields=["revision"])
    record_words("comment.submitted", written, written.revision, representative, source)
    return written


def _refuse_misplaced(
    by: Representative, about: Subject, version: Version | None, parent: Comment | None
) -> None:
    """Raise Refused where nothing can be said now, or not about that version, or not in answer."""
    hindrance = commenting_hindrance(by, about, now())
    if hindrance:
        raise Refused(hindrance.label)
    if not _is_of(version, about):
        raise Refused(_("There is no such version of the text."))
    if parent and not _can_be_answered(parent, about):
        raise Refused(_("The comment you answer is no longer there."))


def _locked(about: Subject) -> Subject:
    """Return it as the database has it now; a paragraph may be withheld at this very moment."""
    if isinstance(about, Recommendation):
        return locked_recommendation(about)
    return Paragraph.objects.select_for_update().get(pk=about.pk)


def _is_of(version: Version | None, about: Subject) -> bool:
    """Tell whether the version is one of the recommendation; a paragraph has none."""
    if isinstance(about, Recommendation):
        return version is not None and version.recommendation_id == about.pk
    return version is None


def _can_be_answered(parent: Comment, about: Subject) -> bool:
    parent.refresh_from_db(fields=["state"])
    return parent.subject == about and parent.parent_id is None and parent.is_published


def moderates_afterwards(about: Subject) -> bool:
    """Tell whether comments on it show at once, and are moderated afterwards."""
    consultation = consultation_of(about)
    return consultation is not None and consultation.moderation == Consultation.Moderation.AFTER


def new_revision(
    written: Comment, words: Words, by: User, *, number: int, at: datetime
) -> CommentRevision:
    """Keep the words, in canonical form, as the comment's revision of that number."""
    text = canonical_text(words.text)
    content = [written.public_id, number, words.language, text]
    # What suggests nothing has the fingerprint that it had before there were suggestions.
    content += [words.suggested_text] if words.suggested_text else []
    return CommentRevision.objects.create(
        comment=written,
        number=number,
        text=text,
        suggested_text=words.suggested_text,
        language=words.language,
        author=by,
        written_at=at,
        fingerprint=fingerprint_of(content),
    )


def place_of(written: Comment) -> dict[str, Any]:
    """Return, as code, number or key, what the comment is about."""
    if written.recommendation and written.version:
        return {
            "recommendation": written.recommendation.code,
            "version": written.version.number,
        }
    return {"paragraph": written.paragraph_id}


def record_words(
    verb: str,
    written: Comment,
    words: CommentRevision,
    representative: Representative,
    source: str,
) -> None:
    """Enter what the organisation did with its comment, and with which words."""
    told = {"state": written.state, "fingerprint": words.fingerprint}
    record(
        verb,
        subject=("comment", written.public_id),
        actor_id=representative.user_id,
        organisation_id=representative.organisation_id,
        payload=place_of(written) | told,
        source=source,
    )
