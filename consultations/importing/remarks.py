"""What a curator is told about the lines: markup taken off, tables read, signs left over."""

import re
from collections.abc import Iterator
from itertools import groupby, pairwise

from consultations.importing.lines import Line
from consultations.importing.passages import Passage
from consultations.importing.reading import Remark
from consultations.importing.sentences import is_hyphenated

MARKUP = "markup removed: "
DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
WIDE = re.compile(r"\S {4,}\S")
UNPAIRED = re.compile(r"\*\*|__")


def on_lines(lines: list[Line]) -> Iterator[Remark]:
    """Give a remark for each line that lost markup, with every mark as it was printed."""
    for line in lines:
        marks = [*line.bullets, *line.marks]
        if marks:
            yield Remark(line.number, MARKUP + " ".join(marks))


def on_passages(passages: list[Passage]) -> Iterator[Remark]:
    """Give remarks on what the text still holds and somebody should look at."""
    for passage in passages:
        for line in passage.lines:
            yield from _on_text(line)
        for before, line in pairwise(passage.lines):
            if is_hyphenated(before.text, line.text):
                yield Remark(line.number, "a word is divided here: its hyphen is kept")
        if not any(map(str.isalpha, passage.text)):
            yield Remark(passage.first.number, "no word stands here: perhaps the number of a page")


def _on_text(line: Line) -> Iterator[Remark]:
    if WIDE.search(line.text):
        yield Remark(line.number, "a wide space stands here: perhaps columns of a table")
    if UNPAIRED.search(line.text):
        yield Remark(line.number, "a mark without its pair stays in the text")
    directions = sorted(set(DIRECTION.findall(line.text)))
    if directions:
        names = ", ".join(f"U+{ord(character):04X}" for character in directions)
        yield Remark(line.number, f"invisible signs of direction stay in the text: {names}")


def on_tables(passages: list[Passage]) -> Iterator[Remark]:
    """Give a remark on each table, and on rows that are not as wide as its headings."""
    rows = [passage.first for passage in passages if passage.first.table]
    for _, table in groupby(rows, key=lambda row: row.table):
        headings, *others = table
        columns = len(headings.cells)
        yield Remark(headings.number, f"a table of {columns} columns, rows: {len(others)}")
        for row in others:
            yield from _on_row(row, columns)
        guessed = next((row for row in others if _is_guessed(row)), None)
        if guessed:
            yield Remark(guessed.number, "a guess: the table goes on behind a break")


def _on_row(row: Line, columns: int) -> Iterator[Remark]:
    if len(row.cells) != columns:
        yield Remark(row.number, f"cells in this row: {len(row.cells)}, in the headings: {columns}")


def _is_guessed(row: Line) -> bool:
    """Return whether only its tabulators tell that it belongs to the table before the break."""
    return row.after_gap and not row.is_row and "|" not in row.marks
