"""From the cells of a file to its table, within bounds."""

from collections.abc import Iterable, Iterator, Sequence

from consultations.importing import UnreadableDocument
from spreadsheets.cells import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    Row,
    Table,
    bare,
    cell_name,
    length_of,
)

MOST_CHARACTERS = 12_000_000
# A file whose rows go on so far, blank, is not worth going through.
FARTHEST_ROW = 200_000


class Wrong(str):
    """Stands in the place of a cell that cannot be taken for a text, and says why."""

    __slots__ = ()


def table_of(rows: Iterable[Sequence[str]]) -> Table:
    """Return the table: its first row holds the headings, blank rows are left out.

    Raises UnreadableDocument where it is larger than any that is taken in, or has no headings.
    """
    numbered = enumerate(map(_without_blank_end, _near(rows)), start=1)
    _first, top = next(numbered, (1, []))
    headings = _headings(top)
    if not headings:
        raise UnreadableDocument("The first row is empty: the names of the columns stand there.")
    _refuse_width(top, 1)
    kept: list[Row] = []
    length = 0
    for number, cells in numbered:
        if cells:
            _refuse_width(cells, number)
            kept.append(_row(number, cells, len(headings)))
            length += sum(map(len, cells))
            _refuse_size(len(kept), length)
    return Table(headings, kept)


def _near(rows: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    for number, row in enumerate(rows, start=1):
        if number > FARTHEST_ROW:
            raise UnreadableDocument(f"The rows go on beyond row {FARTHEST_ROW}.")
        yield row


def _refuse_size(rows: int, length: int) -> None:
    if rows > MOST_ROWS:
        raise UnreadableDocument(f"The file has over {MOST_ROWS} rows: import it in parts.")
    if length > MOST_CHARACTERS:
        raise UnreadableDocument("The file holds over twelve million characters.")


def _without_blank_end(row: Sequence[str]) -> list[str]:
    cells = list(row)
    while cells and not isinstance(cells[-1], Wrong) and not cells[-1].strip():
        cells.pop()
    return cells


def _refuse_width(cells: list[str], number: int) -> None:
    if len(cells) > MOST_COLUMNS:
        place = cell_name(len(cells) - 1, number)
        raise UnreadableDocument(f"Something stands in cell {place}, where no column is.")


def _headings(cells: list[str]) -> list[str]:
    return [str(cell).strip().casefold() for cell in cells]


def _row(number: int, cells: list[str], width: int) -> Row:
    wrong = {str(place): reason for place, cell in enumerate(cells) if (reason := _wrong(cell))}
    wrong |= {
        str(place): "This column has no name in the first row."
        for place, cell in enumerate(cells)
        if place >= width and (cell or isinstance(cell, Wrong))
    }
    texts = ["" if isinstance(cell, Wrong) else bare(cell) for cell in cells]
    texts = [text[:LONGEST_CELL] for text in texts]  # what is longer is refused, not cut
    return Row(number, texts + [""] * (width - len(texts)), wrong)


def _wrong(cell: str) -> str:
    if isinstance(cell, Wrong):
        return str(cell)
    if length_of(cell) > LONGEST_CELL:
        return f"The cell holds more than {LONGEST_CELL} characters."
    return ""
