"""The three ways in: at a click where the demonstration runs, by password, by mailed code."""

import pytest
from playwright.sync_api import expect

from tests.journeys.letters import Letters, type_mailed_code
from tests.journeys.moving import DRAFTER, REPRESENTATIVE, SALTMARSH, go_to_login, unfold_account


@pytest.fixture
def is_logged_in(look):
    def is_logged_in(page):
        expect(page.get_by_role("heading", level=1)).to_have_text(SALTMARSH)
        unfold_account(page)
        expect(page.get_by_role("button", name="Log out")).to_be_visible()
        look(page, "logged-in")

    return is_logged_in


def test_a_representative_logs_in_with_a_password_and_out_again(new_page, server, is_logged_in):
    page = new_page()
    go_to_login(page)
    page.get_by_label("Email").fill(REPRESENTATIVE)
    page.get_by_label("Password").fill(server.password)
    page.get_by_role("main").get_by_role("button", name="Log in", exact=True).click()
    is_logged_in(page)

    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name=SALTMARSH)).to_have_count(0)


def test_a_representative_logs_in_by_a_mailed_code(new_page, look, is_logged_in):
    page, letters = new_page(), Letters(new_page(), DRAFTER)
    go_to_login(page)
    page.get_by_role("link", name="Send me a code by e-mail").click()
    look(page, "ask-for-a-code")
    page.get_by_label("Email").fill(DRAFTER)

    type_mailed_code(page, letters, page.get_by_role("button", name="Send me a code").click)

    is_logged_in(page)
    look(letters.page, "letter")
