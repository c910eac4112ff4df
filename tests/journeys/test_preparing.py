"""A drafter prepares an endorsement with a note; one who may sign reads it and signs."""

from playwright.sync_api import expect

from tests.journeys.moving import (
    DRAFTER,
    REPRESENTATIVE,
    SALTMARSH,
    code_of,
    log_in_by_button,
    named_among_endorsers,
    open_asked,
)
from tests.journeys.ways import on_a_plain_phone


@on_a_plain_phone
def test_what_a_drafter_prepared_another_person_signs(new_page, look):
    drafter, signatory = new_page(), new_page()
    log_in_by_button(drafter, DRAFTER)
    open_asked(drafter, "Open")
    code = code_of(drafter)
    drafter.get_by_role("link", name="Prepare it for signature").click()
    drafter.get_by_label("Note for whoever signs").fill("In line with our position.")
    look(drafter, "prepare")
    drafter.get_by_role("button", name="Send it to those who may sign").click()
    expect(drafter.get_by_role("status")).to_contain_text("have been asked by mail")

    log_in_by_button(signatory, REPRESENTATIVE)
    waiting = signatory.get_by_role("region", name="Awaiting you")
    waiting.get_by_role("listitem").filter(has_text="Sign").get_by_role(
        "link", name=f"{code}:"
    ).first.click()
    expect(signatory.get_by_role("main")).to_contain_text("In line with our position.")
    look(signatory, "sign-what-is-prepared")
    signatory.get_by_role("button", name=f"Endorse for {SALTMARSH}").click()

    expect(signatory.get_by_role("status")).to_have_text(f"{SALTMARSH} endorses this text.")
    expect(named_among_endorsers(signatory, SALTMARSH)).to_be_visible()

    signatory.get_by_role("link", name="Withdraw the endorsement").click()
    signatory.get_by_role("button", name=f"Withdraw for {SALTMARSH}").click()
    expect(signatory.get_by_role("status")).to_contain_text("The dates stay on record.")
