"""The mails that somebody gets, read where the demonstration lists them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

SECONDS_TO_ARRIVE = 40


@dataclass
class Letters:
    """What comes for one address from now on, read on a page of its own."""

    page: Page
    to: str
    known: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.goto("/demo/mail/")
        self.known = set(self._addresses())

    def open_next(self, subject: str) -> str:
        """Open the next one with this subject once it is there, and return its words."""
        address = self._wait_for(subject)
        self.known.add(address)
        self.page.locator(f'a[href="{address}"]').click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(subject)
        return self.page.locator(".letter").inner_text()

    def _wait_for(self, subject: str) -> str:
        for _try in range(2 * SECONDS_TO_ARRIVE):
            self.page.goto("/demo/mail/")
            new = [each for each in self._addresses(subject) if each not in self.known]
            if new:
                return new[0]
            self.page.wait_for_timeout(500)
        raise AssertionError(f"No letter “{subject}” came for {self.to}")

    def _addresses(self, subject: str = "") -> list[str]:
        rows = self.page.get_by_role("main").get_by_role("listitem")
        mine = rows.filter(has_text=f"to {self.to} ·").filter(has_text=subject)
        return [link.get_attribute("href") or "" for link in mine.get_by_role("link").all()]


def type_mailed_code(page: Page, letters: Letters, ask: Callable[[], None]) -> None:
    """Ask for a code, read it in the letter that comes, and log in with it."""
    ask()
    code = _code_in(letters.open_next("Your code to log in"))
    _code_field(page).fill(code)
    page.get_by_role("button", name="Confirm").click()


def _code_in(words: str) -> str:
    found = re.search(r"^[A-Z0-9]{3,5}-?[A-Z0-9]{3,5}$", words, re.MULTILINE)
    assert found, f"There is no code in this letter:\n{words}"
    return found.group()


def _code_field(page: Page) -> Locator:
    return page.get_by_label("Code")
