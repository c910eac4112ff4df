"""A Word file becomes paragraphs, extracts and asks; these are followed to a new edition and on."""

import re
import secrets

from playwright.sync_api import Page, expect

from tests.consultations import word_files
from tests.journeys.administration import (
    enter_admin,
    fill_in,
    import_text,
    open_list,
    open_particulars,
    publish_document,
    save,
    search,
    see_done,
)
from tests.journeys.moving import CURATOR
from tests.journeys.test_reading import _select

SECOND = "seconder@demo.example"
THANKS = "The harbour towns thank their hosts for the evening."
PERMITS = "Ferry crews noted that permits expire before the season has even begun."
LIGHT = "We call on harbour towns to keep one quay lit through the night."
RENEW = "Towns should renew ferry permits before the season begins."
MOLE = "The mole was closed for the whole winter."
HOURS = "Pilots asked for longer opening hours on every quay."
CHANGED = "Pilots asked for much longer hours, by day and by night, on every quay."
PARAGRAPHS = [THANKS, PERMITS, LIGHT, RENEW, MOLE, HOURS]
IN_DRAFT = {
    LIGHT: "We keep one quay lit through the night, as appropriate.",
    RENEW: "We renew ferry permits before the season begins.",
}


def test_a_document_is_followed_from_its_file_to_what_became_of_its_asks(
    page, open_page, phone_page, look, keep_picture
):
    mark = secrets.token_hex(3)
    title, draft = f"Night ferries {mark}", f"Draft on ferries {mark}"
    enter_admin(page, CURATOR)
    _import_file(page, title)
    _review(page, keep_picture)
    document = _publish(page)

    _accept_suggestions(page, look)
    _paste_quotes(page, document)
    _mark_by_selection(page, f"/documents/night-ferries-{mark}/", document)
    codes = [_draft_and_publish(page, document, words) for words in (LIGHT, RENEW)]

    visitor = phone_page
    visitor.goto(f"/documents/night-ferries-{mark}/")
    _follow_both_ways(visitor, title, codes, look)

    _new_edition(page, document, keep_picture)
    _import_draft(page, draft)
    for code, words in zip(codes, (LIGHT, RENEW), strict=True):
        _assess(page, draft, code, IN_DRAFT[words])
    second = open_page()
    enter_admin(second, SECOND)
    _agree(second, codes[0], draft)

    visitor.goto("/consultations/gfmd-vienna-2017/reflected/")
    _read_matrix(visitor, codes, draft, look)


def _import_file(page: Page, title: str) -> None:
    file = word_files.new()
    word_files.add(file, title, style="Title")
    for words in PARAGRAPHS:
        word_files.add(file, words, listed="paragraphs")
    open_list(page, "Documents")
    page.get_by_role("link", name="Import a document").click()
    content = {"name": "ferries.docx", "mimeType": "", "buffer": word_files.content(file)}
    page.get_by_label("Choose a file:").set_input_files(content)
    fill_in(page, "Consultation:", re.compile("Thematic workshop"))
    fill_in(page, "Kind:", "Statement")
    page.get_by_role("button", name="Read it").click()
    see_done(page, "7 paragraphs were read.")


def _review(page: Page, keep_picture) -> None:
    """Split a paragraph and join it again; the source stands beside."""
    last = page.locator(".review-row").last
    last.get_by_text("Split or join").click()
    last.get_by_label("Split before the words").fill("on every quay")
    last.get_by_role("button", name="Split here").click()
    see_done(page, "Saved.")
    before = page.locator(".review-row").nth(6)
    expect(before.locator(".words")).to_have_text("Pilots asked for longer opening hours")
    before.get_by_text("Split or join").click()
    before.get_by_role("button", name="Join with the next").click()
    see_done(page, "Saved.")
    expect(page.locator(".review-row").last.locator(".words")).to_have_text(HOURS)
    keep_picture(page, "review")


def _publish(page: Page) -> str:
    publish_document(page)
    return page.url


def _accept_suggestions(page: Page, look) -> None:
    page.get_by_role("link", name="Work through its sentences").click()
    look(page, "sentences")
    for words in (LIGHT, RENEW):
        row = page.locator(".sentence").filter(has_text=words)
        row.locator("summary").click()
        row.get_by_label("Voice as printed").fill("the harbour towns")
        row.get_by_label("Asked by").select_option("Civil society")
        row.get_by_role("button", name="Accept").click()
        see_done(page, "left.")
        expect(page.locator(".sentence").filter(has_text=words)).to_contain_text("Recommendation:")


