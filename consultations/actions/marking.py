"""Tying extracts to the exact words that they rest on."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consultations.models import Document, Extract, ExtractSpan, Paragraph, Placement
from consultations.policies import may_be_unmarked
from consultations.quotes import Hit
from ledger.actions import record
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.models import User


@transaction.atomic
def mark_words(
    *,
    extract: Extract,
    hits: Iterable[Hit],
    by: User | None = None,
    source: str = Entry.Source.ADMIN,
) -> list[ExtractSpan]:
    """Tie the extract to the exact words.

    Raises Refused for words of another document, and where they no longer stand there.
    """
    hits = list(hits)
    _refuse_stale(extract, hits)
    marked = [_mark(extract, hit) for hit in hits]
    added = [span for span, is_new in marked if is_new]
    if added:
        _record_marks("extract.marked", extract, added, by, source)
    return [span for span, _is_new in marked]


def _refuse_stale(extract: Extract, hits: list[Hit]) -> None:
    """Look at the paragraphs as they are now: while it is a draft, their words are still mended."""
    # Others who have just added an extract to it hold its key, and would wait for one another.
    Document.objects.select_for_update(no_key=True).get(pk=extract.document_id)
    now = Paragraph.objects.in_bulk([hit.paragraph.pk for hit in hits])
    fresh = [hit._replace(paragraph=now.get(hit.paragraph.pk, Paragraph())) for hit in hits]
    if [hit.words for hit in fresh] != [hit.words for hit in hits]:
        raise Refused(_("The text was changed meanwhile: look for these words in it again."))


def _mark(extract: Extract, hit: Hit) -> tuple[ExtractSpan, bool]:
    if hit.paragraph.document_id != extract.document_id:
        raise Refused(_("These words stand in another document."))
    return ExtractSpan.objects.get_or_create(
        extract=extract,
        paragraph=hit.paragraph,
        start=hit.start,
        end=hit.end,
        defaults={"words": hit.words},
    )


@transaction.atomic
def unmark_words(
    *,
    extract: Extract,
    spans: Iterable[ExtractSpan],
    by: User | None,
    source: str = Entry.Source.ADMIN,
) -> None:
    """Take marks of the extract off, in the newer editions that they were carried to as well.

    Raises Refused where something published rests on them.
    """
    Document.objects.select_for_update().get(pk=extract.document_id)
    if not may_be_unmarked(Extract.objects.select_related("document").get(pk=extract.pk)):
        raise Refused(_("A published recommendation rests on these words: their mark stays."))
    removed = [span for span in spans if span.extract_id == extract.pk]
    _record_marks("extract.unmarked", extract, removed, by, source)
    Placement.objects.filter(span__in=removed).delete()
    for span in removed:
        span.delete()


def _record_marks(
    verb: str, extract: Extract, spans: list[ExtractSpan], by: User | None, source: str
) -> None:
    record(
        verb,
        subject=("extract", extract.public_id),
        actor_id=by.pk if by else None,
        payload={"spans": [[span.paragraph_id, span.start, span.end] for span in spans]},
        source=source,
    )
