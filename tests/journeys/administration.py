"""How curators and moderators move about in the admin."""

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
    expect(page.locator(".messagelist .success")).to_contain_text(words)
