"""Moderation as those concerned live through it: mended, appealed against, reported, and told."""

import secrets

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.administration import enter_admin, open_list, search, see_done
from tests.journeys.letters import Letters
from tests.journeys.moving import (
    CURATOR,
    DRAFTER,
    MODERATOR,
    code_of,
    log_in_by_button,
    open_asked,
)
from tests.journeys.ways import on_a_plain_phone

OTHER = "other@demo.example"
SECOND = "second-moderator@demo.example"
ADD_SECOND = """
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from organisations.models import User
person = User.objects.filter(email=%r).first()
if person is None:
    person = User.objects.create_user(%r, "a quiet harbour 7", name="Second", is_staff=True)
    person.groups.add(Group.objects.get(name="moderators"))
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
"""
RULE = "Nobody is put in danger"


@pytest.fixture
def words():
    return f"Say who keeps the register of quay {secrets.token_hex(4)}."


@pytest.fixture
def drafter(new_page):
    page = new_page()
    log_in_by_button(page, DRAFTER)
    return page


@pytest.fixture
def other(new_page):
    """Of another organisation: each may send ten comments within an hour."""
    page = new_page()
    log_in_by_button(page, OTHER)
    return page


@pytest.fixture
def moderator(new_page):
    page = new_page()
    enter_admin(page, MODERATOR)
    open_list(page, "Comments")
    return page


def _comment(page: Page, words: str) -> str:
    """Comment on what is asked first; return the code."""
    open_asked(page)
    code = code_of(page)
    page.get_by_role("textbox", name="Comment").fill(words)
    page.get_by_role("button", name="Send for").click()
    expect(page.get_by_role("status")).to_contain_text("Your comment waits for approval")
    return code


def _find(page: Page, words: str):
    page.goto("/admin/recommendations/comment/")
    return search(page, words)


def _approve(page: Page, words: str) -> None:
    _find(page, words).get_by_role("button", name="Approve").click()
    see_done(page, "Published.")


def _decide(page: Page, words: str, act: str, reason: str) -> None:
    """Open the page of the act from the queue, name the rule and give the reason."""
    _find(page, words).get_by_role("link", name=act, exact=True).click()
    page.get_by_label("Rule").select_option(label=RULE)
    page.get_by_label("Reason").fill(reason)
    page.get_by_role("button", name=act, exact=True).click()


def _see(visitor: Page, code: str, words: str, *, is_there: bool) -> None:
    visitor.goto(f"/recommendations/{code}/comments/")
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("Comments on")
    expect(visitor.get_by_role("article").filter(has_text=words)).to_have_count(int(is_there))


def _own(page: Page, code: str, words: str):
    page.goto(f"/recommendations/{code}/comments/")
    return page.get_by_role("article").filter(has_text=words)


@on_a_plain_phone
def test_what_is_returned_is_mended_approved_changed_and_approved_again(
    new_page, drafter, moderator, words, look
):
    visitor, better, best = new_page(), f"{words} Please.", f"{words} Thank you."
    code = _comment(drafter, words)
    letters = Letters(new_page(), DRAFTER)
    _decide(moderator, words, "Return", "Leave the street out.")
    see_done(moderator, "Returned.")
    told = letters.open_next("Something about your comment awaits you")
    assert RULE in told
    assert "Leave the street out." in told

    drafter.goto("/awaiting/")
    look(drafter, "awaiting")
    drafter.get_by_role("main").get_by_role("link", name=code).first.click()
    own = _own(drafter, code, words)
    expect(own).to_contain_text("Leave the street out.")
    own.get_by_role("link", name="Change").click()
    look(drafter, "mend")
    drafter.get_by_role("textbox", name="Comment").fill(better)
    drafter.get_by_role("button", name="Send for").click()
    expect(drafter.get_by_role("status")).to_contain_text("Your new words wait for approval.")
    _see(visitor, code, words, is_there=False)
    _approve(moderator, better)
    _see(visitor, code, better, is_there=True)

    _own(drafter, code, better).get_by_role("link", name="Change").click()
    drafter.get_by_role("textbox", name="Comment").fill(best)
    drafter.get_by_role("button", name="Send for").click()
    expect(drafter.get_by_role("status")).to_contain_text("Those that were approved keep showing")
    look(drafter, "revised")
    _see(visitor, code, better, is_there=True)
    _see(visitor, code, best, is_there=False)
    _approve(moderator, words)
    _see(visitor, code, best, is_there=True)
    look(visitor, "published")


