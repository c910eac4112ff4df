"""From the bytes of a file to its table, and back, whatever stands in its cells."""

import datetime
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.formula import ArrayFormula

from catalogue.cells import column_letter, inert
from consultations.importing import UnreadableDocument
from spreadsheets import reading
from spreadsheets.cells import (
    LONGEST_CELL,
    MOST_ROWS,
    TOO_LONG,
    Row,
    bare,
    cell_name,
    told,
)
from spreadsheets.exporting import as_csv
from spreadsheets.tables import gathering, text, workbook, writing
from tests.spreadsheets.filling_in import as_csv as saved
from tests.spreadsheets.filling_in import as_xlsx

ROOT = Path(__file__).resolve().parent.parent.parent
HOSTILE = [
    "=1+1",
    '=HYPERLINK("http://example.org";"x")',
    "+49 30",
    "-5",
    "@SUM(A1)",
    "\tafter a tab",
    "'quoted'",
    "''twice",
    "'=1",
    "'",
    "＝１＋１",
    "#N/A",
    "1.0",
    "007",
    "2017-09-04",
    "TRUE",
    'She said "no", then; left',
    "two\nlines",
    "carriage\r\nreturn\rhere",
    " spaces around ",
    "\n=after a line",
    "\u0645\u0631\u062d\u0628\u0627 \u200f\u202eturned",
    "👩‍👩‍👧 and e\u0301",
    "\x00\x01\x0b\ufffe nothing for a file",
    "_x0041_ _x000D_ _x005F_",
    "x005F_",
    "<b>&amp;</b>",
    "sep=;",
    "é" * LONGEST_CELL,
    "😀" * (LONGEST_CELL // 2),
    "a" * (LONGEST_CELL - 1),
    "",
]


def _back(cells: list[str]) -> list[list[str]]:
    """Return what is read back of the cells out of each kind of file."""
    rows = [[f"c{place}" for place, _cell in enumerate(cells)], ["x", *cells[1:]]]
    written = [[inert(cell) for cell in row] for row in rows]
    asked = json.dumps({"title": "sheet", "rows": written}).encode()
    tables = (text.read(as_csv("sheet", rows)), workbook.read(writing.written(asked)))
    return [table.rows[0].cells[1:] for table in tables]


def test_what_is_written_is_read_back_as_it_was() -> None:
    cells = [told(each) for each in HOSTILE]

    for back in _back(["x", *cells]):
        assert back == cells


@pytest.mark.hold
@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=12))
def test_whatever_is_written_is_read_back_as_it_was(texts: list[str]) -> None:
    cells = [told(each) for each in texts]

    for back in _back(["x", *cells]):
        assert back == cells


@given(st.text())
@settings(max_examples=60, deadline=None)
def test_no_cell_that_leaves_begins_a_formula_and_each_is_known_again(cell: str) -> None:
    shown = told(cell)

    assert not inert(shown).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert bare(inert(shown)) == shown


