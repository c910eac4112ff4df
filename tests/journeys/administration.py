"""How curators and moderators move about in the admin."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.journeys.moving import log_in_by_button, unfold_account


def enter_admin(page: Page, email: str) -> None:
    log_in_by_button(page, email)
    unfold_account(page)
    page.get_by_role("link", name="Administration").click()


def open_list(page: Page, name: str) -> None:
    """Open a list by its name on the first page of the admin."""
    page.get_by_role("banner").get_by_role("link").first.click()
    page.get_by_role("rowheader", name=name, exact=True).get_by_role("link").click()


def search(page: Page, words: str) -> Locator:
    """Search the list and return the one row that is found."""
    page.get_by_role("textbox", name="Search").fill(words)
    page.get_by_role("button", name="Search").click()
    rows = page.locator("#result_list tbody tr")
    expect(rows).to_have_count(1)
    return rows


def run_action(page: Page, row: Locator, action: str) -> None:
    """Tick the row and run the action on it."""
    row.get_by_role("checkbox").check()
    page.get_by_label("Action:").select_option(action)
    page.get_by_role("button", name="Run the selected action").or_(
        page.get_by_role("button", name="Go")
    ).first.click()


def see_done(page: Page, words: str) -> None:
    done = page.locator(".messagelist li:not(.error, .warning)")
    expect(done.filter(has_text=words)).to_be_visible()


def add(page: Page, name: str) -> None:
    page.get_by_role("link", name=f"Add {name}").click()


def fill_in(page: Page, label: str, value: str | re.Pattern[str]) -> None:
    """Type into the first field with the label, or choose in it what has these words."""
    field = page.get_by_label(label, exact=True).first
    if field.evaluate("field => field.tagName") != "SELECT":
        field.fill(str(value))
        field.press("Tab")
        return
    choice = field.locator("option").filter(has_text=value).first
    field.select_option(choice.get_attribute("value"))


def import_text(page: Page, text: str, fields: dict[str, str | re.Pattern[str]]) -> None:
    """Paste a text on the page that imports one, and come to where it is looked through."""
    fill_in(page, "Or paste the text:", text)
    for label, value in fields.items():
        fill_in(page, label, value)
    page.get_by_role("button", name="Read it").click()
    see_done(page, "were read.")


def open_particulars(page: Page) -> None:
    """Go from the review of a document's text to its own page."""
    page.locator(".breadcrumbs a").last.click()


def publish_document(page: Page) -> None:
    """Publish the document, once its page has said what becomes public with it."""
    page.get_by_role("link", name="Publish", exact=True).click()
    expect(page.get_by_role("heading", name="What becomes public")).to_be_visible()
    page.get_by_role("button", name="Publish", exact=True).click()
    see_done(page, "The document is public now.")


def save(page: Page) -> None:
    page.get_by_role("button", name="Save and continue editing").click()
    see_done(page, "successfully")


def step(page: Page, name: str) -> Locator:
    """Return the row of what a curator does next."""
    steps = page.get_by_role("region", name="Next steps")
    return steps.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name))
