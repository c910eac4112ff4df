"""The way of a text through the reader, from its lines to blocks that can be cited."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable

from consultations.importing.cells import fill_rows
from consultations.importing.decoding import refuse_stacked_marks
from consultations.importing.front import mark_end, mark_front
from consultations.importing.joining import join_broken
from consultations.importing.labelling import find_labels
from consultations.importing.lines import Line, close_gaps, split_lines
from consultations.importing.markup import take_markup
from consultations.importing.numbering import Name, name_all, standing
from consultations.importing.outline import outline
from consultations.importing.passages import Passage, fold
from consultations.importing.reading import Block, Reading, Remark, SourceLine, Stage
from consultations.importing.remarks import on_lines, on_passages, on_tables
from consultations.importing.signs import take_bullets, take_signs
from consultations.importing.tables import find_columns, find_tables

LINE_END = re.compile(r"\r\n?")


def read(text: str) -> Reading:
    """Return the blocks of a text in plain form or Markdown, and a remark on each decision.

    Raises UnreadableDocument where a letter carries more marks than can be composed.
    """
    refuse_stacked_marks(text)
    lines = split_lines(unicodedata.normalize("NFC", LINE_END.sub("\n", text)))
    return _read(lines, [find_tables, take_signs, take_markup])


def read_lines(lines: list[Line]) -> Reading:
    """Return the blocks of lines that a file was taken apart into, and remarks as `read` does.

    What such a file says of itself (headings, lists, tables) stands in its lines already: their
    text is never taken for markup.
    """
    return _read(lines, [find_columns, take_bullets])


def _read(lines: list[Line], steps: list[Callable[[list[Line]], None]]) -> Reading:
    source = [SourceLine(line.number, line.page, _printed(line)) for line in lines]
    passages, seams = _passages(lines, steps)
    names, oddities = name_all([standing(passage) for passage in passages])
    blocks = [_block(passage, name) for passage, name in zip(passages, names, strict=True)]
    remarks = [*on_lines(lines), *seams, *on_passages(passages), *on_tables(passages), *oddities]
    report = sorted(remarks, key=lambda remark: remark.line)
    return Reading(blocks, report, source, _stages(source, seams, blocks))


def _printed(line: Line) -> str:
    """Return the line with the signs that a file keeps apart from its text."""
    signs = [*line.bullets, *([line.label.printed] if line.label else [])]
    return " ".join([*signs, line.text or "\t".join(line.cells)])


def _stages(source: list[SourceLine], seams: list[Remark], blocks: list[Block]) -> list[Stage]:
    kinds = Counter(block.kind for block in blocks)
    labels = sum(1 for block in blocks if block.label)
    return [
        Stage("lines", {"lines": len(source)}),
        Stage("blocks", {"blocks": len(blocks), "joined": len(seams)}),
        Stage("kinds and labels", {**kinds, "labels": labels}),
    ]


def _passages(
    lines: list[Line], steps: list[Callable[[list[Line]], None]]
) -> tuple[list[Passage], list[Remark]]:
    """Return the passages, each with its kind and level, and remarks on what was joined."""
    passages = fold(_ready(lines, steps))
    mark_front(passages)
    passages, seams = join_broken(passages)
    for passage in passages:
        _keep_lone_label(passage)
    mark_end([passage for passage in passages if not passage.first.is_note])
    outline(passages)
    return passages, seams


def _ready(lines: list[Line], steps: list[Callable[[list[Line]], None]]) -> list[Line]:
    """Take from the lines what is not text, and return those that still hold some."""
    for step in steps:
        step(lines)
    fill_rows(lines)
    kept = close_gaps(lines)
    find_labels(kept)
    return kept


def _keep_lone_label(passage: Passage) -> None:
    """A label with nothing behind it is all the text there is."""
    first = passage.first
    if first.label and not passage.size:
        first.text, first.label = first.label.printed, None


def _block(passage: Passage, name: Name) -> Block:
    first = passage.first
    return Block(
        kind=passage.kind,
        level=passage.level,
        label=first.label.printed if first.label else "",
        reference=name.reference,
        anchor=name.anchor,
        text=unicodedata.normalize("NFC", first.text if first.table else passage.text),
        cells=first.items,
        first_line=first.number,
        last_line=passage.last.number,
    )
