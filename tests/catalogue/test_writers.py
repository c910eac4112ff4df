"""Files of a list: the same values in each kind, inert, dated, and never cut in silence."""

import csv
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from django import forms

from catalogue.cells import BETWEEN
from catalogue.exports import LICENCE_ADDRESS, About, Export, chosen
from catalogue.fields import Field, Kind
from catalogue.writers import FORMATS, workbook

MOMENT = datetime(2026, 3, 4, 5, 6, 7, 891, tzinfo=UTC)
FIELDS = tuple(
    Field(name, kind, name.title(), f"What {name} means.", lambda row: row)
    for name, kind in (
        ("code", Kind.TEXT),
        ("words", Kind.TEXTS),
        ("number", Kind.NUMBER),
        ("flag", Kind.FLAG),
        ("day", Kind.DAY),
        ("moment", Kind.MOMENT),
        ("address", Kind.ADDRESS),
    )
)
ROW = {
    "code": "A-01",
    "words": ["States", "a|b"],
    "number": -3,
    "flag": False,
    "day": date(2026, 3, 4),
    "moment": MOMENT.astimezone(timezone(timedelta(hours=5))),
    "address": "https://example.org/A-01/",
}
EMPTY = dict.fromkeys(ROW) | {"code": "A-02", "words": []}
ODD = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "'quoted'",
    "''twice",
    'say "x", then\r\ny',
    " =not at the beginning",
    "الموانئ 港口",
    "<b>&amp;</b>",
    "  two spaces  ",
)


def _export(rows: Any, **told: Any) -> Export:
    about = About(
        name="asks",
        title="What is asked",
        address="https://example.org/asks/?q=x",
        filters=(("Words", "x"),),
        taken_at=MOMENT,
        guide="https://example.org/guide/",
        **told,
    )
    return Export(about, FIELDS, iter(rows))


def _written(ending: str, rows: Any, **told: Any) -> bytes:
    return b"".join(FORMATS[ending].write(_export(rows, **told)))


def _table(rows: Any, **told: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(_written("csv", rows, **told).decode("utf-8-sig"), "")))


def _sheet(rows: Any, name: str = "asks", **told: Any) -> list[tuple[Any, ...]]:
    read = openpyxl.load_workbook(BytesIO(_written("xlsx", rows, **told)))
    return list(read[name].iter_rows(values_only=True))


def _rows_of(ending: str, content: bytes) -> list[dict[str, Any]]:
    if ending == "json":
        return list(json.loads(content)["rows"])
    return [json.loads(line) for line in content.decode().splitlines()][1:-1]


def _read_back(cell: str) -> str:
    """Read a cell of the table as the field guide says."""
    return cell.removeprefix("'")


def test_a_table_writes_each_kind_as_the_field_guide_says() -> None:
    row, empty = _table([ROW, EMPTY])

    assert row == {
        "code": "A-01",
        "words": f"States{BETWEEN}a\\|b",
        "number": "-3",
        "flag": "false",
        "day": "2026-03-04",
        "moment": "2026-03-04T05:06:07Z",
        "address": "https://example.org/A-01/",
        "taken_at": "2026-03-04T05:06:07Z",
        "licence": LICENCE_ADDRESS,
    }
    assert {empty[name] for name in ROW if name != "code"} == {""}


def test_a_workbook_holds_values_not_only_words() -> None:
    names, row, empty = _sheet([ROW, EMPTY])

    assert names == tuple(ROW)
    assert row[:4] == ("A-01", f"States{BETWEEN}a\\|b", -3, False)
    assert row[4:6] == (datetime(2026, 3, 4), datetime(2026, 3, 4, 5, 6, 7))  # noqa: DTZ001
    assert empty == ("A-02", *[None] * 6)


@pytest.mark.parametrize("ending", ["json", "jsonl"])
def test_programs_get_plain_values(ending: str) -> None:
    row, empty = _rows_of(ending, _written(ending, [ROW, EMPTY]))

    assert row == ROW | {"day": "2026-03-04", "moment": "2026-03-04T05:06:07Z"}
    assert empty == EMPTY


@pytest.mark.parametrize("odd", ODD)
def test_what_begins_a_formula_is_inert_and_reads_back_as_it_was(odd: str) -> None:
    row = ROW | {"code": odd, "words": [odd]}

    [in_table] = _table([row])
    read = openpyxl.load_workbook(BytesIO(_written("xlsx", [row])))["asks"]

    assert in_table["code"][0] not in "=+-@\t\r\n＝"
    assert _read_back(in_table["code"]) == _read_back(in_table["words"]) == odd
    for cell in (read["A2"], read["B2"]):
        assert (cell.value, cell.data_type) == (odd, "s")
    for ending in ("json", "jsonl"):
        assert _rows_of(ending, _written(ending, [row]))[0]["code"] == odd


