"""An organisation that must not be known applies, is verified, comments and endorses unnamed."""

import secrets

from playwright.sync_api import expect

from tests.journeys.administration import enter_admin, open_list, search, see_done
from tests.journeys.letters import Letters, type_mailed_code
from tests.journeys.moving import (
    CURATOR,
    MODERATOR,
    code_of,
    number_of_endorsements,
    open_asked,
)
from tests.journeys.ways import on_a_plain_phone

NOBODY = "An organisation, not named"


@on_a_plain_phone
def test_an_organisation_in_danger_acts_and_is_never_named(new_page, look, keep_picture):
    name = f"Reed Shelter {secrets.token_hex(4)}"
    page, visitor = new_page(), new_page()
    letters = Letters(new_page(), f"{secrets.token_hex(4)}@reed.example")
    _apply(page, letters, name, look)
    assert name not in letters.open_next("We have received your application")
    page.goto("/accounts/login/code/")
    page.get_by_label("Email").fill(letters.to)
    type_mailed_code(page, letters, page.get_by_role("button", name="Send me a code").click)
    _look_and_verify(new_page(), name, keep_picture)
    assert name not in letters.open_next("Your application has been decided")

    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    open_asked(page, "Not answered yet")
    code, before = code_of(page), number_of_endorsements(page)
    page.get_by_role("link", name="Review and endorse").click()
    look(page, "review")
    expect(page.get_by_role("button", name=f"Endorse for {name}")).to_be_visible()
    expect(page.get_by_role("radio", name="By name")).to_have_count(0)
    page.get_by_role("button", name=f"Endorse for {name}").click()
    expect(page.get_by_role("status")).to_have_text(f"{name} endorses this text.")
    expect(page.get_by_role("main")).to_contain_text("It is not named: nobody else sees this.")
    words = f"Shelters need no list of guests, {secrets.token_hex(4)}."
    page.get_by_label("Stance").select_option("Supports")
    page.get_by_role("textbox", name="Comment").fill(words)
    page.get_by_role("button", name=f"Send for {name}").click()
    _approve(new_page(), words, name)

    for address in (f"/recommendations/{code}/", "/", "/organisations/"):
        visitor.goto(address)
        expect(visitor.get_by_role("main")).not_to_contain_text(name)
    visitor.goto(f"/recommendations/{code}/")
    assert number_of_endorsements(visitor) == before
    comment = visitor.get_by_role("article").filter(has_text=words)
    expect(comment).to_contain_text(NOBODY)
    look(visitor, "for-a-visitor")


def _apply(page, letters, name, look):
    page.goto("/organisations/apply/")
    page.get_by_label("Your name").fill("Ola Reed")
    page.get_by_label("Your e-mail address").fill(letters.to)
    page.get_by_label("Your capacity").fill("Coordinator")
    page.get_by_label("Name of the organisation").fill(name)
    page.get_by_label("Kind").select_option("NGO")
    page.get_by_label("About the organisation").fill("We shelter whoever comes.")
    page.get_by_label("Do not list us").check()
    look(page, "form")
    page.get_by_role("button", name="Ask for an account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your mail")


def _look_and_verify(curator, name, keep_picture):
    """Find it among numbers, say why one looks, and verify it."""
    enter_admin(curator, CURATOR)
    open_list(curator, "Organisations")
    curator.get_by_role("textbox", name="Search").fill(name)
    curator.get_by_role("button", name="Search").click()
    curator.wait_for_url("**q=Reed**")
    expect(curator.locator("#content")).to_contain_text("0 organisations")
    expect(curator.locator("#result_list tbody tr")).to_have_count(0)
    open_list(curator, "Organisations that are not listed")
    keep_picture(curator, "numbers")
    waiting = curator.locator("#result_list tbody tr").filter(has_text="waits for verification")
    waiting.last.get_by_role("link").first.click()
    curator.get_by_role("link", name="Show me which it is").click()
    curator.get_by_label("Reason").fill("It waits for verification.")
    keep_picture(curator, "look")
    curator.get_by_role("button", name="Show me which it is").click()
    expect(curator.locator("#content")).to_contain_text("It is shown to you alone, until")
    expect(curator.get_by_label("Name:", exact=True)).to_have_value(name)
    keep_picture(curator, "shown")
    curator.get_by_role("link", name="Verify", exact=True).click()
    curator.get_by_label("Evidence").fill("Two known organisations vouch for it.")
    curator.get_by_label("The organisation may endorse").check()
    curator.get_by_label("The applicant may sign endorsements").check()
    curator.get_by_role("button", name="Verify").click()
    see_done(curator, "The organisation is verified.")


def _approve(moderator, words, name):
    enter_admin(moderator, MODERATOR)
    open_list(moderator, "Comments")
    row = search(moderator, words)
    expect(row).to_contain_text(NOBODY.lower())
    expect(moderator.locator("#content")).not_to_contain_text(name)
    row.get_by_role("button", name="Approve").click()
    see_done(moderator, "left")
