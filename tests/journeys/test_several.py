"""A representative reads several texts together and endorses two of them at once."""

from playwright.sync_api import expect

from tests.journeys.moving import REPRESENTATIVE, SALTMARSH, log_in_by_button
from tests.journeys.ways import on_a_plain_phone


@on_a_plain_phone
def test_two_texts_are_endorsed_at_once_and_no_longer_await(new_page, look):
    page = new_page()
    log_in_by_button(page, REPRESENTATIVE)
    page.get_by_role("link", name="Read them together, and endorse several").click()
    boxes = page.get_by_role("checkbox")
    # Counting does not wait for the page to come.
    expect(boxes.first).to_be_visible()
    look(page, "several")
    before = boxes.count()

    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_role("button", name=f"Endorse what is ticked for {SALTMARSH}").click()

    expect(page.get_by_role("status")).to_have_text(f"{SALTMARSH} endorses 2 texts more.")
    expect(page.get_by_role("checkbox")).to_have_count(before - 2)