def test_a_workbook_is_sent_piece_by_piece() -> None:
    rows = [ROW | {"code": sha256(str(number).encode()).hexdigest()} for number in range(4000)]

    pieces = [len(each) for each in FORMATS["xlsx"].write(_export(rows))]

    assert len(pieces) > 3
    assert max(pieces) < 150_000


def test_what_xml_cannot_hold_is_written_by_its_number() -> None:
    (_names, row) = _sheet([ROW | {"code": "a\x0bb\ufffe _x0041_"}])

    assert row[0] == "a_x000B_b_xFFFE_ _x005F_x0041_"


def test_what_no_cell_can_hold_is_cut_and_says_so() -> None:
    (_names, whole, cut) = _sheet([ROW | {"code": "a" * each} for each in (32_767, 32_768)])

    assert whole[0] == "a" * 32_767
    assert cut[0].endswith("a … (cut here: the whole is at its address)")
    assert len(cut[0]) < 32_767


def test_more_rows_than_a_sheet_can_have_are_refused(monkeypatch: Any) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 2)
    assert len(_sheet([ROW] * 2)) == 3

    with pytest.raises(OverflowError):
        _written("xlsx", [ROW] * 3)


def test_each_file_says_when_and_under_which_licence_it_was_taken() -> None:
    about = json.loads(_written("json", [ROW]))["about"]
    lines = _written("jsonl", [ROW]).decode().splitlines()
    sheet = dict(line for line in _sheet([ROW], "About") if line[0])

    assert about["licence"] == {"name": "CC BY 4.0", "address": LICENCE_ADDRESS}
    assert about["taken_at"] == "2026-03-04T05:06:07Z"
    assert about["filters"] == [{"filter": "Words", "chosen": "x"}]
    assert about["address"] == "https://example.org/asks/?q=x"
    assert about["fields"][0] == {
        "name": "code",
        "type": "string",
        "label": "Code",
        "help": "What code means.",
    }
    assert json.loads(lines[0]) == {"about": about}
    assert sheet["Taken away on"] == "2026-03-04, 05:06 UTC"
    assert sheet["Narrowed by"] == "Words: x"
    assert sheet["Licence"] == f"CC BY 4.0, {LICENCE_ADDRESS}"
    assert (sheet["Rows"], sheet["code"]) == ("1", "Code. What code means.")
    assert "notice" not in about
    assert "Please note" not in sheet


def test_a_file_of_a_demonstration_says_so() -> None:
    told = {"notice": "All of this is invented."}

    assert _table([ROW], **told)[0]["notice"] == told["notice"]
    assert json.loads(_written("json", [], **told))["about"]["notice"] == told["notice"]
    assert ("Please note", told["notice"]) in _sheet([ROW], "About", **told)


@pytest.mark.parametrize("number", [0, 1, 250])
def test_the_end_says_how_many_rows_there_are(number: int) -> None:
    rows = [ROW] * number
    last = json.loads(_written("jsonl", rows).decode().splitlines()[-1])

    assert json.loads(_written("json", rows))["count"] == number
    assert last == {"end": {"count": number}}
    assert len(_table(rows)) == len(_sheet(rows)) - 1 == number


def _broken(number: int) -> Iterator[dict[str, Any]]:
    yield from (ROW for _each in range(number))
    raise ConnectionError


@pytest.mark.parametrize("ending", FORMATS)
def test_a_fault_on_the_way_breaks_the_file_and_is_not_swallowed(ending: str) -> None:
    came = []
    with pytest.raises(ConnectionError):
        came.extend(FORMATS[ending].write(_export(_broken(3000))))

    content = b"".join(came)
    assert content
    if ending == "xlsx":
        with pytest.raises(zipfile.BadZipFile):
            openpyxl.load_workbook(BytesIO(content))
    else:
        assert b"count" not in content


def test_filters_are_told_in_words_and_the_order_is_none() -> None:
    class Filters(forms.Form):
        q = forms.CharField(label="Words", required=False)
        level = forms.MultipleChoiceField(label="Level", choices=[("a", "High"), ("b", "Low")])
        kind = forms.ChoiceField(label="Kind", choices=[("x", "Open")], required=False)
        order = forms.CharField(label="Order")

    form = Filters({"level": ["a", "b"], "order": "newest", "q": "", "kind": "x"})
    assert form.is_valid()

    assert chosen(form) == (("Level", "High, Low"), ("Kind", "Open"))
