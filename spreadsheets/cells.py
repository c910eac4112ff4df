"""What stands in the cells of a spreadsheet, and how it stands there so that nothing is run."""

from typing import Any, NamedTuple

from catalogue.cells import SIGNS, column_letter
from catalogue.signs import UNWRITABLE

MOST_ROWS = 5_000
MOST_COLUMNS = 60
# What the programs that people use hold in a cell, counted as they count it (UTF-16).
LONGEST_CELL = 32_767
TOO_LONG = "[too long for a cell: change it on its own page]"


class Row(NamedTuple):
    """A row by its number in the file; `wrong` says, by column, what could not be read."""

    number: int
    cells: list[str]
    wrong: dict[str, str]


class Table(NamedTuple):
    """The headings of a file and its rows that are not blank."""

    headings: list[str]
    rows: list[Row]


def plain(text: str) -> str:
    """Return the text as a cell holds it: lines end in LF, and what no file can hold is replaced.

    The same is done to what is read, so that a cell that nobody changed is always known again.
    """
    unix = text.replace("_x000D_", "\r").replace("\r\n", "\n").replace("\r", "\n")
    return UNWRITABLE.sub("\ufffd", unix)


def told(text: str) -> str:
    """Return what a cell says of the text; of one that no cell can hold, that it is so."""
    shown = plain(text)
    return shown if length_of(shown) < LONGEST_CELL else TOO_LONG


def length_of(text: str) -> int:
    """Return how long programs for tables take the text to be."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def bare(cell: str) -> str:
    """Return what `inert` was given."""
    shown = plain(cell)
    return shown[1:] if shown[:1] == "'" and shown[1:].startswith(SIGNS) else shown


def cell_name(place: int, number: int) -> str:
    """Return what programs call the cell, such as `C7`."""
    return f"{column_letter(place)}{number}"


def as_json(table: Table) -> dict[str, Any]:
    return {"headings": table.headings, "rows": [list(row) for row in table.rows]}


def from_json(said: dict[str, Any]) -> Table:
    return Table(said["headings"], [Row(*row) for row in said["rows"]])
