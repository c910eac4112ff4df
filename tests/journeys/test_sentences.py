"""A curator works through a document's sentences: with one key each, and without scripts."""

import re
import secrets

import pytest
from playwright.sync_api import expect

from tests.journeys.administration import enter_admin, import_text, open_list, see_done
from tests.journeys.moving import CURATOR
from tests.journeys.ways import on_a_plain_phone

KEYS = re.compile("One key each")
TEXT = """The quay was dark last winter.

Participants urged port authorities to light it. Pilots should have keys. Thank you.
"""


@pytest.fixture
def sentences():
    """Return what opens the sentences of a new document."""

    def open_sentences(page):
        enter_admin(page, CURATOR)
        open_list(page, "Documents")
        page.get_by_role("link", name="Import a document").click()
        fields = {
            "Or the whole process:": "Global Forum on Migration and Development",
            "Title:": f"Dark quays {secrets.token_hex(3)}",
            "Kind:": "Statement",
        }
        import_text(page, TEXT, fields)
        page.get_by_role("link", name="Work through its sentences").click()
        expect(page.locator(".coverage")).to_contain_text("0 of 4 sentences")

    return open_sentences


def _row(page, words):
    return page.locator(".sentence").filter(has_text=words)


def _press_until_done(page, key, words):
    """Press the key and see what is told on the page that comes."""
    page.keyboard.press(key)
    see_done(page, words)


def test_sentences_are_worked_through_with_one_key_each(page, sentences, look):
    sentences(page)
    expect(page.get_by_role("checkbox", name=KEYS)).to_be_visible()
    page.keyboard.press("j")
    expect(_row(page, "The quay was dark")).to_be_focused()
    look(page, "sentences")
    _press_until_done(page, "n", "3 sentences are left.")
    expect(_row(page, "Participants urged")).to_be_focused()
    _press_until_done(page, "u", "4 sentences are left.")
    expect(_row(page, "The quay was dark")).to_be_focused()
    _press_until_done(page, "n", "3 sentences are left.")
    _press_until_done(page, "a", "2 sentences are left.")
    expect(_row(page, "Participants urged")).to_contain_text("Recommendation: Participants")

    expect(_row(page, "Pilots should")).to_be_focused()
    page.keyboard.press("c")
    expect(page.get_by_label("Our wording").last).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_label("Our wording").last.fill("Give pilots the keys of the quay")
    look(page, "changing")
    page.get_by_role("button", name="Accept").click()
    see_done(page, "1 sentence is left.")
    expect(_row(page, "Pilots should")).to_contain_text("Give pilots the keys of the quay")

    page.keyboard.press("k")
    expect(_row(page, "Pilots should")).to_be_focused()
    page.keyboard.press("j")
    _press_until_done(page, "n", "0 sentences are left.")
    expect(_row(page, "Thank you")).to_be_focused()
    _press_until_done(page, "u", "1 sentence is left.")


def test_the_keys_can_be_switched_off(page, sentences):
    sentences(page)
    expect(page.get_by_role("checkbox", name=KEYS)).to_be_visible()
    page.keyboard.press("j")
    page.get_by_role("checkbox", name=KEYS).uncheck()
    page.reload()
    expect(page.get_by_role("checkbox", name=KEYS)).not_to_be_checked()
    _row(page, "The quay was dark").focus()
    page.keyboard.press("n")
    page.keyboard.press("j")
    expect(_row(page, "The quay was dark")).to_be_focused()
    expect(page.locator(".coverage")).to_contain_text("0 of 4 sentences")


@on_a_plain_phone
def test_sentences_are_worked_through_by_buttons_as_well(new_page, sentences, look):
    page = new_page()
    sentences(page)
    look(page, "buttons")
    _row(page, "Participants urged").get_by_role("button", name="Dismiss").click()
    see_done(page, "4 sentences are left.")
    _row(page, "Participants urged").get_by_role("button", name="Suggest again").click()
    expect(_row(page, "Participants urged")).to_contain_text("Suggested: Recommendation")
    _row(page, "The quay was dark").get_by_role("link", name="Draw an extract").click()
    row = _row(page, "The quay was dark")
    row.get_by_label("Kind").select_option("Observation")
    row.get_by_label("Voice as printed").fill("pilots")
    row.get_by_role("button", name="Accept").click()
    row.get_by_label("Asked by").select_option("Civil society")
    row.get_by_role("button", name="Accept").click()
    see_done(page, "3 sentences are left.")
    page.get_by_role("link", name="Show what is left").click()
    expect(page.locator(".sentence")).to_have_count(3)
