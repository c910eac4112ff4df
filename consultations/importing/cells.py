"""The cells of a table: the items in them, and how each is referred to."""

import re
from collections.abc import Iterator

from consultations.importing.lines import Line
from consultations.importing.sentences import tidy
from consultations.importing.spans import BREAK

# A character reference such as `&amp;` holds a semicolon that separates nothing.
SIGN = re.compile(r"&#?\w{1,31};|[;；؛•()（）]")
BRACKETS = {"(": 1, "（": 1, ")": -1, "）": -1}
ITEM_SIGN = re.compile(r"^(?:[-*+–—](?=\s)|[‣▪▫◦●○■□·])\s*")
# What stands behind these in the heading of a column says more about it, but does not name it.
ASIDE = re.compile(r"\s?[/(:,;–—]|\s(?:for|to|on|in|by|and|or)\s", re.IGNORECASE)
WORD = re.compile(r"\w[\w'’-]*")


def fill_rows(lines: list[Line]) -> None:
    """Give each row of a table its text and the items of its cells; the first is the heading."""
    headed = 0
    for line in lines:
        if line.table and line.table != headed:
            _fill_heading(line)
            headed = line.table if line.text else headed
        elif line.table:
            line.text = "\n".join(part for cell in line.cells for part in _parts(cell))
            line.items = [list(_items(cell)) for cell in line.cells]


def _fill_heading(line: Line) -> None:
    """A cell of the heading is one item, whatever signs it holds."""
    cells = [" ".join(_parts(cell)) for cell in line.cells]
    line.text = "\n".join(cell for cell in cells if cell)
    line.items = [[cell] if cell else [] for cell in cells]


def _parts(cell: str) -> list[str]:
    """Return the lines of a cell; empty ones fall away."""
    return [part for part in map(tidy, cell.split(BREAK)) if part]


def _items(cell: str) -> Iterator[str]:
    """Give the items of a cell, parted by breaks, bullets, or semicolons outside brackets."""
    for part in _parts(cell):
        for piece in _pieces(part):
            item = ITEM_SIGN.sub("", piece.strip())
            if item:
                yield item


def _pieces(line: str) -> Iterator[str]:
    is_paired = sum(BRACKETS.get(character, 0) for character in line) == 0
    start = depth = 0
    for match in SIGN.finditer(line):
        sign = match[0]
        depth += BRACKETS.get(sign, 0) if is_paired else 0
        if len(sign) == 1 and sign not in BRACKETS and depth == 0:
            yield line[start : match.start()]
            start = match.end()
    yield line[start:]


def item_reference(
    header_cells: list[list[str]],
    row_cells: list[list[str]],
    cell_index: int,
    item_index: int,
    table: str = "table",
) -> str:
    """Return how one item of a row is cited: `table, convergence, item 1`.

    Indexes count from 0. The word is the one that names the column; where two columns share it,
    or there is none, `column 2` stands instead. Raises IndexError where there is no such item.
    """
    row_cells[cell_index][item_index]
    words = [_column_word(" ".join(cell)) for cell in header_cells]
    word = words[cell_index] if cell_index < len(words) else ""
    name = word if word and words.count(word) == 1 else f"column {cell_index + 1}"
    return f"{table}, {name}, item {item_index + 1}"


def _column_word(heading: str) -> str:
    words = WORD.findall(ASIDE.split(tidy(heading), maxsplit=1)[0])
    return words[-1].lower() if words else ""
