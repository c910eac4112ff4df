"""Lays a document out for its reader: blocks in order, each with what was drawn from it."""

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import chain, groupby
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.shortcuts import get_object_or_404

from consultations.marking import Mark, Segment, marks_of, places_of, segments
from consultations.models import Document, Extract, Paragraph
from consultations.quotes import Hit
from consultations.sentences import places_of_items

_COUNTED = re.compile(r"([pq])(\d+)(?:-(\d+))?")
_LONGEST_LABEL = 5


class Note(NamedTuple):
    """An extract beside its words; `begins` is where its words begin, if elsewhere.

    `others` are the extracts that led to the same recommendations, for which it stands too.
    """

    extract: Extract
    begins: Paragraph | None
    others: list[Extract]


class Row(NamedTuple):
    """A row of a table: its cells, each a list of items in segments."""

    paragraph: Paragraph
    cells: list[list[list[Segment]]]


class Block(NamedTuple):
    """A paragraph, or a whole table, with the notes in its margin."""

    paragraph: Paragraph
    segments: list[Segment]
    head: Row | None
    rows: list[Row]
    notes: list[Note]

    @property
    def sign(self) -> str:
        """Return the short number beside it; its reference says it in full."""
        return sign(self.paragraph)

    @property
    def is_linked(self) -> bool:
        """Tell whether the reader's address leads to words in it."""
        items = (item for row in self.rows for cell in row.cells for item in cell)
        return any(segment.is_linked for segment in chain(self.segments, *items))

    @property
    def paragraphs(self) -> list[Paragraph]:
        """Return its paragraph, or those of all rows of the table."""
        rows = [self.head, *self.rows] if self.head else self.rows
        return [row.paragraph for row in rows] or [self.paragraph]


def paragraphs_for(
    document: Document, user: Any, rows: QuerySet[Paragraph] | None = None
) -> list[Paragraph]:
    """Return the document's paragraphs; one whose words the person may not read is without any.

    `rows` are those paragraphs with what else is to be fetched of each.
    """
    readable = Paragraph.objects.readable_by(user).filter(pk=OuterRef("pk"))
    rows = document.paragraphs.all() if rows is None else rows
    kept = rows.annotate(is_readable=Exists(readable))
    return [each if each.is_readable else _without_words(each) for each in kept]


def paragraph_for(document: Document, anchor: str, user: Any) -> Paragraph:
    """Return the paragraph; without any words where the person may not read them.

    Raises Http404 where the document has no such paragraph.
    """
    paragraph: Paragraph = get_object_or_404(document.paragraphs, anchor=anchor)
    paragraph.document = document
    is_readable = Paragraph.objects.readable_by(user).filter(pk=paragraph.pk).exists()
    return paragraph if is_readable else _without_words(paragraph)


def _without_words(paragraph: Paragraph) -> Paragraph:
    """Take its words, and the label, which may hold some; a row keeps the number of its cells."""
    paragraph.text = paragraph.label = ""
    paragraph.cells = [[] for _cell in paragraph.cells] if paragraph.cells else None
    return paragraph


def sign(paragraph: Paragraph) -> str:
    """Return the printed label where it is short, else a number made of the anchor."""
    if 0 < len(paragraph.label) <= _LONGEST_LABEL:
        return paragraph.label
    counted = _COUNTED.fullmatch(paragraph.anchor)
    if not counted:
        return "¶"
    letter, number, item = counted.groups()
    return f"{'Q' if letter == 'q' else ''}{number}" + (f".{item}" if item else "")


def blocks(
    paragraphs: Iterable[Paragraph], extracts: Iterable[Extract], linked: Iterable[Hit] = ()
) -> list[Block]:
    """Return the document's blocks; the extracts come with their spans and paragraphs.

    Those of an older edition stand where their marks were carried to. `linked` are the words
    that the reader's address leads to.
    """
    by_id = {extract.pk: extract for extract in extracts}
    spans: dict[int, list[Any]] = defaultdict(list)
    for extract in by_id.values():
        for place in places_of(extract):
            spans[place.paragraph_id].append(place)
    paragraphs = list(paragraphs)
    marks = {each.pk: marks_of(spans[each.pk], by_id) for each in paragraphs}
    for hit in linked:
        marks[hit.paragraph.pk].append(Mark(hit.start, hit.end, None))
    begins = _beginnings(by_id.values())
    return [_block(list(group), marks, begins) for _key, group in groupby(paragraphs, _table)]


def _beginnings(extracts: Iterable[Extract]) -> dict[int, Paragraph]:
    starts = {}
    for extract in extracts:
        paragraphs = [place.paragraph for place in places_of(extract)]
        if paragraphs:
            starts[extract.pk] = min(paragraphs, key=lambda paragraph: paragraph.position)
    return starts


def _table(paragraph: Paragraph) -> str:
    """Return what is equal for the rows of one table, and different for all else."""
    if paragraph.cells:
        return f"table {paragraph.anchor.partition('-r')[0]}"
    return paragraph.anchor


def _block(
    paragraphs: list[Paragraph], marks: dict[int, list[Mark]], begins: dict[int, Paragraph]
) -> Block:
    notes = [note for each in paragraphs for note in _notes(each, marks[each.pk], begins)]
    first = paragraphs[0]
    if not first.cells:
        return Block(first, segments(first.text, marks[first.pk]), None, [], notes)
    rows = [Row(each, _cells(each, marks[each.pk])) for each in paragraphs]
    head = rows.pop(0) if len(rows) > 1 else None
    return Block(first, [], head, rows, notes)


def _notes(paragraph: Paragraph, marks: list[Mark], begins: dict[int, Paragraph]) -> Iterable[Note]:
    placed = sorted(marks, key=lambda mark: (mark.start, mark.end))
    noted: dict[object, Note] = {}
    for extract in dict.fromkeys(mark.extract for mark in placed if mark.extract):
        first = begins[extract.pk]
        begin = first if first.pk != paragraph.pk else None
        key = (_asked(extract), begin)
        if key in noted:
            noted[key].others.append(extract)
        else:
            noted[key] = Note(extract, begin, [])
    return noted.values()


def _asked(extract: Extract) -> object:
    """Return what is equal for the recommendations of which one note is enough."""
    drawn = tuple(recommendation.pk for recommendation in extract.recommendations.all())
    is_asked = extract.kind == Extract.Kind.RECOMMENDATION and drawn
    return (drawn, extract.voice) if is_asked else extract.pk


def _cells(paragraph: Paragraph, marks: list[Mark]) -> list[list[list[Segment]]]:
    """Return the items of each cell, in segments."""
    places = places_of_items(paragraph.text, paragraph.cells or [])
    return [
        [segments(item, marks, start) for item, (start, _end) in zip(cell, found, strict=True)]
        for cell, found in zip(paragraph.cells or [], places, strict=True)
    ]
