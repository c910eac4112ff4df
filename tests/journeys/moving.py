"""How people move about: by the words on links, buttons and fields."""

import re

from playwright.sync_api import Locator, Page, expect

REPRESENTATIVE = "representative@demo.example"
DRAFTER = "drafter@demo.example"
MODERATOR = "moderator@demo.example"
CURATOR = "curator@demo.example"
SALTMARSH = "Saltmarsh Lantern Coalition"


def unfold_menu(page: Page) -> None:
    """Unfold what a narrow screen folds away: the entries, the search and the account."""
    menu = page.get_by_role("banner").get_by_text("Menu", exact=True)
    if menu.is_visible():
        menu.click()


def unfold_account(page: Page) -> None:
    """Unfold the account: on a narrow screen it stands in the menu."""
    unfold_menu(page)
    account = page.get_by_role("banner").locator(".menu-account > summary")
    if account.is_visible():
        account.click()


def go_to_login(page: Page) -> None:
    page.goto("/")
    unfold_menu(page)
    page.get_by_role("link", name="Log in", exact=True).click()


def log_in_by_button(page: Page, email: str) -> None:
    """Log in as the demonstration offers it: at a click."""
    go_to_login(page)
    page.get_by_role("button", name=email).click()
    expect(page.get_by_role("status")).to_contain_text("You are logged in as")


def open_asked(page: Page, marked: str = "") -> None:
    """Go from the home page to the first that is asked in what is open, marked with the words."""
    page.get_by_role("region", name="Open now").get_by_role(
        "link", name=re.compile(r"^\d+ recommendations?$")
    ).first.click()
    rows = page.get_by_role("article").filter(has_text=marked)
    rows.get_by_role("heading").first.get_by_role("link").click()


def code_of(page: Page) -> str:
    """Return the code of the recommendation that the address names."""
    return page.url.split("/recommendations/")[1].split("/")[0]


def number_of_endorsements(page: Page) -> int:
    """Return the number that the page of a recommendation or version says in words."""
    said = re.search(
        r"(\d+) organisations? endorses? this text", page.get_by_role("main").inner_text()
    )
    assert said, f"{page.url} does not say how many endorse the text"
    return int(said.group(1))


def named_among_endorsers(page: Page, organisation: str) -> Locator:
    """Return the organisation's name among those who endorse, wherever it is there."""
    endorsements = page.get_by_role("complementary", name="Endorsements")
    return endorsements.get_by_role("list").get_by_role("link", name=organisation, exact=True)


def comes_on_screen(part: Locator) -> bool:
    """Tell whether its top is soon seen without moving the page, which may glide there."""
    for _moment in range(50):
        box, screen = part.bounding_box(), part.page.viewport_size
        if box and screen and 0 <= box["y"] < screen["height"]:
            return True
        part.page.wait_for_timeout(100)
    return False
