"""Somebody without an account finds what is asked and said, and takes it away in every form."""

import csv
import re
from io import BytesIO, StringIO
from pathlib import Path
from urllib.parse import urlsplit

import docx
import pypdf
from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.journeys.ways import PHONE, on_a_plain_phone

CODES = ["GFMD17-01", "GFMD17-07", "GFMD17-10"]
LAST = "GCM-TC5-01"
# They stand in one paragraph of one report.
WORDS = "was rapporteur and drew the main results"


def _taken(page: Page, name: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("link", name=name, exact=True).click()
    return Path(download.value.path()).read_bytes()


def _codes(page: Page) -> list[str]:
    fields = page.get_by_role("article").locator("input[name=add]")
    return [field.get_attribute("value") or "" for field in fields.all()]


def _narrow(page: Page, facet: str, choice: str) -> int:
    """Choose it, and return how many rows the page said that the list would hold with it."""
    folded = page.locator("details.filters").first
    if folded.get_attribute("open") is None:
        folded.get_by_text("Narrow the list").click()
    label = page.get_by_role("group", name=facet, exact=True).locator("label", has_text=choice)
    said = int(label.locator("span").inner_text())
    label.get_by_role("checkbox").check()
    page.get_by_role("button", name="Show", exact=True).click()
    return said


@on_a_plain_phone
def test_an_ask_is_three_clicks_from_home(new_page, look):
    page = new_page()
    page.goto("/")
    look(page, "home")

    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("link", name="Recommendations", exact=True).click()
    look(page, "list")
    link = page.get_by_role("article").first.get_by_role("heading").get_by_role("link")
    title = link.inner_text()
    link.click()

    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    look(page, "ask")


@on_a_plain_phone
def test_a_list_narrowed_twice_is_shared_and_taken_away(new_page, open_page, look):
    page = new_page()
    page.goto("/recommendations/")
    practical = _narrow(page, "Level", "Practical")
    expect(page.get_by_role("status")).to_contain_text(f"{practical} of ")
    said = _narrow(page, "Open for", "Comment")
    expect(page.get_by_role("status")).to_contain_text(f"{said} of ")
    look(page, "narrowed")
    codes = _codes(page)
    assert 0 < len(codes) == said < practical

    shared = open_page(PHONE, javascript=False)
    shared.goto(page.url)
    assert _codes(shared) == codes

    rows = list(csv.DictReader(StringIO(_taken(page, "CSV").decode("utf-8-sig"))))
    assert sorted(row["code"] for row in rows) == sorted(codes)
    assert {row["level"] for row in rows} == {"practical"}
    assert rows[0]["notice"].startswith("A demonstration")


@on_a_plain_phone
def test_four_asks_are_taken_away_as_a_brief(new_page, look):
    page = new_page()
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

    pdf = _taken(page, "Take it away as PDF")
    assert pdf.startswith(b"%PDF-")
    printed = "\n".join(each.extract_text() for each in pypdf.PdfReader(BytesIO(pdf)).pages)
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


@on_a_plain_phone
def test_a_consultation_is_followed_in_a_calendar(new_page, look):
    page = new_page()
    page.goto("/consultations/")
    page.get_by_role("article").first.get_by_role("heading").get_by_role("link").click()
    title = page.get_by_role("heading", level=1).inner_text()
    look(page, "consultation")
    file = page.get_by_role("link", name="File (.ics)")
    path = urlsplit(file.get_attribute("href") or "").path
    opened = page.get_by_role("link", name="Open in my calendar program").get_attribute("href")

    calendar = Calendar.from_ical(page.request.get(path).body())

    assert (opened or "").startswith("webcal://")
    assert urlsplit(opened or "").path == path
    assert any(title in str(event["SUMMARY"]) for event in calendar.walk("VEVENT"))
    assert all(page.url in str(event["URL"]) for event in calendar.walk("VEVENT")[:1])


@on_a_plain_phone
def test_words_typed_at_the_head_of_a_page_lead_to_the_paragraph_that_holds_them(new_page, look):
    page = new_page()
    page.goto("/documents/")
    page.get_by_text("Menu", exact=True).click()
    field = page.get_by_role("searchbox", name="Search the record")
    field.fill(f'"{WORDS}"')
    field.press("Enter")
    look(page, "found")

    hit = page.get_by_role("article").filter(has=page.locator("mark")).filter(has_text="paragraph")
    hit.first.get_by_role("link").first.click()
    anchor = urlsplit(page.url).fragment
    expect(page.locator(f"#{anchor}")).to_contain_text(WORDS)
    expect(page.locator(f"#{anchor}")).to_be_in_viewport()
    look(page, "paragraph")
