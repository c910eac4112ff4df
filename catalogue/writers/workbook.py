"""A list as a workbook (Office Open XML), written as it is read: a zip file sent while it grows.

Every text is a string in its cell and never a formula (ECMA-376, part 1, 18.18.11: inlineStr).
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from catalogue.cells import column_letter, joined
from catalogue.exports import LICENCE, LICENCE_ADDRESS, Export
from catalogue.fields import Kind
from catalogue.signs import UNWRITABLE
from catalogue.writers.package import BEGINNING, MAIN, frame

_ENOUGH = 64 * 1024
# What a cell holds at most, by the limits of the programs that open workbooks.
LONGEST = 32_767
MOST_ROWS = 1_048_575
# What XML cannot hold is written by its number, and so is what would be read as such a number.
_READ_AS_NUMBER = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
# Days are counted from here (18.17.4.1), with a February 29th in 1900 that never was.
_FIRST_DAY = datetime(1899, 12, 30, tzinfo=UTC)
_SECONDS_A_DAY = 86_400
# The places of these in `package.STYLES`.
_PLAIN, _HEAD, _DAY, _MOMENT, _WRAPPED = range(5)
_WIDTHS = {Kind.TEXT: 32, Kind.TEXTS: 28, Kind.ADDRESS: 44, Kind.MOMENT: 20}
_USUAL_WIDTH = 14


class _Pipe:
    """What a zip file is written into and taken out of piece by piece; it cannot be sought."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self.size = 0

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        self.size += len(piece)
        return len(piece)

    def flush(self) -> None:
        """Do nothing: what was written is there."""

    def taken(self) -> bytes:
        whole, self._pieces, self.size = b"".join(self._pieces), [], 0
        return whole


def as_workbook(export: Export) -> Iterator[bytes]:
    """Yield a workbook of two sheets: the rows, and what the file tells of itself.

    Raises OverflowError where there are more rows than a sheet may have.
    """
    pipe = _Pipe()
    moment = export.about.taken_at.astimezone(UTC).timetuple()[:6]
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as packed:  # type: ignore[call-overload]

        def opened(name: str) -> Any:
            entry = zipfile.ZipInfo(name, moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            return packed.open(entry, "w")

        for name, part in frame(export).items():
            with opened(name) as file:
                file.write(part.encode())
        yield pipe.taken()
        # The first part is the head.
        number = -1
        with opened("xl/worksheets/sheet1.xml") as file:
            for part in _sheet_of_rows(export):
                number += 1
                file.write(part.encode())
                if pipe.size > _ENOUGH:
                    yield pipe.taken()
            file.write(_end_of_rows(export, number).encode())
        with opened("xl/worksheets/sheet2.xml") as file:
            file.write(_sheet_about(export, number).encode())
    yield pipe.taken()


def _sheet_of_rows(export: Export) -> Iterator[str]:
    """Yield the beginning with the names of the fields, then a row at a time."""
    widths = "".join(
        f'<col min="{place}" max="{place}" width="{_WIDTHS.get(field.kind, _USUAL_WIDTH)}" '
        'customWidth="1"/>'
        for place, field in enumerate(export.fields, start=1)
    )
    names = "".join(_text(field.name, _HEAD) for field in export.fields)
    yield (
        f'{BEGINNING}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        f"</sheetView></sheetViews><cols>{widths}</cols><sheetData><row>{names}</row>"
    )
    for number, row in enumerate(export.rows, start=1):
        if number > MOST_ROWS:
            raise OverflowError("A workbook cannot hold so many rows.")
        cells = (_cell(row[field.name], field.kind) for field in export.fields)
        yield f"<row>{''.join(cells)}</row>"


def _end_of_rows(export: Export, number: int) -> str:
    whole = f"A1:{column_letter(len(export.fields) - 1)}{number + 1}"
    return f'</sheetData><autoFilter ref="{whole}"/></worksheet>'


def _sheet_about(export: Export, number: int) -> str:
    about = export.about
    lines = [
        (_("What is listed"), about.title),
        *([(_("Please note"), about.notice)] if about.notice else []),
        (_("Address"), about.address),
        *((_("Narrowed by"), f"{label}: {words}") for label, words in about.filters),
        (_("Taken away on"), f"{about.taken_at.astimezone(UTC):%Y-%m-%d, %H:%M} UTC"),
        (_("Rows"), str(number)),
        (_("Licence"), f"{LICENCE}, {LICENCE_ADDRESS}"),
        (_("What the fields hold"), about.guide),
    ]
    fields = [(field.name, f"{field.label}. {field.help}") for field in export.fields]
    told, explained = (
        "".join(f"<row>{_text(name, _HEAD)}{_text(words, _WRAPPED)}</row>" for name, words in each)
        for each in (lines, fields)
    )
    return (
        f'{BEGINNING}<worksheet xmlns="{MAIN}"><cols><col min="1" max="1" width="26" '
        'customWidth="1"/><col min="2" max="2" width="90" customWidth="1"/></cols>'
        f"<sheetData>{told}<row/>{explained}</sheetData></worksheet>"
    )


def _cell(value: Any, kind: Kind) -> str:
    is_empty = value is None or value == "" or value == []
    return "<c/>" if is_empty else _WRITERS.get(kind, _text)(value)


def _text(value: Any, style: int = _PLAIN) -> str:
    words = str(value)
    if len(words) > LONGEST:
        words = words[: LONGEST - 100] + _(" … (cut here: the whole is at its address)")
    marked = _READ_AS_NUMBER.sub("_x005F_", words)
    held = UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", marked)
    kept = escape(held, {"\r": "&#13;"})
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{kept}</t></is></c>'


def _day_number(day: date) -> int:
    return day.toordinal() - _FIRST_DAY.toordinal()


def _moment_number(moment: datetime) -> str:
    """Return the day and its part, exact to the second."""
    since = moment.astimezone(UTC).replace(microsecond=0) - _FIRST_DAY
    return f"{since.days + since.seconds / _SECONDS_A_DAY:.10f}"


_WRITERS: dict[Kind, Callable[[Any], str]] = {
    Kind.NUMBER: lambda number: f"<c><v>{int(number)}</v></c>",
    Kind.FLAG: lambda flag: f'<c t="b"><v>{int(flag)}</v></c>',
    Kind.DAY: lambda day: f'<c s="{_DAY}"><v>{_day_number(day)}</v></c>',
    Kind.MOMENT: lambda moment: f'<c s="{_MOMENT}"><v>{_moment_number(moment)}</v></c>',
    Kind.TEXTS: lambda texts: _text(joined(texts)),
}
