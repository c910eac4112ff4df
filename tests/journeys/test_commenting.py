"""A drafter comments, a moderator publishes it and later hides it, and each sees what they may."""

import secrets

import pytest
from playwright.sync_api import expect

from tests.journeys.administration import (
    enter_admin,
    open_list,
    run_action,
    search,
    see_done,
)
from tests.journeys.letters import Letters
from tests.journeys.moving import DRAFTER, MODERATOR, code_of, log_in_by_button, open_asked

REASON = "It names a shelter by its street."


@pytest.fixture
def words():
    return f"Say who keeps the register, and how quay {secrets.token_hex(4)} is named in it."


def test_a_comment_is_public_from_its_approval_until_it_is_hidden(
    new_page, words, look, keep_picture
):
    drafter, moderator, visitor = new_page(), new_page(), new_page()
    log_in_by_button(drafter, DRAFTER)
    organisation = drafter.get_by_role("heading", level=1).inner_text()
    about_it = drafter.get_by_role("link", name="What it endorses and says").get_attribute("href")
    code = _comment(drafter, words, look)
    thread = f"/recommendations/{code}/"
    places = [thread, f"{thread}comments/", about_it]
    latest = _latest(visitor)
    assert not _finds(visitor, places, words)

    enter_admin(moderator, MODERATOR)
    open_list(moderator, "Comments")
    row = search(moderator, words)
    keep_picture(moderator, "queue")
    run_action(moderator, row, "approve")
    see_done(moderator, "1 comment: Published.")
    assert _finds(visitor, places, words) == places
    _see_it_published(visitor, code, organisation, words, look)
    assert f"{organisation} commented on {code}" in _latest(visitor)[0]

    letters = Letters(new_page(), DRAFTER)
    _hide(moderator, words, keep_picture)
    assert not _finds(visitor, places, words)
    assert _latest(visitor) == latest
    _see_it_in_the_log(visitor, code, [organisation, words, "shelter", "moderator"], look)
    drafter.goto(f"/recommendations/{code}/")
    own = drafter.get_by_role("article").filter(has_text=words)
    expect(own).to_contain_text(f"Hidden: Nobody is put in danger. {REASON}")
    look(drafter, "hidden-with-its-reason")
    assert REASON in letters.open_next("Something about your comment awaits you")
    look(letters.page, "letter")


def _comment(drafter, words, look):
    """Comment on what is asked first, see it marked as waiting, and return the code."""
    open_asked(drafter)
    code = code_of(drafter)
    drafter.get_by_label("Stance").select_option("Asks")
    drafter.get_by_role("textbox", name="Comment").fill(words)
    look(drafter, "comment-typed")
    drafter.get_by_role("button", name="Send for").click()
    expect(drafter.get_by_role("status")).to_contain_text("Your comment waits for approval")
    waiting = drafter.get_by_role("article").filter(has_text=words)
    expect(waiting).to_contain_text("Waits for approval: only your organisation")
    look(drafter, "comment-waiting")
    return code


def _finds(visitor, places, words):
    return [place for place in places if visitor.goto(place) and words in _text(visitor)]


def _text(page):
    return page.get_by_role("main").inner_text()


def _latest(visitor):
    visitor.goto("/")
    return visitor.get_by_role("region", name="Latest").get_by_role("listitem").all_inner_texts()


def _see_it_published(visitor, code, organisation, words, look):
    visitor.goto(f"/recommendations/{code}/")
    comment = visitor.get_by_role("article").filter(has_text=words)
    expect(comment.get_by_role("link", name=organisation)).to_be_visible()
    expect(comment).to_contain_text("Asks")
    look(visitor, "published")
    comment.get_by_role("link", name=organisation).click()
    look(visitor, "organisation")
    visitor.goto(f"/recommendations/{code}/comments/")
    look(visitor, "comments")


def _hide(moderator, words, keep_picture):
    """Hide it by the action, which asks for a reason where none was typed beside it."""
    run_action(moderator, search(moderator, words), "hide")
    expect(moderator.get_by_role("heading", name="Hide")).to_be_visible()
    moderator.get_by_label("Rule").select_option(label="Nobody is put in danger")
    moderator.get_by_label("Reason").fill(REASON)
    keep_picture(moderator, "reason")
    moderator.get_by_role("button", name="Hide").click()
    see_done(moderator, "1 comment: Hidden.")


def _see_it_in_the_log(visitor, code, untold, look):
    visitor.goto("/moderation/log/")
    decisions = visitor.get_by_role("main").get_by_role("listitem")
    expect(decisions.first).to_contain_text(f"A comment was hidden on {code}")
    told = _text(visitor).lower()
    assert not [word for word in untold if word.lower() in told]
    look(visitor, "log")
