"""Spreadsheets as curators edit them, without a browser and without a program for tables."""

import csv
import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from spreadsheets.cells import Row, Table, bare
from spreadsheets.planning import Plan, plan
from spreadsheets.sheets import SHEETS

BASE = "/admin/spreadsheets"


def table(headings: list[str], *rows: list[str]) -> Table:
    """Return the table that a program for tables would show."""
    numbered = enumerate(rows, start=2)
    return Table(headings, [Row(number, list(row), {}) for number, row in numbered])


def exported(kind: str, user: Any) -> Table:
    """Return the table of what the user takes away of the kind."""
    sheet = SHEETS[kind](user)
    return table(list(sheet.columns), *sheet.exported(sheet.rows()))


def planned(kind: str, user: Any, what: Table) -> Plan:
    return plan(SHEETS[kind](user), what)


def groups(what: Plan) -> list[str]:
    return [str(each.group) for each in what.outcomes]


def reasons(what: Plan) -> list[tuple[str, str]]:
    """Return each refused cell with why."""
    found = (refusal for each in what.outcomes for refusal in each.refusals)
    return [(refusal.cell, str(refusal.reason)) for refusal in found]


def edited(what: Table, number: int, **cells: str) -> Table:
    """Return the table with other words in some cells of the row, by their columns."""
    row = next(row for row in what.rows if row.number == number)
    for name, text in cells.items():
        row.cells[what.headings.index(name.replace("_", " "))] = text
    return what


def as_csv(rows: list[list[str]], **how: Any) -> bytes:
    made = io.StringIO()
    csv.writer(made, **how).writerows(rows)
    return made.getvalue().encode()


def as_xlsx(rows: list[list[Any]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def rows_of(content: bytes) -> list[list[str]]:
    """Return the rows of an export, as text."""
    if content.startswith(b"PK"):
        sheet = load_workbook(io.BytesIO(content)).active
        return [[str(value or "") for value in row] for row in sheet.iter_rows(values_only=True)]
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def download(desk: Client, kind: str, ending: str = "csv") -> list[list[str]]:
    """Return the rows of the exported file, read as a person reads them."""
    rows = rows_of(desk.get(f"{BASE}/{kind}/export.{ending}").getvalue())
    return [[bare(cell) for cell in row] for row in rows]


def upload(desk: Client, kind: str, content: bytes, name: str = "") -> Any:
    """Send the file and return the answer, followed to its end."""
    named = name or ("sheet.xlsx" if content.startswith(b"PK") else "sheet.csv")
    file = SimpleUploadedFile(named, content)
    return desk.post(f"{BASE}/{kind}/import/", {"file": file}, follow=True)


def confirm(desk: Client, preview: Any) -> Any:
    """Confirm what the preview shows, and return the answer, followed to its end."""
    address = preview.request["PATH_INFO"]
    sent = {"act": "confirm", "seen": preview.context["plan"].fingerprint}
    return desk.post(address, sent, follow=True)
