"""Words of a document are selected, linked to, cited and marked as an extract."""

import secrets

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.administration import enter_admin, fill_in
from tests.journeys.moving import CURATOR, log_in_by_button

SENTENCE = "The harbour towns asked that the ferry runs on Sundays, as it did before the storm. "
REPORT = "/documents/gfmd-working-session-2017-09-06/"
# Selects what stands from one place of a paragraph to one of the same or another.
SELECT = """([first, start, last, end]) => {
    const at = (anchor, place) => {
        const paragraph = document.getElementById(anchor);
        const texts = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
        while (texts.nextNode() && place > texts.currentNode.length) {
            place -= texts.currentNode.length;
        }
        return [texts.currentNode, place];
    };
    getSelection().setBaseAndExtent(...at(first, start), ...at(last, end));
    return getSelection().toString();
}"""


COPYING = "() => { navigator.clipboard.writeText = async (text) => { window.copied = text } }"
NO_COPYING = "() => { navigator.clipboard.writeText = async () => { throw new Error() } }"


def _select(page: Page, first: str, start: int, last: str, end: int) -> str:
    """Select the words; what can be done with them is offered."""
    words = page.evaluate(SELECT, [first, start, last, end])
    expect(_bar(page)).to_be_visible()
    return words


def _bar(page: Page):
    return page.get_by_role("group", name="What can be done with the selected words")


def _copied(page: Page, button: str) -> str:
    """Return what is copied at a press of the button, without asking the clipboard for it."""
    page.evaluate(COPYING)
    _bar(page).get_by_role("button", name=button).press("Enter")
    expect(page.locator(".words-told")).to_have_text("Copied.")
    return page.evaluate("window.copied")


def _marked(page: Page) -> str:
    return "".join(page.locator("mark.linked").all_text_contents())


@pytest.fixture
def report(open_page, size) -> Page:
    page = open_page(size)
    page.goto(REPORT)
    return page


def test_a_link_leads_to_the_words_that_were_selected(report, look, plain_page):
    words = _select(report, "p2", 8, "p2", 30)
    look(report, "selected")
    address = _copied(report, "Copy link to these words")
    report.goto(address)
    assert _marked(report) == words.strip()
    look(report, "linked")
    plain_page.goto(address)
    assert _marked(plain_page) == words.strip()
    expect(plain_page.locator("#p2")).to_be_in_viewport()


def test_a_link_to_words_that_stand_there_twice_leads_to_those_selected(report):
    text = report.locator("#p2").inner_text()
    place = text.rindex(" the ") + 1
    _select(report, "p2", place, "p2", place + 3)
    report.goto(_copied(report, "Copy link to these words"))
    assert report.locator("mark.linked").count() == 1
    before = """mark => {
        const range = document.createRange();
        range.setStart(document.getElementById("p2"), 0);
        range.setEndBefore(mark);
        return range.toString().length;
    }"""
    assert report.locator("mark.linked").evaluate(before) == place


def test_a_link_may_lead_across_paragraphs(report):
    _select(report, "p1", 5, "p3", 20)
    report.goto(_copied(report, "Copy link to these words"))
    for anchor in ("p1", "p2", "p3"):
        expect(report.locator(f"#{anchor} mark.linked").first).to_be_visible()


def test_a_citation_names_the_paragraph_of_the_words(report):
    _select(report, "p2", 8, "p2", 30)
    citation = _copied(report, "Copy citation")
    assert ", 6 September 2017, paragraph 2, as summarised by Plenary, http" in citation
    assert citation.endswith(f"{REPORT}?at=p2#p2")


def test_what_can_be_done_is_reached_by_tab_and_left_by_escape(page):
    page.goto(REPORT)
    _select(page, "p2", 8, "p2", 30)
    expect(page.locator(".words-told")).to_contain_text("Tab leads to what can be done")
    page.keyboard.press("Tab")
    expect(_bar(page).get_by_role("button", name="Copy link")).to_be_focused()
    page.keyboard.press("Escape")
    expect(_bar(page)).to_be_hidden()
    expect(page.locator("#p2")).to_be_focused()


def test_where_nothing_can_be_copied_the_text_is_shown(page):
    page.goto(REPORT)
    _select(page, "p2", 8, "p2", 30)
    page.evaluate(NO_COPYING)
    _bar(page).get_by_role("button", name="Copy citation").click()
    expect(page.locator(".words-told")).to_contain_text("?at=p2#p2")


def test_a_curator_marks_selected_words_as_an_extract_at_one_key(page):
    log_in_by_button(page, CURATOR)
    page.goto(REPORT)
    page.keyboard.press("e")
    first = _select(page, "p1", 0, "p1", 40)
    page.keyboard.press("e")
    page.wait_for_url("**/admin/consultations/extract/add/**")
    expect(page.get_by_label("Paste the quoted words")).to_have_value(first.strip())


def test_an_address_of_old_leads_to_the_part_of_its_paragraph(page, look):
    enter_admin(page, CURATOR)
    page.goto("/admin/consultations/document/import/")
    title = f"Many ferries {secrets.token_hex(3)}"
    fill_in(page, "Or paste the text:", "\n\n".join([SENTENCE * 6] * 250))
    fill_in(page, "Or the whole process:", "Global Forum on Migration and Development")
    fill_in(page, "Kind:", "Statement")
    fill_in(page, "Title:", title)
    page.locator(".submit-row input").click()
    page.wait_for_url("**/review/**")
    slug = title.lower().replace(" ", "-")
    page.goto(f"/documents/{slug}/#p240")
    page.wait_for_url("**/?at=p240#p240")
    expect(page.locator("#p240")).to_be_in_viewport()
    page.locator(".parts > summary").click()
    look(page, "parts")
    page.get_by_role("link", name="paragraph 1 to paragraph").click()
    expect(page.locator("#p1")).to_be_visible()
    page.get_by_role("link", name="Next part").click()
    page.wait_for_url("**/?part=2")
