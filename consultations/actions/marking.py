"""Tying extracts to the exact words that they rest on."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consultations.models import Document, Extract, ExtractSpan, Placement
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
    """Tie the extract to the exact words; raises Refused for words of another document."""
    marked = [_mark(extract, hit) for hit in hits]
    added = [span for span, is_new in marked if is_new]
    if added:
        _record_marks("extract.marked", extract, added, by, source)
    return [span for span, _is_new in marked]


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