def test_what_is_too_long_for_a_cell_is_not_cut_but_told() -> None:
    assert told("a" * LONGEST_CELL) == TOO_LONG
    assert told("😀" * (LONGEST_CELL // 2 + 1)) == TOO_LONG


def test_no_cell_of_an_exported_workbook_is_a_formula_an_error_or_a_number() -> None:
    rows = [["a"], *([inert(told(cell))] for cell in HOSTILE)]
    book = load_workbook(
        io.BytesIO(writing.written(json.dumps({"title": "t", "rows": rows}).encode()))
    )

    kinds = {cell.data_type for row in book.active.iter_rows() for cell in row if cell.value}

    assert kinds <= {"s", "inlineStr"}


def test_cells_and_columns_are_called_as_programs_call_them() -> None:
    assert [column_letter(place) for place in (0, 25, 26, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
    ]
    assert cell_name(2, 7) == "C7"


# CSV.


@pytest.mark.parametrize(
    "content",
    [
        "slug,name\na,Ä\n".encode(),
        "\ufeffslug;name\r\na;Ä\r\n".encode(),
        "slug\tname\r\na\tÄ\r\n".encode("utf-16"),
        "sep=;\r\nSlug ; NAME\na;Ä\n\n;\n  ;\n".encode(),
    ],
)
def test_csv_is_read_as_programs_write_it(content: bytes) -> None:
    table = text.read(content)

    assert table.headings == ["slug", "name"]
    assert table.rows == [Row(2, ["a", "Ä"], {})]


def _refusal(read: Any, content: bytes) -> str:
    with pytest.raises(UnreadableDocument) as refusal:
        read(content)
    return str(refusal.value.message)


def test_other_encodings_are_refused_with_a_word_and_nothing_is_guessed() -> None:
    told = _refusal(text.read, "slug,name\na,Äpfel\n".encode("cp1252"))

    assert "Line 2 is not in UTF-8" in told
    assert "Save the file as “CSV UTF-8”" in told
    assert "Line 1" in _refusal(text.read, b"\xff\xfea")


def test_a_quote_that_never_ends_is_told_by_its_line() -> None:
    assert "Line 3 cannot be read" in _refusal(text.read, b'slug,name\na,b\nc,"d\n')


def test_rows_keep_their_numbers_and_lines_within_cells() -> None:
    table = text.read(saved([["slug", "name"], ["a", "x\r\ny"], [], ["b", "z", "", ""]]))

    assert table.rows == [Row(2, ["a", "x\ny"], {}), Row(4, ["b", "z"], {})]


def test_cells_without_a_column_and_cells_too_long_are_wrong_in_their_place() -> None:
    table = text.read(saved([["slug", "name"], ["a", "b", "c"], ["d", "e" * (LONGEST_CELL + 1)]]))

    assert table.rows[0].wrong == {"2": "This column has no name in the first row."}
    assert "more than 32767 characters" in table.rows[1].wrong["1"]


def test_files_without_an_end_are_refused(monkeypatch: Any) -> None:
    many = saved([["slug"], *([["a"]] * (MOST_ROWS + 1))])
    assert "over 5000 rows" in _refusal(text.read, many)
    assert "where no column is" in _refusal(text.read, saved([["slug"], ["a"] * 61]))
    assert "where no column is" in _refusal(text.read, saved([["a"] * 61]))
    assert "first row is empty" in _refusal(text.read, b"\n\na\n")
    assert "first row is empty" in _refusal(text.read, b"")
    monkeypatch.setattr(gathering, "FARTHEST_ROW", 3)
    assert "beyond row 3" in _refusal(text.read, b"a\n\n\n\n\n")
    monkeypatch.setattr(gathering, "MOST_CHARACTERS", 3)
    assert "million characters" in _refusal(text.read, b"slug\nabcd\n")


# Workbooks.


def test_what_a_program_typed_is_read_as_what_a_person_typed() -> None:
    rows = [["slug", "a", "b", "c", "d", "e"], ["x", 5, 5.0, 17.25, True, False]]

    table = workbook.read(as_xlsx(rows))

    assert table.rows[0].cells == ["x", "5", "5", "17.25", "yes", "no"]


def test_formulas_errors_and_dates_are_refused_in_their_cells() -> None:
    book = Workbook()
    book.active.append(["slug", "a", "b", "c", "d", "e"])
    day = datetime.date(2017, 1, 2)
    book.active.append(["x", "=1+1", "#N/A", day, datetime.time(3, 4), datetime.timedelta(1)])
    book.active["B3"] = ArrayFormula("B3", "=SUM(A1:A2)")
    made = io.BytesIO()
    book.save(made)

    first, second = workbook.read(made.getvalue()).rows

    assert "holds a formula" in first.wrong["1"]
    assert "holds an error" in first.wrong["2"]
    assert all("made a date or time" in first.wrong[place] for place in "345")
    assert "holds a formula" in second.wrong["1"]


def test_one_sheet_is_imported_and_none_is_passed_over_in_silence() -> None:
    book = Workbook()
    book.active.append(["slug"])
    book.create_sheet("Notes")
    empty, filled = io.BytesIO(), io.BytesIO()
    book.save(empty)
    book["Notes"]["C3"] = "Look."
    book.save(filled)

    assert workbook.read(empty.getvalue()).headings == ["slug"]
    assert "“Notes” holds something too" in _refusal(workbook.read, filled.getvalue())


def _changed(content: bytes, part: str, data: bytes | None) -> bytes:
    """Return the workbook with one part replaced, or left out."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        if data is not None:
            new.writestr(part, data)
    return made.getvalue()


def test_a_damaged_workbook_is_refused_with_a_word() -> None:
    good = as_xlsx([["slug"], ["a"]])
    sheet = "xl/worksheets/sheet1.xml"

    assert "damaged" in _refusal(workbook.read, _changed(good, "xl/workbook.xml", b"<no"))
    assert "damaged" in _refusal(workbook.read, _changed(good, sheet, b"<no"))
    assert "damaged" in _refusal(workbook.read, _changed(good, sheet, None))
    broken_off = b"<worksheet><sheetData><row><c t='inlineStr'><is><t>slug</t></is></c></row><row"
    assert "damaged" in _refusal(workbook.read, _changed(good, sheet, broken_off))
    bomb = _changed(good, sheet, b"<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet/>")
    assert "declares entities" in _refusal(workbook.read, bomb)


def test_a_sheet_that_lies_about_its_size_is_read_for_what_it_holds() -> None:
    good = as_xlsx([["slug"], ["a"]])
    with zipfile.ZipFile(io.BytesIO(good)) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml")
    lying = sheet.replace(b'ref="A1:A2"', b'ref="A1:XFD1048576"')
    assert lying != sheet

    table = workbook.read(_changed(good, "xl/worksheets/sheet1.xml", lying))

    assert table.rows == [Row(2, ["a"], {})]


def test_a_second_sheet_of_nothing_is_not_gone_through_for_ever(monkeypatch: Any) -> None:
    book = Workbook()
    book.active.append(["slug"])
    styled = book.create_sheet("Styled")
    for number in range(1, 6):
        styled.row_dimensions[number].height = 20
        styled.cell(number, 1).number_format = "@"
    made = io.BytesIO()
    book.save(made)
    monkeypatch.setattr(workbook, "FARTHEST_ROW", 2)

    assert workbook.read(made.getvalue()).rows == []


# What kind of file it is, told by its content.


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"x" * (20 * 1024 * 1024 + 1), "larger than 20 MB"),
        (b"PK\x03\x04 broken", "no workbook"),
        (b"PK\x01\x02" * 3000, "no workbook"),
        (b"\xd0\xcf\x11\xe0 old", "another kind"),
        (b"%PDF-1.7", "another kind"),
        (b"slug\0name", "no CSV"),
    ],
)
def test_other_files_are_refused_before_anything_is_taken_apart(content: bytes, why: str) -> None:
    if content.startswith(b"PK\x01\x02"):
        content = b"PK\x03\x04" + content
    assert why in _refusal(reading.read_table, content)


@pytest.mark.hold
def test_a_program_of_its_own_reads_and_refuses() -> None:
    assert reading.read_table(as_xlsx([["slug"], ["a"]])).rows == [Row(2, ["a"], {})]
    assert reading.read_table("slug\na\n".encode("utf-16")).headings == ["slug"]
    assert "holds a part" not in _refusal(reading.read_table, b"\n\n")


_WITH_LITTLE_ROOM = """
import resource, sys
from pathlib import Path
sys.argv = ["tables", "csv"]
from spreadsheets.tables.__main__ import _said
_said("csv", b"slug")
data = b"a" * 90_000_000
pages = int(Path("/proc/self/statm").read_text().split()[0])
before = resource.getrlimit(resource.RLIMIT_AS)
resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + 30_000_000, before[1]))
said = _said("csv", data)
resource.setrlimit(resource.RLIMIT_AS, before)
print(said)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how large a process is there")
def test_what_takes_too_much_room_is_refused_with_a_word() -> None:
    command = [sys.executable, "-c", _WITH_LITTLE_ROOM]
    done = subprocess.run(
        command, input=b"slug", capture_output=True, check=True, timeout=60, cwd=ROOT
    )

    assert b"too large" in done.stdout
