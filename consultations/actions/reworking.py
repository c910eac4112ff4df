"""Cutting a draft's text anew: kinds, levels and labels, splitting and joining, and its references.

No word is added or lost: what is taken off a label is text again, and the other way round.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db import transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from consultations.actions.documents import record_text, refuse_marked
from consultations.importing import Name, Standing, join, label_of, name_all
from consultations.indexing import PARAGRAPHS, index_paragraphs
from consultations.models import Document, Paragraph, SentenceMark
from consultations.policies import was_public
from ledger.canonical import fingerprint
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.models import User
from search.indexing import unindex

Kind = Paragraph.Kind
_ROW = re.compile(r"t(\d+)-r\d+")
FARTHEST = 1_000_000  # more lines and blocks than any document has
NESTED = (Kind.ITEM, Kind.HEADING)
_CHANGED = [
    "position",
    "kind",
    "level",
    "label",
    "reference",
    "anchor",
    "text",
    "first_line",
    "last_line",
]


class Cut(NamedTuple):
    """What a curator makes of a paragraph: its kind, its level and its label."""

    paragraph: Paragraph
    kind: str
    level: int
    label: str


@transaction.atomic
def rework_paragraphs(
    *,
    document: Document,
    cuts: Iterable[Cut],
    by: User | None,
    seen: str,
    source: str = Entry.Source.ADMIN,
) -> None:
    """Give paragraphs other kinds, levels and labels; all are named anew where they need it.

    A label is what stands at the beginning of the printed words. Raises Refused where it is not,
    once the document was public, and where the text is no longer the one that was seen.
    """
    locked = _locked_draft(document, seen)
    paragraphs = list(locked.paragraphs.all())
    by_pk = {each.pk: each for each in paragraphs}
    names = _names(paragraphs)
    for cut in cuts:
        _recut(by_pk[cut.paragraph.pk], cut)
    _keep(locked, paragraphs, names, by, source)


@transaction.atomic
def split_paragraph(
    *,
    paragraph: Paragraph,
    at: int,
    by: User | None,
    seen: str,
    source: str = Entry.Source.ADMIN,
) -> None:
    """Let another paragraph begin at that place of the text (in code points).

    Raises Refused as `rework_paragraphs` does, for a row of a table, where nothing is left of
    one of the two, and where an extract rests on the words.
    """
    locked = _locked_draft(paragraph.document, seen)
    paragraphs = list(locked.paragraphs.all())
    names = _names(paragraphs)
    place = next(i for i, each in enumerate(paragraphs) if each.pk == paragraph.pk)
    first = paragraphs[place]
    before, after = first.text[:at].strip(), first.text[at:].strip()
    if first.cells or not before or not after:
        raise Refused(_("Nothing would be left of one of the two."))
    _free_words([first])
    second = Paragraph(
        document=locked,
        kind=first.kind,
        level=first.level,
        text=after,
        first_line=_line_of(locked, first, after),
        last_line=first.last_line,
    )
    if second.first_line and second.first_line > (first.first_line or 0):
        first.last_line = second.first_line - 1
    first.text = before
    _keep(locked, [*paragraphs[: place + 1], second, *paragraphs[place + 1 :]], names, by, source)


@transaction.atomic
def join_paragraph(
    *,
    paragraph: Paragraph,
    by: User | None,
    seen: str,
    source: str = Entry.Source.ADMIN,
) -> None:
    """Let the paragraph go on with the one behind it; raises Refused as `split_paragraph` does."""
    locked = _locked_draft(paragraph.document, seen)
    paragraphs = list(locked.paragraphs.all())
    names = _names(paragraphs)
    place = next(i for i, each in enumerate(paragraphs) if each.pk == paragraph.pk)
    pair = paragraphs[place : place + 2]
    if len(pair) < 2 or any(each.cells for each in pair):
        raise Refused(_("There is nothing behind it that it can go on with."))
    _free_words(pair)
    first, second = pair
    first.text = join([first.text, _printed(second)])
    first.last_line = second.last_line
    paragraphs.remove(second)
    unindex(PARAGRAPHS, [second.pk])
    second.delete()
    _keep(locked, paragraphs, names, by, source)


def shape_of(document: Document) -> str:
    """Return a fingerprint of how its text is cut: of words, kinds, levels, labels and names."""
    fields = ("pk", "kind", "level", "label", "reference", "anchor", "text")
    return fingerprint([list(row) for row in document.paragraphs.values_list(*fields)])


def _locked_draft(document: Document, seen: str) -> Document:
    locked = Document.objects.select_for_update().get(pk=document.pk)
    if was_public(locked):
        raise Refused(_("The document was published: its paragraphs stay. Add a new edition."))
    if shape_of(locked) != seen:
        raise Refused(_("The text was changed meanwhile. Look at it as it is now, and try again."))
    return locked


def _free_words(paragraphs: list[Paragraph]) -> None:
    """Forget what was found about their sentences; raise Refused where a mark rests on them."""
    refuse_marked(paragraphs)
    SentenceMark.objects.filter(paragraph__in=paragraphs).delete()


def _printed(paragraph: Paragraph) -> str:
    return f"{paragraph.label} {paragraph.text}".strip()


def _recut(paragraph: Paragraph, cut: Cut) -> None:
    if (Kind.TABLE_ROW in (paragraph.kind, cut.kind)) and paragraph.kind != cut.kind:
        raise Refused(_("A row of a table stays one, and nothing else becomes one."))
    paragraph.kind = cut.kind
    paragraph.level = max(cut.level, 1) if cut.kind in NESTED else 0
    if cut.label != paragraph.label:
        _relabel(paragraph, cut.label)


def _relabel(paragraph: Paragraph, label: str) -> None:
    printed = _printed(paragraph)
    behind = printed.removeprefix(label)
    rest, is_cut = behind.strip(), label[-1:].isalnum() and behind[:1].isalnum()
    if not printed.startswith(label) or not rest or is_cut or paragraph.cells:
        raise Refused(
            _("“%(label)s” is not what stands at the beginning of “%(words)s”.")
            % {"label": label, "words": printed[:40]}
        )
    _free_words([paragraph])
    paragraph.label, paragraph.text = label, rest


def _line_of(document: Document, paragraph: Paragraph, words: str) -> int | None:
    """Return the line of the source with which the words begin, where that is known."""
    reading = getattr(document, "reading", None)
    lines = reading.lines if reading else []
    first, last = paragraph.first_line or 0, paragraph.last_line or 0
    beginning = " ".join(words.split()[:3])
    within = (line for line in lines if first < line["line"] <= last)
    found = (line["line"] for line in within if beginning in " ".join(line["text"].split()))
    return next(found, paragraph.first_line)


def _names(paragraphs: list[Paragraph]) -> dict[int | None, Name]:
    """Return how each is named where nobody did so by hand."""
    names, _oddities = name_all([_standing(each) for each in paragraphs])
    return {each.pk: name for each, name in zip(paragraphs, names, strict=True)}


def _standing(paragraph: Paragraph) -> Standing:
    row = _ROW.match(paragraph.anchor)
    table = int(row[1]) if row else int(bool(paragraph.cells))
    label = label_of(paragraph.label) if paragraph.label else None
    return Standing(paragraph.kind, paragraph.level, label, table, paragraph.first_line or 0)


def _keep(
    document: Document,
    paragraphs: list[Paragraph],
    before: dict[int | None, Name],
    by: User | None,
    source: str,
) -> None:
    """Keep the paragraphs in this order; of those that stay as they are nothing is written."""
    stored = document.paragraphs.in_bulk()
    _rename(paragraphs, before)
    for position, paragraph in enumerate(paragraphs, 1):
        paragraph.position = position
    kept = [each for each in paragraphs if each.pk]
    changed = [each for each in kept if _differs(each, stored[each.pk])]
    _make_room(document, changed)
    document.paragraphs.bulk_update(changed, _CHANGED, batch_size=200)
    for paragraph in (each for each in paragraphs if not each.pk):
        paragraph.save()
    index_paragraphs(document)
    record_text("document.mended", document, by, source)


def _differs(paragraph: Paragraph, stored: Paragraph) -> bool:
    return any(getattr(paragraph, name) != getattr(stored, name) for name in _CHANGED)


def _rename(paragraphs: list[Paragraph], before: dict[int | None, Name]) -> None:
    """Name them anew, but for those that somebody named by hand."""
    by_hand = {
        each.anchor: each
        for each in paragraphs
        if each.pk and (each.anchor, each.reference) != _named(before[each.pk])
    }
    names, _oddities = name_all([_standing(each) for each in paragraphs])
    taken = set(by_hand)
    for paragraph, name in zip(paragraphs, names, strict=True):
        if paragraph.anchor not in by_hand or not paragraph.pk:
            anchor = name.anchor
            while anchor in taken:
                anchor += "x"
            taken.add(anchor)
            paragraph.anchor, paragraph.reference = anchor, name.reference


def _named(name: Name) -> tuple[str, str]:
    return name.anchor, name.reference


def _make_room(document: Document, changed: list[Paragraph]) -> None:
    """Take the positions and anchors of these out of the way of those that are to be given."""
    moving = Concat(Value("moving-"), Cast("pk", CharField()))
    for some in _batched([each.pk for each in changed], 500):
        there = document.paragraphs.filter(pk__in=some)
        there.update(position=F("position") + FARTHEST, anchor=moving)


def _batched(keys: list[int], size: int) -> Iterator[list[int]]:
    """Give so many of the keys at a time."""
    return (keys[at : at + size] for at in range(0, len(keys), size))
