"""Two curators find what is asked in a later draft, and a visitor follows it both ways."""

import re
import secrets

from playwright.sync_api import expect

from tests.journeys.administration import (
    enter_admin,
    import_text,
    open_list,
    publish_document,
    search,
    see_done,
)
from tests.journeys.moving import CURATOR
from tests.journeys.ways import on_a_plain_phone

SECOND = "seconder@demo.example"
WORDS = "We shall keep one glossary of human trafficking, as appropriate."
TEXT = f"""We thank our hosts.

1. {WORDS} It is reviewed each year.

2. Nothing else was agreed.
"""
ASKED = re.compile("One shared glossary for the field of human trafficking")


@on_a_plain_phone
def test_an_ask_is_found_in_a_draft_by_two_and_followed_both_ways(new_page, look, keep_picture):
    curator, second, visitor = new_page(), new_page(), new_page()
    draft = f"Invented draft {secrets.token_hex(3)}"
    enter_admin(curator, CURATOR)
    _load(curator, draft)

    code = _assess(curator, draft, keep_picture)
    enter_admin(second, SECOND)
    _agree(second, code, draft, keep_picture)

    visitor.goto(f"/recommendations/{code}/")
    _follow(visitor, code, draft, look)


def _load(page, draft):
    """Put an invented draft of a whole process on record."""
    open_list(page, "Documents")
    page.get_by_role("link", name="Import a document").click()
    fields = {
        "Or the whole process:": "Global Forum on Migration and Development",
        "Title:": draft,
        "Kind:": "Draft",
        "Date:": "2018-02-05",
    }
    import_text(page, TEXT, fields)
    publish_document(page)


def _assess(page, draft, keep_picture):
    """Ask of a paragraph which asks it answers; return the code of the one it does."""
    open_list(page, "Later texts")
    search(page, draft).get_by_role("link", name=draft).click()
    keep_picture(page, "later-text")
    row = page.get_by_role("row").filter(has_text=WORDS)
    row.get_by_role("link", name="Which asks does it answer?").click()
    asks = page.get_by_label("Recommendation:")
    likest = asks.locator("optgroup").first.locator("option").filter(has_text=ASKED)
    code = likest.get_attribute("value")
    asks.select_option(code)
    page.get_by_role("radio", name="weakened").check()
    page.get_by_role("radio", name=WORDS).check()
    keep_picture(page, "assess")
    page.get_by_role("button", name="Assess an ask").click()
    see_done(page, "A second curator has to agree.")
    return code


def _agree(page, code, draft, keep_picture):
    open_list(page, "Findings")
    page.get_by_role("textbox", name="Search").fill(code)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("row").filter(has_text=draft).get_by_role("link", name=code).click()
    page.get_by_role("link", name="Agree as the second assessor").click()
    expect(page.get_by_role("main")).to_contain_text(WORDS)
    keep_picture(page, "second")
    page.get_by_role("button", name="Agree as the second assessor").click()
    see_done(page, "Assessed by two now.")


def _follow(page, code, draft, look):
    """Read the finding, its words in the draft, how it is judged, and all asks beside it."""
    found = page.get_by_role("region", name="Reflected in")
    line = found.get_by_role("listitem").filter(has_text=draft)
    expect(line).to_contain_text("weakened.")
    expect(line.locator("q")).to_have_text(WORDS)
    expect(line).to_contain_text("Assessed by two curators")
    look(page, "recommendation")
    line.get_by_role("link", name="paragraph 1").click()
    answer = page.get_by_role("link", name=f"Answers {code}: weakened")
    expect(answer).to_be_visible()
    look(page, "draft")
    answer.click()

    found.get_by_role("link", name="All asks of this consultation").click()
    table = page.get_by_role("table")
    row = table.get_by_role("row").filter(has=page.get_by_role("link", name=code))
    expect(row).to_contain_text("weakened")
    expect(page.get_by_role("main")).to_contain_text("Cited, not held")
    look(page, "matrix")
    page.get_by_role("link", name="How we judge").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How we judge what is reflected")
    look(page, "method")

    page.goto("/recommendations/reflected/")
    look(page, "choose-a-theme")
    page.get_by_label("Theme").select_option(index=1)
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What became of what was asked:")
    look(page, "theme")
