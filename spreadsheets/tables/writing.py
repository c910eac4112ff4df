"""A workbook of one sheet, every cell of which is text."""

import io
import json

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

_WIDTHS = {True: 60, False: 18}
_LONG = 30


def written(data: bytes) -> bytes:
    """Return the workbook; `data` is JSON with the `title` and the `rows`, headings first."""
    asked = json.loads(data)
    book = Workbook()
    sheet = book.active
    sheet.title = asked["title"]
    sheet.freeze_panes = "B2"
    top = Alignment(vertical="top", wrap_text=True)
    for number, row in enumerate(asked["rows"], start=1):
        for place, text in enumerate(row, start=1):
            cell = sheet.cell(number, place, text)
            # Never a formula, an error or a number, whatever it looks like.
            cell.data_type = "s"
            cell.number_format = "@"
            cell.alignment = top
            if number == 1:
                cell.font = Font(bold=True)
    for place in range(1, len(asked["rows"][0]) + 1):
        is_long = any(len(row[place - 1]) > _LONG for row in asked["rows"])
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS[is_long]
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()
