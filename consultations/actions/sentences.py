"""What curators find about sentences: what is drawn from them, and which need no record."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from consultations.actions.marking import mark_words
from consultations.indexing import EXTRACTS
from consultations.models import Document, Extract, ExtractSpan, Paragraph, SentenceMark
from consultations.quotes import Hit
from consultations.sentences import Sentence, sentences_of
from ledger.actions import record
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.models import User
from search.indexing import index
from vocabulary.models import Addressee, Instrument

_RECORDED = _("An extract rests on this sentence already.")
_UNDONE = {
    SentenceMark.Kind.NO_RECORD: "sentence.left-again",
    SentenceMark.Kind.DISMISSED: "sentence.suggested-again",
}


@transaction.atomic
def draw_extract(
    *,
    extract: Extract,
    hit: Hit,
    addressees: Iterable[str] = (),
    instruments: Iterable[Instrument] = (),
    is_another: bool = False,
    by: User | None,
    source: str = Entry.Source.ADMIN,
) -> Extract:
    """Keep a new extract, tied to the sentence.

    Raises Refused where the sentence no longer stands there; where an extract rests on it, unless
    this is to be another; and where that one says the same.
    """
    locked = _locked(hit.paragraph, hit.start, hit.end)
    resting = _resting(locked, hit.start, hit.end)
    same = resting.filter(extract__text=extract.text)
    if same.exists() or (resting.exists() and not is_another):
        raise Refused(_RECORDED)
    extract.save()
    extract.addressees.set(Addressee.objects.named(addressees))
    extract.instruments.set(instruments)
    mark_words(extract=extract, hits=[hit], by=by, source=source)
    index(EXTRACTS, [extract.pk])
    return extract


@transaction.atomic
def mark_sentence(
    *,
    paragraph: Paragraph,
    start: int,
    end: int,
    kind: str,
    by: User | None,
    source: str = Entry.Source.ADMIN,
) -> SentenceMark:
    """Note that the sentence needs no record, or that what was suggested about it is not so.

    Doing so again changes nothing. Raises Refused where no sentence stands there any more, or an
    extract rests on it.
    """
    locked = _locked(paragraph, start, end)
    if _resting(locked, start, end).exists():
        raise Refused(_RECORDED)
    mark, is_new = SentenceMark.objects.get_or_create(
        paragraph=locked, start=start, end=end, kind=SentenceMark.Kind(kind)
    )
    if is_new:
        _record(f"sentence.{kind}", locked, (start, end), by, source)
    return mark


@transaction.atomic
def unmark_sentence(
    *,
    paragraph: Paragraph,
    start: int,
    end: int,
    kind: str,
    by: User | None,
    source: str = Entry.Source.ADMIN,
) -> None:
    """Take a finding about the sentence back; where there is none, nothing changes."""
    kept = SentenceMark.objects.filter(paragraph=paragraph, start=start, end=end, kind=kind)
    number, _by_model = kept.delete()
    if number:
        _record(_UNDONE[SentenceMark.Kind(kind)], paragraph, (start, end), by, source)


def _locked(paragraph: Paragraph, start: int, end: int) -> Paragraph:
    """Return the paragraph as it is now, whose document nobody changes meanwhile."""
    Document.objects.select_for_update().get(pk=paragraph.document_id)
    fresh = Paragraph.objects.select_related("document").filter(pk=paragraph.pk).first()
    if fresh is None or not _has_sentence(fresh, start, end):
        raise Refused(_("The text was changed meanwhile: look at its sentences again."))
    return fresh


def _has_sentence(paragraph: Paragraph, start: int, end: int) -> bool:
    found: list[Sentence] = sentences_of(paragraph.text, paragraph.cells)
    return any((each.start, each.end) == (start, end) for each in found)


def _resting(paragraph: Paragraph, start: int, end: int) -> "QuerySet[ExtractSpan]":
    return ExtractSpan.objects.filter(paragraph=paragraph, start__lt=end, end__gt=start)


def _record(
    verb: str, paragraph: Paragraph, at: tuple[int, int], by: User | None, source: str
) -> None:
    start, end = at
    payload: dict[str, Any] = {"anchor": paragraph.anchor, "start": start, "end": end}
    record(
        verb,
        subject=("document", paragraph.document.slug),
        actor_id=by.pk if by else None,
        payload=payload,
        source=source,
    )
