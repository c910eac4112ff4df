"""A representative reads what is asked, looks at its source, endorses it and withdraws."""

import re

from playwright.sync_api import expect

from tests.journeys.moving import (
    REPRESENTATIVE,
    SALTMARSH,
    code_of,
    comes_on_screen,
    go_to_login,
    log_in_by_button,
    named_among_endorsers,
    number_of_endorsements,
    open_asked,
)


def test_an_endorsement_counts_and_names_at_once_until_it_is_withdrawn(new_page, look):
    page, visitor = new_page(), new_page()
    go_to_login(page)
    look(page, "login")
    page.get_by_role("button", name=REPRESENTATIVE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SALTMARSH)
    look(page, "home")
    open_asked(page, "Not answered yet")
    code, before = code_of(page), number_of_endorsements(page)
    expect(named_among_endorsers(page, SALTMARSH)).to_have_count(0)
    look(page, "recommendation")

    _read_in_context(page, look)
    _endorse(page, look)
    assert number_of_endorsements(page) == before + 1
    expect(named_among_endorsers(page, SALTMARSH)).to_be_visible()
    look(page, "endorsed")
    visitor.goto(f"/recommendations/{code}/")
    assert number_of_endorsements(visitor) == before + 1
    expect(named_among_endorsers(visitor, SALTMARSH)).to_be_visible()
    look(visitor, "endorsed-for-a-visitor")

    _withdraw(page, look)
    for reader in (page, visitor):
        reader.goto(f"/recommendations/{code}/")
        assert number_of_endorsements(reader) == before
        expect(named_among_endorsers(reader, SALTMARSH)).to_have_count(0)
        acts = reader.get_by_role("region", name="History").get_by_role("listitem")
        expect(acts.nth(0)).to_contain_text(f"{SALTMARSH} withdrew its endorsement of version")
        expect(acts.nth(1)).to_contain_text(f"{SALTMARSH} endorsed version")
    look(visitor, "withdrawn-for-a-visitor")


def _read_in_context(page, look):
    """Go to the words in their document and back by the note beside them."""
    code = code_of(page)
    page.get_by_role("link", name="read it in context").first.click()
    expect(page).to_have_url(re.compile(r"/documents/[^/]+/\?at=([\w-]+)#\1$"))
    assert comes_on_screen(page.locator(":target"))
    expect(page.locator(":target mark").first).to_be_visible()
    look(page, "source")
    page.get_by_role("link", name=f"Recommendation {code}").first.click()
    assert code_of(page) == code


def _endorse(page, look):
    asked = page.get_by_role("blockquote").first.inner_text()
    page.get_by_role("link", name="Review and endorse").click()
    assert page.get_by_role("blockquote").first.inner_text() == asked
    look(page, "review")
    page.get_by_role("button", name=f"Endorse for {SALTMARSH}").click()
    expect(page.get_by_role("status")).to_have_text(f"{SALTMARSH} endorses this text.")


def _withdraw(page, look):
    page.get_by_role("link", name="Withdraw the endorsement").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Withdraw the endorsement")
    look(page, "withdraw")
    page.get_by_role("button", name=f"Withdraw for {SALTMARSH}").click()
    expect(page.get_by_role("status")).to_contain_text("The dates stay on record.")


def test_who_is_not_named_is_seen_by_nobody_else(new_page, look):
    page, visitor = new_page(), new_page()
    log_in_by_button(page, REPRESENTATIVE)
    open_asked(page, "Not answered yet")
    code, before = code_of(page), number_of_endorsements(page)
    page.get_by_role("link", name="Review and endorse").first.click()
    page.get_by_role("radio", name="Count us, do not name us").check()
    page.get_by_role("button", name=f"Endorse for {SALTMARSH}").click()

    expect(page.get_by_role("main")).to_contain_text("It is not named: nobody else sees this.")
    look(page, "not-named")
    for address in (f"/recommendations/{code}/", f"/recommendations/{code}/v1/"):
        visitor.goto(address)
        assert number_of_endorsements(visitor) == before
        expect(named_among_endorsers(visitor, SALTMARSH)).to_have_count(0)
        expect(visitor.get_by_role("main")).not_to_contain_text(f"{SALTMARSH} endorsed")

    # What an organisation chose last is offered first the next time: leave it as it was.
    _withdraw(page, look)
    page.get_by_role("link", name="Review and endorse").first.click()
    page.get_by_role("radio", name="By name").check()
    page.get_by_role("button", name=f"Endorse for {SALTMARSH}").click()
    assert number_of_endorsements(page) == before + 1
    _withdraw(page, look)
