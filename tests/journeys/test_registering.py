"""A visitor registers an organisation, a curator verifies it, and it endorses."""

import secrets
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.journeys.administration import enter_admin, open_list, search, see_done
from tests.journeys.letters import Letters, type_mailed_code
from tests.journeys.moving import (
    CURATOR,
    SALTMARSH,
    code_of,
    named_among_endorsers,
    number_of_endorsements,
    open_asked,
)

ANSWER = "Check your mail"


@dataclass(frozen=True)
class Applicant:
    email: str
    organisation: str


@pytest.fixture
def applicant():
    mark = secrets.token_hex(4)
    return Applicant(f"ines-{mark}@{mark}.example", f"Harbour Kitchen {mark.upper()}")


def test_an_organisation_registers_is_verified_and_endorses(
    new_page, applicant, look, keep_picture
):
    page, letters = new_page(), Letters(new_page(), applicant.email)
    _apply(page, applicant, look)
    _log_in_as_the_letter_says(page, letters, look)
    waiting = page.get_by_role("main").get_by_text("waits for verification by the curators")
    expect(waiting).to_contain_text(applicant.organisation)
    look(page, "waits")
    waiting.get_by_role("link", name=applicant.organisation).click()
    expect(page.get_by_text("Waits for verification by the curators")).to_be_visible()
    look(page, "own-page-while-waiting")

    _verify(new_page(), applicant, keep_picture)
    assert applicant.organisation in letters.open_next("Your application has been decided")
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text(applicant.organisation)
    look(page, "verified")

    open_asked(page, "Not answered yet")
    code, before = code_of(page), number_of_endorsements(page)
    page.get_by_role("link", name="Review and endorse").click()
    page.get_by_role("radio", name="By name").check()
    page.get_by_role("button", name=f"Endorse for {applicant.organisation}").click()
    visitor = new_page()
    visitor.goto(f"/recommendations/{code}/")
    assert number_of_endorsements(visitor) == before + 1
    named_among_endorsers(visitor, applicant.organisation).click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text(applicant.organisation)
    look(visitor, "public-page")


def test_a_name_that_is_on_record_gets_the_same_answer(page, applicant, look):
    _apply(page, applicant, look, name=SALTMARSH.upper())


def _apply(page, applicant, look, name=None):
    """Register from the first page, which answers alike whatever is known already."""
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Register your organisation").click()
    look(page, "form")
    page.get_by_role("button", name="Ask for an account").click()
    expect(page.get_by_role("alert").first).to_contain_text("Something is missing")
    look(page, "form-with-errors")
    page.get_by_label("Your name").fill("Inés Okoye")
    page.get_by_label("Your e-mail address").fill(applicant.email)
    page.get_by_label("Your capacity").fill("Director")
    page.get_by_label("Name of the organisation").fill(name or applicant.organisation)
    page.get_by_label("Kind").select_option("Migrant-led organisation")
    page.get_by_label("About the organisation").fill("We cook, and listen, at the harbour.")
    page.get_by_role("button", name="Ask for an account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(ANSWER)
    look(page, "answer")


def _log_in_as_the_letter_says(page, letters, look):
    words = letters.open_next("We have received your application")
    address = next(line for line in words.splitlines() if line.endswith("/accounts/login/code/"))
    look(letters.page, "letter")
    page.goto(address)
    page.get_by_label("Email").fill(letters.to)
    type_mailed_code(page, letters, page.get_by_role("button", name="Send me a code").click)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Welcome")


def _verify(curator, applicant, keep_picture):
    """Verify the organisation and let its applicant sign."""
    enter_admin(curator, CURATOR)
    open_list(curator, "Organisations")
    search(curator, applicant.organisation).get_by_role("link").first.click()
    keep_picture(curator, "application")
    curator.get_by_role("link", name="Verify", exact=True).click()
    curator.get_by_label("Evidence").fill("Called the number in the register of associations.")
    curator.get_by_label("The organisation may endorse").check()
    curator.get_by_label("The applicant may sign endorsements").check()
    keep_picture(curator, "verify")
    curator.get_by_role("button", name="Verify").click()
    see_done(curator, "The organisation is verified.")
    grants = curator.get_by_role("group", name="Representatives")
    expect(grants).to_contain_text("comments, signs")
    keep_picture(curator, "organisation-verified")
