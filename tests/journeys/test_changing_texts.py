"""A text changes after it was signed: it is confirmed, or carried and objected to; a name goes."""

import pytest
from playwright.sync_api import expect

from tests.journeys.administration import enter_admin
from tests.journeys.moving import (
    CURATOR,
    REPRESENTATIVE,
    SALTMARSH,
    code_of,
    log_in_by_button,
    named_among_endorsers,
    number_of_endorsements,
    open_asked,
)
from tests.journeys.ways import on_a_plain_phone

SECOND = "second-curator@demo.example"
ADD_SECOND = """
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from organisations.models import User
person = User.objects.filter(email=%r).first()
if person is None:
    person = User.objects.create_user(%r, "a quiet harbour 7", name="Second", is_staff=True)
    person.groups.add(Group.objects.get(name="curators"))
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
"""

CLOSE = """
from ledger.clock import now
from recommendations.models import Recommendation
row = Recommendation.objects.get(code=%r)
window = {"endorsement_opens": row.endorsement_window.opens, "endorsement_closes": now()}
Recommendation.objects.filter(pk=row.pk).update(**window)
"""


@pytest.fixture
def endorsed(new_page):
    """The representative, on the page of a text that the organisation endorses."""
    page = new_page()
    log_in_by_button(page, REPRESENTATIVE)
    open_asked(page, "You endorse this")
    return page


def _open_draft(page, code):
    page.goto(f"/admin/recommendations/recommendation/?q={code}")
    page.get_by_role("link", name=code, exact=True).click()


def _reword(page, code):
    """Change a word in the draft and save it."""
    _open_draft(page, code)
    text = page.get_by_label("Text:", exact=True)
    text.fill(text.input_value().replace("should", "must"))
    page.get_by_role("button", name="Save and continue editing").click()


def _publish(page, kind):
    page.get_by_role("link", name="Publish", exact=True).click()
    page.get_by_role("radio", name=kind).check()
    page.get_by_label("Note on the change:").fill("It says who must act.")
    page.get_by_role("button", name="Publish", exact=True).click()


@on_a_plain_phone
def test_after_a_change_of_substance_an_organisation_counts_once_it_confirms(
    new_page, endorsed, look
):
    code, before = code_of(endorsed), number_of_endorsements(endorsed)
    curator = new_page()
    enter_admin(curator, CURATOR)
    _reword(curator, code)
    _publish(curator, "A change of substance")

    endorsed.reload()
    assert number_of_endorsements(endorsed) == 0
    expect(endorsed.get_by_role("main")).to_contain_text(f"{before} more endorsed version 1")
    endorsed.goto("/awaiting/")
    look(endorsed, "awaiting")
    endorsed.get_by_role("listitem").filter(has_text=code).get_by_role("link").first.click()
    look(endorsed, "confirm")
    endorsed.get_by_role("button", name=f"Confirm for {SALTMARSH}").click()

    expect(endorsed.get_by_role("status")).to_have_text(f"{SALTMARSH} endorses this text.")
    assert number_of_endorsements(endorsed) == 1
    endorsed.goto("/awaiting/")
    expect(endorsed.get_by_role("listitem").filter(has_text=f"{code}:")).to_have_count(0)


@on_a_plain_phone
def test_after_a_change_of_substance_some_withdraw_and_the_silent_lapse(
    new_page, endorsed, look, server
):
    code, before = code_of(endorsed), number_of_endorsements(endorsed)
    curator = new_page()
    enter_admin(curator, CURATOR)
    _reword(curator, code)
    _publish(curator, "A change of substance")
    endorsed.reload()
    endorsed.get_by_role("link", name="Withdraw the endorsement").click()
    endorsed.get_by_role("button", name=f"Withdraw for {SALTMARSH}").click()
    expect(endorsed.get_by_role("status")).to_contain_text("The dates stay on record.")
    expect(endorsed.get_by_role("main")).to_contain_text(f"{before - 1} more endorsed version 1")

    server.manage("shell", "-c", CLOSE % code)
    server.manage("work", "--once")

    endorsed.reload()
    assert number_of_endorsements(endorsed) == 0
    expect(endorsed.get_by_role("main")).not_to_contain_text("more endorsed version 1")
    endorsed.goto(f"/recommendations/{code}/v1/")
    look(endorsed, "withdrew-and-lapsed")
    rows = endorsed.get_by_role("main").get_by_role("listitem")
    expect(rows.filter(has_text="did not answer when the text changed")).to_have_count(before - 1)
    expect(rows.filter(has_text=SALTMARSH).filter(has_text="withdrew on")).to_have_count(1)


@on_a_plain_phone
def test_a_change_of_wording_takes_a_second_curator_and_may_be_objected_to(
    new_page, endorsed, look, server
):
    code, before = code_of(endorsed), number_of_endorsements(endorsed)
    curator, second = new_page(), new_page()
    enter_admin(curator, CURATOR)
    _reword(curator, code)
    _publish(curator, "A change of wording alone")
    endorsed.reload()
    assert "version 1" in endorsed.get_by_role("main").inner_text()

    server.manage("shell", "-c", ADD_SECOND % (SECOND, SECOND))
    second.goto("/accounts/login/")
    second.locator("input[name=login]").fill(SECOND)
    second.locator("input[name=password]").fill("a quiet harbour 7")
    second.locator("input[name=password]").press("Enter")
    second.wait_for_url("**/")
    _open_draft(second, code)
    second.get_by_role("link", name="Publish the proposed wording").click()
    second.get_by_role("button", name="Publish the proposed wording").click()

    endorsed.reload()
    assert number_of_endorsements(endorsed) == before
    endorsed.get_by_role("link", name="Object to the new wording").click()
    look(endorsed, "object")
    endorsed.get_by_role("button", name=f"Object for {SALTMARSH}").click()
    expect(endorsed.get_by_role("status")).to_contain_text("Your objection is on record.")
    assert number_of_endorsements(endorsed) == before - 1


@on_a_plain_phone
def test_a_name_leaves_every_page_at_once(new_page, endorsed, look):
    code = code_of(endorsed)
    visitor = new_page()
    exactly = endorsed.get_by_role("link", name="This exact text with all who endorse it")
    version = exactly.get_attribute("href")
    visitor.goto(version)
    expect(visitor.get_by_role("main").get_by_role("link", name=SALTMARSH)).to_have_count(1)

    endorsed.get_by_role("link", name="Change how you are named").click()
    look(endorsed, "naming")
    endorsed.get_by_role("button", name="Conceal now").click()

    expect(endorsed.get_by_role("status")).to_contain_text("not named any more")
    for address in (f"/recommendations/{code}/", version):
        visitor.goto(address)
        expect(named_among_endorsers(visitor, SALTMARSH)).to_have_count(0)
        expect(visitor.get_by_role("main")).not_to_contain_text(f"{SALTMARSH} endorsed")

    endorsed.get_by_role("link", name="Change how you are named").click()
    endorsed.get_by_role("radio", name="By name").check()
    endorsed.get_by_role("button", name=f"Save for {SALTMARSH}").click()
    expect(endorsed.get_by_role("status")).to_contain_text("named from now on")
    visitor.goto(version)
    expect(visitor.get_by_role("main").get_by_role("link", name=SALTMARSH)).to_have_count(1)
