"""Tables in workbooks (.xlsx). Formulas are never worked out: their cells are refused."""

import io
from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook

from consultations.importing import UnreadableDocument
from consultations.unpacking.packages import refuse_harmful
from spreadsheets.cells import Table
from spreadsheets.tables.gathering import FARTHEST_ROW, Wrong, table_of

_FORMULA = Wrong("The cell holds a formula: only what is typed is taken. Put its value there.")
_FAILED = Wrong("The cell holds an error, such as #N/A.")
_DATE = Wrong(
    "The program made a date or time of what was typed here. "
    "Format the cell as text and type it again."
)
# What reading a broken file raises, at whatever depth; SyntaxError is that of the XML.
_BROKEN = (BadZipFile, SyntaxError, KeyError, ValueError, TypeError, AttributeError, IndexError)


def read(data: bytes) -> Table:
    """Return the table of the first sheet; raises UnreadableDocument, which says why."""
    refuse_harmful(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        first, *others = book.worksheets
        filled = [sheet.title for sheet in others if _holds_something(sheet)]
        table = None if filled else table_of(_rows(first))
    except _BROKEN as error:
        raise UnreadableDocument("The workbook is damaged, or has no sheet.") from error
    if table is None:
        raise UnreadableDocument(
            f"Beside the first sheet, “{filled[0]}” holds something too: one sheet is imported."
        )
    return table


def _rows(sheet: Any) -> Iterator[list[str]]:
    sheet.reset_dimensions()  # what it says of its size may be wrong, and huge
    for row in sheet.iter_rows():
        yield [_text(cell) for cell in row]


def _holds_something(sheet: Any) -> bool:
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(values_only=True)):
        if any(value is not None for value in row):
            return True
        if number > FARTHEST_ROW:
            break
    return False


def _text(cell: Any) -> str:
    if cell.data_type == "f":
        return _FORMULA
    if cell.data_type == "e":
        return _FAILED
    return _typed(cell.value)


def _typed(value: Any) -> str:
    """Return as text what the program took for a number or a yes."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.15g}"
    if isinstance(value, (date, time, timedelta)):
        return _DATE
    return str(value)
