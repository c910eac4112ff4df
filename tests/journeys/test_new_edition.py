"""A curator puts a new edition on record; its readers find what changed, and the marks."""

import re
import secrets

from playwright.sync_api import expect

from tests.journeys.administration import (
    enter_admin,
    fill_in,
    import_text,
    open_list,
    open_particulars,
    publish_document,
    save,
    see_done,
)
from tests.journeys.moving import CURATOR
from tests.journeys.ways import on_a_plain_phone

FIRST = """1. The harbour council asked for longer opening hours on every quay of the island.

2. Ferry crews noted that permits expire before the season has even begun.

3. Nothing else was agreed that night.
"""
SECOND = """1. Ferry crews noted that permits expire before the season has even begun.

2. The harbour council asked for much longer hours on every quay of the island.
"""
KEPT, CHANGED, LOST = "permits expire", "asked for longer opening hours", "Nothing else was agreed"


@on_a_plain_phone
def test_marks_come_along_to_a_new_edition_and_old_addresses_lead_there(
    new_page, look, keep_picture
):
    curator, visitor = new_page(), new_page()
    title = f"Paper of the island {secrets.token_hex(3)}"
    enter_admin(curator, CURATOR)
    old = _document(curator, title)
    for words in (KEPT, CHANGED, LOST):
        _extract(curator, words)
        curator.get_by_role("link", name="Document", exact=True).click()
    _new_edition(curator)
    _carry(curator, keep_picture)
    _decide(curator, keep_picture)
    _publish(curator)

    visitor.goto(f"/documents/{old}/#p1")
    look(visitor, "older")
    visitor.get_by_role(
        "link", name=re.compile("^Compare with the newer edition.*paragraph 1$")
    ).click()
    expect(visitor.locator(":target")).to_contain_text("longer opening")
    look(visitor, "changes")
    visitor.get_by_role("link", name="Show only").click()
    visitor.get_by_role("link", name=title).click()
    expect(visitor.locator("mark")).to_have_text([KEPT, "asked for much longer hours"])
    look(visitor, "newer")


def _document(page, title):
    """Put a text on record, publish it, and return its slug."""
    slug = title.lower().replace(" ", "-")
    open_list(page, "Documents")
    page.get_by_role("link", name="Import a document").click()
    fields = {
        "Edition:": "1",
        "Or the whole process:": "Global Forum on Migration and Development",
        "Kind:": "Paper",
        "Title:": title,
    }
    import_text(page, FIRST, fields)
    publish_document(page)
    return slug


def _extract(page, quote):
    page.get_by_role("link", name="Add an extract").click()
    fill_in(page, "Paste the quoted words:", quote)
    fill_in(page, "Kind:", "Observation")
    fill_in(page, "Our wording:", f"About this: {quote}")
    fill_in(page, "Voice as printed:", "the council")
    fill_in(page, "Asked by:", "civil society")
    save(page)


def _new_edition(page):
    page.get_by_role("link", name="Import a new edition").click()
    import_text(page, SECOND, {"Edition:": "2"})


def _carry(page, keep_picture):
    page.get_by_role("link", name="Compare with the older edition").click()
    expect(page.locator("del").filter(has_text="opening")).to_be_visible()
    keep_picture(page, "compare")
    page.get_by_role("button", name="Carry the marks over").click()
    see_done(page, "1 mark was carried over. 2 left.")
    keep_picture(page, "marks")


def _decide(page, keep_picture):
    """Confirm what was found, try words that do not stand there, and say that it is gone."""
    page.get_by_role("button", name=re.compile("^Confirm.*asked for much longer hours$")).click()
    see_done(page, "Confirmed. 1 left.")
    page.get_by_label("The words as they stand now:").fill("Zebras")
    page.get_by_role("button", name="Place", exact=True).click()
    expect(page.locator(".errorlist")).to_contain_text("“Zebras” does not stand in the document")
    expect(page.get_by_label("The words as they stand now:")).to_have_value("Zebras")
    keep_picture(page, "not-there")
    page.get_by_role("button", name=re.compile("^It is gone")).click()
    see_done(page, "Kept as gone. 0 left.")


def _publish(page):
    open_particulars(page)
    publish_document(page)
