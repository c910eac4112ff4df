"""Tables: their rows among the lines, made by tabulators or by the pipes of Markdown."""

import re
from collections.abc import Iterator
from itertools import takewhile

from consultations.importing.labels import label_of
from consultations.importing.lines import Line
from consultations.importing.signs import is_bullet

PIPE = re.compile(r"(?<!\\)\|")
RULE_CELL = re.compile(r":?-+:?")


def find_tables(lines: list[Line]) -> None:
    """Number the tables, and give each line that is a row of one its cells as printed."""
    at = found = 0
    while at < len(lines):
        piped = _piped(lines, at)
        tabbed = 0 if piped else _tabbed(lines, at)
        found += bool(tabbed or piped)
        for row in lines[at : at + tabbed]:
            _set_cells(row, found, row.text.split("\t"))
        for row in lines[at : at + piped]:
            _take_pipes(row, found)
        at += tabbed or piped or 1


def find_columns(lines: list[Line]) -> None:
    """Number the tables that tabulators make, behind those that are numbered already."""
    at, found = 0, max((line.table for line in lines), default=0)
    while at < len(lines):
        rows = 0 if lines[at].table else _tabbed(lines, at)
        found += bool(rows)
        for row in lines[at : at + rows]:
            _set_cells(row, found, row.text.split("\t"))
        at += rows or 1


def _set_cells(row: Line, table: int, cells: list[str]) -> None:
    row.table, row.cells, row.text = table, cells, ""


def _take_pipes(row: Line, table: int) -> None:
    """Take the pipes of one line; a line that only rules the table off is no row."""
    if _is_rule(row):
        row.marks.append(row.text.strip())
        row.text = ""
        return
    row.marks += PIPE.findall(row.text)
    _set_cells(row, table, _piped_cells(row.text))


def _piped_cells(text: str) -> list[str]:
    cells = PIPE.split(text.strip())
    return cells[not cells[0] : len(cells) - (not cells[-1])]


def _is_rule(line: Line) -> bool:
    cells = _piped_cells(line.text) if "|" in line.text else []
    return bool(cells) and all(RULE_CELL.fullmatch(cell.strip()) for cell in cells)


def _piped(lines: list[Line], at: int) -> int:
    """Return how many lines from here on make a table of pipes, or 0."""
    if "|" not in lines[at].text or at + 1 == len(lines) or lines[at + 1].after_gap:
        return 0
    if not (_is_rule(lines[at + 1]) or (_is_framed(lines[at]) and _is_framed(lines[at + 1]))):
        return 0
    rows = takewhile(lambda line: "|" in line.text and not line.after_gap, _from(lines, at + 1))
    return 1 + sum(1 for _ in rows)


def _is_framed(line: Line) -> bool:
    text = line.text.strip()
    return len(text) > 1 and text[0] == text[-1] == "|"


def _from(lines: list[Line], at: int) -> Iterator[Line]:
    return (lines[index] for index in range(at, len(lines)))


def _tabbed(lines: list[Line], at: int) -> int:
    """Return how many lines from here on make a table of tabulators, or 0 if fewer than two."""
    if not _has_columns(lines[at]):
        return 0
    width = lines[at].text.count("\t")
    rows = takewhile(lambda line: _goes_on(line, width), _from(lines, at + 1))
    more = sum(1 for _ in rows)
    return 1 + more if more else 0


def _goes_on(line: Line, width: int) -> bool:
    """After a break, only a row as wide as the first goes on with its table."""
    if line.after_gap:
        return _has_columns(line) and line.text.count("\t") == width
    return _has_columns(line) or ("\t" in line.text.strip() and line.text.count("\t") == width)


def _has_columns(line: Line) -> bool:
    """Return whether tabulators part the line; one behind a bullet or label does not."""
    first, *others = line.text.strip().split("\t")
    label = label_of(first)
    if is_bullet(first) or (label and label.printed == first):
        others = others[1:]
    return bool(others)
