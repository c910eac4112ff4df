"""From the mail to the signature, on a phone: two minutes are enough."""

import re
import time

from playwright.sync_api import expect

from tests.journeys.letters import Letters, type_mailed_code
from tests.journeys.moving import (
    DRAFTER,
    REPRESENTATIVE,
    SALTMARSH,
    code_of,
    log_in_by_button,
    number_of_endorsements,
    open_asked,
)

SECONDS = 120


def test_one_who_is_not_logged_in_signs_from_the_mail_in_two_minutes(
    page, phone_page, plain_page, look
):
    drafter, signatory, letters = page, phone_page, Letters(plain_page, REPRESENTATIVE)
    log_in_by_button(drafter, DRAFTER)
    open_asked(drafter, "Open")
    code, before = code_of(drafter), number_of_endorsements(drafter)
    drafter.get_by_role("link", name="Prepare it for signature").click()
    drafter.get_by_role("button", name="Send it to those who may sign").click()
    expect(drafter.get_by_role("status")).to_contain_text("have been asked by mail")
    words = letters.open_next("Something awaits your signature")

    begun = time.monotonic()
    signatory.goto(re.search(rf"http\S+{code}\S+", words)[0])
    expect(signatory.get_by_label("Email")).to_have_value(REPRESENTATIVE)
    send = signatory.get_by_role("button", name="Send me a code")
    type_mailed_code(signatory, letters, send.click)
    expect(signatory).to_have_url(re.compile(f"/recommendations/{code}/endorse/"))
    look(signatory, "sign-from-the-mail")
    signatory.get_by_role("radio", name="By name").check()
    signatory.get_by_role("button", name=f"Endorse for {SALTMARSH}").click()
    expect(signatory.get_by_role("status")).to_have_text(f"{SALTMARSH} endorses this text.")
    assert time.monotonic() - begun < SECONDS
    assert number_of_endorsements(signatory) == before + 1
    assert "You signed for" in letters.open_next("Receipt of what you signed")

    signatory.get_by_role("link", name="Withdraw the endorsement").click()
    signatory.get_by_role("button", name=f"Withdraw for {SALTMARSH}").click()
    expect(signatory.get_by_role("status")).to_contain_text("The dates stay on record.")
