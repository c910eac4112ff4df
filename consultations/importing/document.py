"""The way of a text through the reader, from its lines to blocks that can be cited."""

import re
import unicodedata

from consultations.importing.cells import fill_rows
from consultations.importing.decoding import refuse_stacked_marks
from consultations.importing.front import mark_end, mark_front
from consultations.importing.joining import join_broken
from consultations.importing.labelling import find_labels
from consultations.importing.lines import Line, close_gaps, split_lines
from consultations.importing.markup import take_markup
from consultations.importing.numbering import Name, name_all
from consultations.importing.outline import outline
from consultations.importing.passages import Passage, fold
from consultations.importing.reading import Block, Reading, Remark
from consultations.importing.remarks import on_lines, on_passages, on_tables
from consultations.importing.signs import take_signs
from consultations.importing.tables import find_tables

LINE_END = re.compile(r"\r\n?")


def read(text: str) -> Reading:
    """Return the blocks of a text in plain form or Markdown, and a remark on each decision.

    Raises UnreadableDocument where a letter carries more marks than can be composed.
    """
    refuse_stacked_marks(text)
    lines = split_lines(unicodedata.normalize("NFC", LINE_END.sub("\n", text)))
    passages, seams = _passages(lines)
    names, oddities = name_all(passages)
    blocks = [_block(passage, name) for passage, name in zip(passages, names, strict=True)]
    remarks = [*on_lines(lines), *seams, *on_passages(passages), *on_tables(passages), *oddities]
    return Reading(blocks, sorted(remarks, key=lambda remark: remark.line))


def _passages(lines: list[Line]) -> tuple[list[Passage], list[Remark]]:
    """Return the passages, each with its kind and level, and remarks on what was joined."""
    passages = fold(_ready(lines))
    mark_front(passages)
    passages, seams = join_broken(passages)
    for passage in passages:
        _keep_lone_label(passage)
    mark_end(passages)
    outline(passages)
    return passages, seams


def _ready(lines: list[Line]) -> list[Line]:
    """Take from the lines what is not text, and return those that still hold some."""
    find_tables(lines)
    take_signs(lines)
    take_markup(lines)
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
    )