@on_a_plain_phone
def test_what_is_hidden_comes_back_by_an_appeal_that_another_moderator_answers(
    new_page, server, drafter, moderator, words, look
):
    visitor, second = new_page(), new_page()
    server.manage("shell", "-c", ADD_SECOND % (SECOND, SECOND))
    code = _comment(drafter, words)
    _approve(moderator, words)
    _decide(moderator, words, "Hide", "It names a person.")
    see_done(moderator, "Hidden.")
    _see(visitor, code, words, is_there=False)

    _own(drafter, code, words).get_by_role("link", name="Appeal").click()
    look(drafter, "appeal")
    drafter.get_by_label("What is wrong with the decision?").fill("We name a quay, and nobody.")
    drafter.get_by_role("button", name="Appeal for").click()
    expect(drafter.get_by_role("main")).to_contain_text("Your appeal of")
    look(drafter, "appealed")
    letters = Letters(new_page(), DRAFTER)

    second.goto("/accounts/login/")
    second.locator("input[name=login]").fill(SECOND)
    second.locator("input[name=password]").fill("a quiet harbour 7")
    second.locator("input[name=password]").press("Enter")
    second.wait_for_url("**/")
    _find(second, words).get_by_role("link", name="Appealed: read it, and answer").click()
    expect(second.get_by_role("main")).to_contain_text("We name a quay, and nobody.")
    second.get_by_role("link", name="Overturn the decision").click()
    second.get_by_label("Answer").fill("A quay is no person.")
    second.get_by_role("button", name="Overturn the decision").click()
    see_done(second, "Overturned")

    _see(visitor, code, words, is_there=True)
    assert "A quay is no person." in letters.open_next("Your appeal has been answered")
    visitor.goto("/moderation/log/")
    look(visitor, "log")


@on_a_plain_phone
def test_who_reports_a_comment_hears_what_came_of_it(new_page, other, moderator, words, look):
    code = _comment(other, words)
    _approve(moderator, words)
    reporter = new_page()
    log_in_by_button(reporter, DRAFTER)

    _own(reporter, code, words).get_by_role("link", name="Report").click()
    look(reporter, "report")
    reporter.get_by_label("It says of somebody what they did not say").check()
    reporter.get_by_role("button", name="Send to the moderators").click()
    expect(reporter.get_by_role("status")).to_contain_text("Thank you")
    letters = Letters(new_page(), DRAFTER)
    row = _find(moderator, words)
    expect(row).to_contain_text("Reported: It says of somebody what they did not say.")
    row.get_by_role("button", name="Leave as it is").click()
    see_done(moderator, "Left as it is.")

    told = letters.open_next("What you reported has been looked at")
    assert "left it as it is" in told
    expect(_own(other, code, words)).not_to_contain_text("Reported")


@on_a_plain_phone
def test_a_suggested_text_becomes_a_version_that_says_whose_it_was(
    new_page, other, moderator, words, look
):
    code, sign = "GFMD17-17", secrets.token_hex(4)
    other.goto(f"/recommendations/{code}/comments/")
    other.get_by_role("textbox", name="Comment").fill(words)
    other.get_by_text("Suggest another text").click()
    field = other.get_by_label("The text as you suggest it")
    field.fill(f"{field.input_value()} They should say so in register {sign}.")
    other.get_by_role("button", name="Preview").click()
    expect(other.get_by_role("region", name="Preview: not sent yet")).to_contain_text(sign)
    look(other, "preview")
    other.get_by_role("button", name="Send for").click()
    expect(other.get_by_role("status")).to_contain_text("waits for approval")
    look(other, "suggested")
    _approve(moderator, words)

    curator = new_page()
    enter_admin(curator, CURATOR)
    open_list(curator, "Suggested texts")
    search(curator, sign).get_by_role("link").first.click()
    curator.get_by_role("link", name="Take into the draft").click()
    curator.get_by_role("button", name="Take into the draft").click()
    see_done(curator, "It is the draft now")
    curator.get_by_role("link", name="Publish", exact=True).click()
    credit = curator.get_by_role("checkbox", name="Steppe Caravan Legal Aid Bureau: accepted")
    expect(credit).to_be_checked()
    curator.get_by_role("radio", name="A change of substance").check()
    curator.get_by_label("Note on the change:").fill("It says where.")
    curator.get_by_role("button", name="Publish", exact=True).click()
    see_done(curator, "Published")

    visitor = new_page()
    visitor.goto(f"/recommendations/{code}/")
    visitor.get_by_role("region", name="Versions").get_by_role("link").first.click()
    main = visitor.get_by_role("main")
    expect(main).to_contain_text("With what was suggested by Steppe Caravan Legal Aid Bureau")
    expect(main).to_contain_text(sign)
    look(visitor, "version")
    main.get_by_role("link", name="Steppe Caravan Legal Aid Bureau").first.click()
    expect(main).to_contain_text("The curators’ answer: accepted")
    look(visitor, "answered")


@on_a_plain_phone
def test_a_paragraph_is_commented_on_from_the_reader(new_page, other, moderator, words, look):
    visitor = new_page()
    other.goto("/recommendations/GFMD17-01/")
    other.get_by_role("main").get_by_role("link", name="read it in context").first.click()
    other.locator("a.talk").first.click()
    look(other, "paragraph")
    other.get_by_role("textbox", name="Comment").fill(words)
    other.get_by_role("button", name="Send for").click()
    expect(other.get_by_role("status")).to_contain_text("Your comment waits for approval")
    place = other.url.split("#")[0]
    visitor.goto(place)
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("Comments on")
    expect(visitor.get_by_role("article").filter(has_text=words)).to_have_count(0)
    _approve(moderator, words)

    visitor.goto(place)
    expect(visitor.get_by_role("article").filter(has_text=words)).to_have_count(1)
    look(visitor, "published")
    visitor.get_by_role("link", name="read it in context").click()
    expect(visitor.get_by_role("main")).to_contain_text("1 comment on")
    look(visitor, "reader")
