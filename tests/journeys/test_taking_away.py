"""Somebody without an account takes a list away as it is narrowed, and four asks as a brief."""

import csv
import re
from io import BytesIO, StringIO
from pathlib import Path

import docx
import pypdf
from playwright.sync_api import Page, expect

from tests.journeys.ways import on_a_plain_phone

CODES = ["GFMD17-01", "GFMD17-07", "GFMD17-10"]
LAST = "GCM-TC5-01"


def _taken(page: Page, name: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("link", name=name, exact=True).click()
    return Path(download.value.path()).read_bytes()


@on_a_plain_phone
def test_a_narrowed_list_and_a_brief_of_four_are_taken_away(new_page, look):
    page = new_page()
    page.goto("/recommendations/")
    if (narrow := page.get_by_text("Narrow the list")).is_visible():
        narrow.click()
    page.get_by_role("group", name="Level").get_by_label("Practical").check()
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("article").first).to_be_visible()
    number = page.get_by_role("article").count()
    rows = list(csv.DictReader(StringIO(_taken(page, "CSV").decode("utf-8-sig"))))
    assert len(rows) == number
    assert {row["level"] for row in rows} == {"practical"}
    assert rows[0]["notice"].startswith("A demonstration")

    page.goto("/recommendations/")
    for code in CODES:
        page.get_by_label(f"Into a brief: {code}").check()
    look(page, "ticked")
    page.get_by_role("button", name="Make a brief of what is ticked").click()
    expect(page.get_by_role("listitem").filter(has_text="endorse it")).to_have_count(3)
    page.get_by_label("Add by code").fill(LAST.lower())
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name=f"Move {LAST} up").click()
    expect(page).to_have_url(re.compile(f"code={LAST}&code={CODES[2]}$"))
    look(page, "brief")

    pages = pypdf.PdfReader(BytesIO(_taken(page, "Take it away as PDF"))).pages
    printed = "\n".join(each.extract_text() for each in pages)
    written = docx.Document(BytesIO(_taken(page, "Take it away as DOCX")))
    words = "\n".join(each.text for each in written.paragraphs)
    for content in (printed, words):
        assert content.startswith("Lines to take")
        for code in (*CODES, LAST):
            assert f"{code}: " in content
        for part in ("In the source", "Our summary of the paragraph", "Endorsements", "CC BY 4.0"):
            assert part in content


def test_what_the_fields_hold_is_read_beside_the_list(phone_page, look):
    phone_page.goto("/organisations/")
    phone_page.get_by_role("link", name="what the fields hold").click()

    expect(phone_page.get_by_role("heading", name="What the fields hold")).to_be_visible()
    look(phone_page, "fields")
