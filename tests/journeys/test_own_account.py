"""What people do about themselves: see where they are logged in, take their data away, and go."""

import json
import re
from zipfile import ZipFile

from playwright.sync_api import expect

from tests.journeys.letters import Letters, type_mailed_code
from tests.journeys.moving import DRAFTER, REPRESENTATIVE, log_in_by_button, unfold_account
from tests.journeys.ways import on_a_plain_phone


def _go_to(page, tab):
    unfold_account(page)
    page.get_by_role("link", name="Your account", exact=True).click()
    page.get_by_role("navigation", name="Your account").get_by_role("link", name=tab).click()


def test_one_logs_out_elsewhere_and_takes_ones_data_away(new_page, look, log_in, server):
    here, there = new_page(), new_page()
    for page in (there, here):
        log_in(page, DRAFTER)
    _go_to(here, "Logged in")
    expect(here.get_by_text("You are here")).to_be_visible()
    look(here, "logged-in")
    here.get_by_role("button", name="Log out everywhere else").click()
    expect(here.get_by_role("status")).to_contain_text("You are logged out everywhere else.")
    there.goto("/awaiting/")
    expect(there).to_have_url(re.compile("/accounts/login/"))

    _go_to(here, "Your data")
    look(here, "is-it-you")
    here.get_by_label("Password").fill(server.password)
    here.get_by_role("button", name="Confirm").click()
    look(here, "your-data")
    with here.expect_download() as download:
        here.get_by_role("button", name="Download").click()
    with ZipFile(download.value.path()) as archive:
        told = json.loads(archive.read("your-data.json"))
    assert told["account"]["email"] == DRAFTER
    assert told["rights"]


@on_a_plain_phone
def test_a_colleague_who_leaves_is_a_former_member(new_page, look, request):
    signatory, leaving = new_page(), new_page()
    address = f"leaving-{request.node.callspec.id}@demo.example"
    letters = Letters(new_page(), address)
    log_in_by_button(signatory, REPRESENTATIVE)
    unfold_account(signatory)
    signatory.get_by_role("link", name="Colleagues").click()
    signatory.get_by_label("Their e-mail address").fill(address)
    signatory.get_by_role("button", name="Send the invitation").click()
    words = letters.open_next("Something awaits you")
    leaving.goto(re.search(r"http\S+(/invitations/\S+)", words)[1])
    leaving.get_by_role("button", name="Go on to log in").click()
    type_mailed_code(leaving, letters, leaving.get_by_role("button", name="Send me a code").click)
    leaving.get_by_label("Your name").fill("Ines Dunlin")
    leaving.get_by_role("button", name="Accept").click()
    signatory.reload()
    expect(signatory.get_by_role("main")).to_contain_text("Ines Dunlin")

    # Whoever has no password has shown who they are by logging in just now.
    _go_to(leaving, "Your data")
    leaving.get_by_role("link", name="See what goes and what stays").click()
    look(leaving, "what-goes")
    leaving.get_by_label("I have read this. It cannot be undone.").check()
    leaving.get_by_role("button", name="Erase who I am").click()

    expect(leaving.get_by_role("status")).to_contain_text("Nothing here says any more who you were")
    look(leaving, "gone")
    signatory.reload()
    expect(signatory.get_by_role("main")).not_to_contain_text("Ines Dunlin")


@on_a_plain_phone
def test_who_tries_too_often_is_led_to_the_mailed_code(new_page, look):
    page = new_page()
    for _try in range(11):
        page.goto("/accounts/login/")
        page.get_by_label("Email").fill("whoever@demo.example")
        page.get_by_label("Password").fill("not this one")
        page.get_by_label("Password").press("Enter")
        page.wait_for_load_state()
    expect(page.get_by_role("heading", level=1)).to_have_text("Too many tries in a short time")
    look(page, "too-many-tries")
    page.get_by_role("link", name="Send me a code by e-mail").click()
    expect(page).to_have_url(re.compile("/accounts/login/code/"))
