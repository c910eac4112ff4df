"""A curator edits the record in a program for tables: export, edit, import, look, confirm."""

import io
import secrets
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.journeys.administration import enter_admin, open_list, see_done
from tests.journeys.moving import CURATOR


def _export(page: Page) -> Any:
    with page.expect_download() as download:
        page.get_by_role("link", name="Export as a workbook").click()
    return load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))


def _import(page: Page, book: Any) -> None:
    made = io.BytesIO()
    book.save(made)
    page.get_by_role("link", name="Import a spreadsheet").click()
    file = {"name": "speakers.xlsx", "mimeType": "application/zip", "buffer": made.getvalue()}
    page.get_by_label("Choose a file").set_input_files(file)
    page.get_by_role("button", name="Read it").click()


def test_a_list_is_edited_in_a_program_for_tables_and_brought_back(new_page, keep_picture):
    page, mark = new_page(), secrets.token_hex(3)
    enter_admin(page, CURATOR)
    open_list(page, "Speakers")
    book = _export(page)
    sheet = book.active
    honorific, name = sheet["C2"].value or "", sheet["B2"].value
    sheet["C2"] = f"Captain {mark}"
    sheet.append(["", f"Oluchi Brandt {mark}", "", "yes"])
    sheet.append(["nobody-here", "N.", "", ""])

    _import(page, book)
    keep_picture(page, "refused")
    expect(page.get_by_text("No speaker on record has this slug.")).to_be_visible()
    expect(page.get_by_role("button", name="Import all of it")).to_have_count(0)
    page.get_by_role("button", name="Give it up").click()
    see_done(page, "nothing was imported")

    sheet.delete_rows(sheet.max_row)
    _import(page, book)
    keep_picture(page, "preview")
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    expect(page.locator("ins").filter(has_text=mark)).to_be_visible()
    page.get_by_role("button", name="Import all of it").click()
    see_done(page, "Imported: 2 rows.")

    _import(page, book)
    expect(page.get_by_text("there is nothing to import")).to_be_visible()
    page.get_by_role("button", name="Give it up").click()
    sheet["C2"] = honorific
    _import(page, book)
    page.get_by_role("button", name="Import all of it").click()
    see_done(page, "Imported: 1 row.")