def _describe(page: Page, words: str) -> None:
    fill_in(page, "Kind:", "Observation")
    fill_in(page, "Our wording:", f"About this: {words}")
    fill_in(page, "Voice as printed:", "the harbour towns")
    fill_in(page, "Asked by:", "civil society")
    save(page)
    expect(page.locator(".field-marked li").filter(has_text=words)).to_be_visible()


def _paste_quotes(page: Page, document: str) -> None:
    for words in ("permits expire before the season", "thank their hosts"):
        page.goto(document)
        page.get_by_role("link", name="Add an extract").click()
        fill_in(page, "Paste the quoted words:", words)
        _describe(page, words)


def _mark_by_selection(page: Page, reader: str, document: str) -> None:
    for anchor in ("p5", "p6"):
        page.goto(reader)
        words = _select(page, anchor, 0, anchor, 20).strip()
        page.keyboard.press("e")
        page.wait_for_url("**/admin/consultations/extract/add/**")
        expect(page.get_by_label("Paste the quoted words")).to_have_value(words)
        _describe(page, words)
    page.goto(document)
    expect(page.get_by_role("link", name="Extracts (6)")).to_be_visible()


def _draft_and_publish(page: Page, document: str, words: str) -> str:
    page.goto(document)
    page.get_by_role("link", name="Extracts (6)").click()
    page.get_by_role("link", name=re.compile(re.escape(words[:20]))).first.click()
    page.get_by_role("link", name="Draft a recommendation from this").click()
    fill_in(page, "Title:", words.rstrip("."))
    save(page)
    page.get_by_role("link", name="Publish", exact=True).click()
    page.get_by_role("button", name="Publish").click()
    see_done(page, "Published:")
    page.get_by_role("link", name="View on site").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(words.rstrip("."))
    code = re.search(r"GFMD17-\d+", page.url)
    assert code
    return code[0]


def _follow_both_ways(page: Page, title: str, codes: list[str], look) -> None:
    look(page, "reader")
    for code, words in zip(codes, (LIGHT, RENEW), strict=True):
        page.get_by_role("main").get_by_role("link", name=re.compile(code)).first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(words.rstrip("."))
        page.get_by_role("link", name="read it in context").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        expect(page.locator(":target mark").first).to_be_visible()


def _new_edition(page: Page, document: str, keep_picture) -> None:
    """Import it, carry the marks; one waits for a decision."""
    page.goto(document)
    page.get_by_role("link", name="Import a new edition").click()
    text = "\n\n".join(f"{n}. {words}" for n, words in enumerate([*PARAGRAPHS[:-1], CHANGED], 1))
    import_text(page, text, {"Edition:": "2"})
    page.get_by_role("link", name="Compare with the older edition").click()
    page.get_by_role("button", name="Carry the marks over").click()
    see_done(page, "5 marks were carried over. 1 left.")
    keep_picture(page, "marks")
    open_particulars(page)
    publish_document(page)


def _import_draft(page: Page, draft: str) -> None:
    open_list(page, "Documents")
    page.get_by_role("link", name="Import a document").click()
    text = "\n\n".join(f"{n}. {words}" for n, words in enumerate(IN_DRAFT.values(), 1))
    fields = {
        "Or the whole process:": "Global Forum on Migration and Development",
        "Title:": draft,
        "Kind:": "Draft",
        "Date:": "2018-02-05",
    }
    import_text(page, text, fields)
    publish_document(page)


def _assess(page: Page, draft: str, code: str, words: str) -> None:
    open_list(page, "Later texts")
    search(page, draft).get_by_role("link", name=draft).click()
    row = page.get_by_role("row").filter(has_text=words)
    row.get_by_role("link", name="Which asks does it answer?").click()
    page.get_by_label("Recommendation:").select_option(code)
    page.get_by_role("radio", name="weakened").check()
    page.get_by_role("radio", name=words).check()
    page.get_by_role("button", name="Assess an ask").click()
    see_done(page, "A second curator has to agree.")


def _agree(page: Page, code: str, draft: str) -> None:
    open_list(page, "Findings")
    page.get_by_role("textbox", name="Search").fill(code)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("row").filter(has_text=draft).get_by_role("link", name=code).click()
    page.get_by_role("link", name="Agree as the second assessor").click()
    page.get_by_role("button", name="Agree as the second assessor").click()
    see_done(page, "Assessed by two now.")


def _read_matrix(page: Page, codes: list[str], draft: str, look) -> None:
    expect(page.get_by_role("columnheader", name=re.compile(draft))).to_be_visible()
    for code in codes:
        link = page.get_by_role("link", name=code, exact=True)
        row = page.get_by_role("table").get_by_role("row").filter(has=link)
        expect(row).to_contain_text("weakened")
    look(page, "matrix")
