"""One who may sign invites a colleague, who logs in by a code and comments in the same name."""

import re

from playwright.sync_api import expect

from tests.journeys.letters import Letters, type_mailed_code
from tests.journeys.moving import REPRESENTATIVE, SALTMARSH, log_in_by_button, unfold_account
from tests.journeys.ways import on_a_plain_phone


@on_a_plain_phone
def test_a_colleague_is_invited_logs_in_and_accepts(new_page, look, request):
    signatory, guest = new_page(), new_page()
    address = f"guest-{request.node.callspec.id}@demo.example"
    letters = Letters(new_page(), address)
    log_in_by_button(signatory, REPRESENTATIVE)
    unfold_account(signatory)
    signatory.get_by_role("link", name="Colleagues").click()
    signatory.get_by_label("Their e-mail address").fill(address)
    signatory.get_by_label("May prepare endorsements").check()
    signatory.get_by_role("button", name="Send the invitation").click()
    expect(signatory.get_by_role("status")).to_contain_text("The invitation is on its way.")
    look(signatory, "colleagues")

    words = letters.open_next("Something awaits you")
    guest.goto(re.search(r"http\S+(/invitations/\S+)", words)[1])
    expect(guest.get_by_role("main")).not_to_contain_text(SALTMARSH)
    look(guest, "invitation-log-in")
    guest.get_by_role("button", name="Go on to log in").click()
    expect(guest.get_by_label("Email")).to_have_value(address)
    ask = guest.get_by_role("button", name="Send me a code")
    type_mailed_code(guest, letters, ask.click)
    expect(guest.get_by_role("main")).to_contain_text(f"invites you to work here for {SALTMARSH}")
    guest.get_by_label("Your name").fill("Mira Tern")
    look(guest, "invitation")
    guest.get_by_role("button", name="Accept").click()

    expect(guest.get_by_role("status")).to_have_text(f"You act for {SALTMARSH} now.")
    signatory.reload()
    people = signatory.get_by_role("main").get_by_role("listitem").filter(has_text="Mira Tern")
    expect(people).to_contain_text("prepares")
    expect(people).not_to_contain_text("signs")
    people.get_by_role("button").click()
    expect(signatory.get_by_role("status")).to_contain_text("Their rights have ended.")
