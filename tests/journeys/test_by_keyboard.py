"""Endorsing and withdrawing with nothing but the keys Tab and Enter."""

from playwright.sync_api import expect

from tests.journeys.administration import enter_admin, see_done
from tests.journeys.moving import (
    MODERATOR,
    REPRESENTATIVE,
    SALTMARSH,
    log_in_by_button,
    named_among_endorsers,
    open_asked,
)

FARTHEST = 60
FOCUSED = """() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== "none" && style.outlineWidth !== "0px"
        || style.boxShadow !== "none";
}"""


def test_a_text_is_endorsed_and_withdrawn_by_keyboard_alone(open_page, size):
    page = open_page(size)
    log_in_by_button(page, REPRESENTATIVE)
    open_asked(page, "Not answered yet")

    _press(page, "Review and endorse", at=page.url)
    _press(page, f"Endorse for {SALTMARSH}", at="**/endorse/")
    expect(page.get_by_role("status")).to_have_text(f"{SALTMARSH} endorses this text.")
    expect(named_among_endorsers(page, SALTMARSH)).to_be_visible()

    _press(page, "Withdraw the endorsement")
    _press(page, f"Withdraw for {SALTMARSH}", at="**/withdraw/")
    expect(page.get_by_role("status")).to_contain_text("The dates stay on record.")


def test_the_queue_is_worked_through_by_keyboard_alone(page):
    enter_admin(page, MODERATOR)
    page.goto("/admin/recommendations/comment/")
    waiting = page.locator("#result_list tbody tr").count()

    _press(page, "Approve")
    see_done(page, f"Published. {waiting - 1} left.")
    # Where the next one stands the keys go on, not at the top of the page.
    assert "#comment-" in page.url
    _press(page, "Reject", farthest=12)
    page.wait_for_url("**/reject/**")
    _press(page, "", role="SELECT", key="ArrowDown")
    _press(page, "", role="TEXTAREA", key="x")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    see_done(page, f"Rejected. {waiting - 2} left.")


def test_the_first_tab_leads_past_the_header(page):
    page.goto("/recommendations/")

    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.locator("main :focus").count() == 1


def _press(page, words, at=None, *, role="", key="Enter", farthest=FARTHEST):
    """Go from part to part to the one with these words, each in sight and marked; press the key.

    A field is found by its kind, `role`.
    """
    if at:
        page.wait_for_url(at)
    for _step in range(farthest):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED), f"What has the focus is not marked: {_focused(page)}"
        kind = page.evaluate("document.activeElement.tagName")
        if kind == role if role else _focused(page) == words:
            expect(page.locator(":focus")).to_be_in_viewport()
            page.keyboard.press(key)
            return
    raise AssertionError(f"“{words or role}” is not reached by {farthest} times Tab on {page.url}")


def _focused(page):
    return " ".join(page.locator(":focus").inner_text().split())
