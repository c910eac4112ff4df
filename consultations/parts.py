"""Cuts a long document into parts that are small on the line, never inside a table."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.utils.html import escape

from consultations.marking import Segment
from consultations.models import Extract, Paragraph
from consultations.reading import Block, Row

# Of the 100 kB that a page of the reader may have, what stands around its blocks takes the rest.
MOST_BYTES = 80_000
# What is written around the words of each, at most.
_BLOCK, _ITEM, _MARK, _NOTE, _DRAWN, _TALK = 260, 60, 100, 160, 200, 220
_HEADING_SHOWN = 80


class Part(NamedTuple):
    """Some blocks of a document, which are read on one page."""

    number: int
    blocks: list[Block]

    @property
    def first(self) -> Paragraph:
        return self.blocks[0].paragraphs[0]

    @property
    def last(self) -> Paragraph:
        return self.blocks[-1].paragraphs[-1]

    @property
    def heading(self) -> str:
        """Return the first of its headings, shortened; empty where it has none to be read."""
        kind = Paragraph.Kind.HEADING
        found = (each.paragraph.text for each in self.blocks if each.paragraph.kind == kind)
        heading = next(filter(None, found), "")
        return heading if len(heading) <= _HEADING_SHOWN else f"{heading[:_HEADING_SHOWN]}…"

    def holds(self, anchor: str) -> bool:
        """Tell whether a paragraph or a note of it has the anchor."""
        return any(anchor in _anchors(block) for block in self.blocks)


def parts_of(blocks: Iterable[Block], *, has_talk: bool = False) -> list[Part]:
    """Return the blocks in parts, of which there is one at least.

    `has_talk` says that beside each stands where to comment on it.
    """
    parts, room = [Part(1, [])], MOST_BYTES
    for block in blocks:
        weight = _weight(block, has_talk)
        if weight > room and parts[-1].blocks:
            parts.append(Part(len(parts) + 1, []))
            room = MOST_BYTES
        parts[-1].blocks.append(block)
        room -= weight
    return parts


def part_holding(parts: Iterable[Part], anchor: str) -> Part | None:
    return next((part for part in parts if part.holds(anchor)), None)


def _anchors(block: Block) -> Iterator[str]:
    for paragraph in block.paragraphs:
        yield paragraph.anchor
    for note in block.notes:
        if not note.begins:
            yield from (extract.anchor for extract in (note.extract, *note.others))


def _weight(block: Block, has_talk: bool) -> int:
    """Return about how many bytes the block is on the page, rather more than fewer."""
    weight = _BLOCK + 2 * _size(block.paragraph.reference) + _words(block.segments)
    rows = [block.head, *block.rows] if block.head else block.rows
    weight += sum(_row(row) for row in rows)
    weight += sum(_note(note.extract) for note in block.notes)
    weight += sum(_ITEM + _ties(other) for note in block.notes for other in note.others)
    for paragraph in block.paragraphs:
        weight += _size(paragraph.withheld_reason) + _answers(paragraph)
    has_talk = has_talk or bool(getattr(block.paragraph, "comment_count", 0))
    return weight + _TALK * has_talk


def _row(row: Row) -> int:
    items = [item for cell in row.cells for item in cell]
    return _BLOCK + _ITEM * (len(row.cells) + len(items)) + sum(map(_words, items))


def _words(segments: Iterable[Segment]) -> int:
    return sum(
        _size(segment.text) + (_MARK + 30 * len(segment.extracts) if segment.extracts else 0)
        for segment in segments
    )


def _note(extract: Extract) -> int:
    weight = _NOTE + _size(extract.text) + _size(extract.voice)
    drawn = extract.recommendations.all()
    chain = extract.attributions.all()
    weight += sum(_DRAWN + _size(recommendation.title) for recommendation in drawn)
    weight += _ties(extract)
    return weight + sum(_DRAWN + _size(link.printed) for link in chain)


def _ties(extract: Extract) -> int:
    ties = getattr(extract, "ties", ())
    return sum(_DRAWN + _size(tie.other.text) + _size(tie.reason) for tie in ties)


def _answers(paragraph: Paragraph) -> int:
    answers = getattr(paragraph, "answers", ())
    return sum(_DRAWN + _size(answer.recommendation.title) for answer in answers)


def _size(words: str) -> int:
    return len(escape(words).encode())
