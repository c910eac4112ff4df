"""What changes documents: their state, and their text until it is public."""

from collections.abc import Iterable
from itertools import chain, count
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from consultations.actions.filing import keep_file
from consultations.importing import Reading
from consultations.indexing import DOCUMENTS, PARAGRAPHS, index_paragraphs
from consultations.models import (
    Document,
    ExtractSpan,
    KeptReading,
    Paragraph,
    Placement,
    SentenceMark,
)
from consultations.policies import was_public
from ledger.actions import record
from ledger.canonical import fingerprint
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.models import User
from search.indexing import index


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
    if state not in Document.State.values or not locked.can_become(state):
        raise Refused(
            _("The document is %(state)s now: this can no longer be done.")
            % {"state": locked.get_state_display()}
        )
    if state == Document.State.WITHHELD and not reason:
        raise Refused(_("Give the reason for withholding the document."))
    Document.objects.filter(pk=document.pk).update(state=state, withheld_reason=reason)
    document.state, document.withheld_reason = state, reason
    record_text(f"document.{state}", locked, by, source)


def text_of(document: Document) -> str:
    """Return the fingerprint of the document's paragraphs."""
    return fingerprint(list(document.paragraphs.values_list("reference", "text")))


@transaction.atomic
def load_paragraphs(*, document: Document, reading: Reading, by: User | None, source: str) -> None:
    """Put what was read into a document that is not public and has no extracts yet.

    What was found about the sentences of the text before goes with it. Raises Refused otherwise:
    corrections of what is public are a new edition. Refused as well while it has marks that were
    carried from an older edition.
    """
    locked = Document.objects.select_for_update().get(pk=document.pk)
    if was_public(locked):
        raise Refused(_("The document was published: load the text as a new edition."))
    if locked.extracts.exists():
        raise Refused(_("The document has extracts: their words would lose their place."))
    if locked.placements.exists():
        raise Refused(_("Marks were carried to it: take them back, then load the text again."))
    before = list(locked.paragraphs.values_list("pk", flat=True))
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
            first_line=block.first_line or None,
            last_line=block.last_line or None,
        )
        for position, block in enumerate(reading.blocks, start=1)
    )
    _keep_reading(locked, reading)
    index_paragraphs(locked, gone=before)
    record_text("document.loaded", locked, by, source)


def _keep_reading(document: Document, reading: Reading) -> None:
    said = reading.as_json()
    kept = {name: said[name] for name in ("lines", "report", "stages")}
    KeptReading.objects.update_or_create(document=document, defaults=kept)


@transaction.atomic
def add_document(
    *,
    document: Document,
    reading: Reading,
    by: User | None,
    source: str,
    file: bytes | None = None,
) -> Document:
    """Keep a new draft with its paragraphs, and the file that they were read from.

    Its slug gets a number where it is taken.
    """
    document.slug = _free_slug(document.slug)
    document.save()
    index(DOCUMENTS, [document.pk])
    load_paragraphs(document=document, reading=reading, by=by, source=source)
    if file is not None:
        keep_file(document=document, data=file, by=by, source=source)
    return document


def _free_slug(slug: str) -> str:
    longest = Document._meta.get_field("slug").max_length or len(slug)
    candidates = (f"{slug[: longest - 5]}-{number}" for number in count(2))
    taken = Document.objects.filter(slug__startswith=slug[: longest - 5])
    slugs = set(taken.values_list("slug", flat=True))
    return next(each for each in chain([slug], candidates) if each not in slugs)


@transaction.atomic
def mend_paragraphs(
    *,
    document: Document,
    changed: Iterable[Paragraph] = (),
    removed: Iterable[Paragraph] = (),
    by: User | None,
    source: str = Entry.Source.ADMIN,
) -> None:
    """Keep paragraphs as mended by hand, new ones at the end; raises Refused once public.

    Words that an extract rests on stay as they are, too; what was found about the sentences of
    other words goes with them.
    """
    locked = Document.objects.select_for_update().get(pk=document.pk)
    if was_public(locked):
        raise Refused(_("The document was published: its paragraphs stay. Add a new edition."))
    changed, removed = list(changed), list(removed)
    reworded = _reworded(changed)
    refuse_marked([*reworded, *removed])
    SentenceMark.objects.filter(paragraph__in=reworded).delete()
    gone = [each.pk for each in removed]
    for paragraph in removed:
        paragraph.delete()
    end = locked.paragraphs.aggregate(end=Max("position"))["end"] or 0
    for place, paragraph in enumerate(changed, start=end + 1):
        paragraph.document, paragraph.position = locked, paragraph.position or place
        paragraph.save()
    index(PARAGRAPHS, [*gone, *(each.pk for each in changed)])
    record_text("document.mended", locked, by, source)


def _reworded(paragraphs: list[Paragraph]) -> list[Paragraph]:
    kept = Paragraph.objects.in_bulk([each.pk for each in paragraphs if each.pk])
    return [
        each for each in paragraphs if each.pk in kept and _words(each) != _words(kept[each.pk])
    ]


def _words(paragraph: Paragraph) -> tuple[Any, ...]:
    """Return its words, and how they are parted where they stand in cells."""
    return paragraph.text, paragraph.cells


def refuse_marked(paragraphs: list[Paragraph]) -> None:
    if Placement.objects.filter(paragraph__in=paragraphs).exists():
        raise Refused(_("A mark was carried to these words: take the carried marks back first."))
    if ExtractSpan.objects.filter(paragraph__in=paragraphs).exists():
        raise Refused(_("An extract rests on these words: take its mark off them first."))


def record_text(verb: str, document: Document, by: User | None, source: str) -> None:
    """Write down that the document's text is another, by its fingerprint."""
    record(
        verb,
        subject=("document", document.slug),
        actor_id=by.pk if by else None,
        payload={"paragraphs": document.paragraphs.count(), "fingerprint": text_of(document)},
        source=source,
    )
