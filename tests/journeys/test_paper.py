"""What was signed on paper at a meeting counts once one who may sign confirms it."""

import re

from playwright.sync_api import expect

from tests.journeys.administration import enter_admin, open_list, search, see_done
from tests.journeys.letters import Letters
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

SCAN = {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 a signature"}


@on_a_plain_phone
def test_paper_is_entered_mailed_and_confirmed(new_page, look, keep_picture):
    curator, signatory = new_page(), new_page()
    log_in_by_button(signatory, REPRESENTATIVE)
    open_asked(signatory, "Not answered yet")
    code, before = code_of(signatory), number_of_endorsements(signatory)
    letters = Letters(new_page(), REPRESENTATIVE)

    enter_admin(curator, CURATOR)
    open_list(curator, "Recommendations")
    search(curator, code).get_by_role("link", name=code).click()
    curator.get_by_role("link", name="Enter what was signed on paper").click()
    curator.get_by_label("Organisation").select_option(SALTMARSH)
    curator.get_by_label("Scan").set_input_files(SCAN)
    keep_picture(curator, "paper")
    curator.get_by_role("button", name="Enter what was signed on paper").click()
    see_done(curator, "have been asked by mail to confirm")

    words = letters.open_next("Something awaits your signature")
    signatory.goto(re.search(r"http\S+(/recommendations/\S+)", words)[1])
    expect(signatory.get_by_role("main")).to_contain_text("was collected on paper")
    look(signatory, "confirm-paper")
    signatory.get_by_role("radio", name="By name").check()
    signatory.get_by_role("button", name=f"Confirm for {SALTMARSH}").click()
    expect(signatory.get_by_role("status")).to_have_text(f"{SALTMARSH} endorses this text.")
    assert number_of_endorsements(signatory) == before + 1
    expect(named_among_endorsers(signatory, SALTMARSH)).to_be_visible()

    signatory.get_by_role("link", name="Withdraw the endorsement").click()
    signatory.get_by_role("button", name=f"Withdraw for {SALTMARSH}").click()
    expect(signatory.get_by_role("status")).to_contain_text("The dates stay on record.")
