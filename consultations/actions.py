"""What changes the record of what was said."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consultations.models import Consultation, Document, Extract, ExtractSpan, Paragraph
from consultations.quotes import Hit
from ledger.actions import record
from ledger.canonical import fingerprint
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.models import User


@transaction.atomic
def publish_consultation(
    *, consultation: Consultation, by: User | None, source: str = Entry.Source.ADMIN
) -> None:
    """Make the consultation public; raises Refused where it already is."""
    draft = Consultation.objects.filter(pk=consultation.pk, state=Consultation.State.DRAFT)
    if not draft.update(state=Consultation.State.PUBLIC):
        raise Refused(_("This consultation is public already."))
    consultation.state = Consultation.State.PUBLIC
    record(
        "consultation.published",
        subject=("consultation", consultation.code),
        actor_id=by.pk if by else None,
        source=source,
    )


@transaction.atomic
def move_document(
    *,
    document: Document,
    state: str,
    by: User | None,
    reason: str = "",
    source: str = Entry.Source.ADMIN,
) -> None:
    """Move the document to the state; raises Refused where the table has no such move.

    Withholding takes its text from every surface; the fingerprint of the text stays in the
    entry, and the reason with the curators.
    """
    locked = Document.objects.select_for_update().get(pk=document.pk)
    if not locked.can_become(state):
        raise Refused(
            _("The document is %(state)s now: this can no longer be done.")
            % {"state": locked.get_state_display()}
        )
    if state == Document.State.WITHHELD and not reason:
        raise Refused(_("Give the reason for withholding the document."))
    Document.objects.filter(pk=document.pk).update(state=state, withheld_reason=reason)
    document.state, document.withheld_reason = state, reason
    record(
        f"document.{state}",
        subject=("document", document.slug),
        actor_id=by.pk if by else None,
        payload={"paragraphs": locked.paragraphs.count(), "fingerprint": text_of(locked)},
        source=source,
    )


def text_of(document: Document) -> str:
    """Return the fingerprint of the document's paragraphs."""
    return fingerprint(list(document.paragraphs.values_list("reference", "text")))


@transaction.atomic
def load_paragraphs(
    *, document: Document, blocks: Iterable[Any], by: User | None, source: str
) -> None:
    """Put the blocks into a document that is not public and has no extracts yet.

    Raises Refused otherwise: corrections of what is public are a new edition.
    """
    locked = Document.objects.select_for_update().get(pk=document.pk)
    if locked.state not in (Document.State.DRAFT, Document.State.REVIEW):
        raise Refused(_("The document is public: load the text as a new edition."))
    if locked.extracts.exists():
        raise Refused(_("The document has extracts: their words would lose their place."))
    locked.paragraphs.all().delete()
    Paragraph.objects.bulk_create(
        Paragraph(
            document=locked,
            position=position,
            kind=block.kind,
            level=block.level,
            label=block.label,
            reference=block.reference,
            anchor=block.anchor,
            text=block.text,
            cells=block.cells,
        )
        for position, block in enumerate(blocks, start=1)
    )
    record(
        "document.loaded",
        subject=("document", locked.slug),
        actor_id=by.pk if by else None,
        payload={"paragraphs": locked.paragraphs.count(), "fingerprint": text_of(locked)},
        source=source,
    )


@transaction.atomic
def mark_words(*, extract: Extract, hits: Iterable[Hit]) -> list[ExtractSpan]:
    """Tie the extract to the exact words; raises Refused for words of another document."""
    spans = []
    for hit in hits:
        if hit.paragraph.document_id != extract.document_id:
            raise Refused(_("These words stand in another document."))
        span, _created = ExtractSpan.objects.get_or_create(
            extract=extract,
            paragraph=hit.paragraph,
            start=hit.start,
            end=hit.end,
            defaults={"words": hit.words},
        )
        spans.append(span)
    return spans
