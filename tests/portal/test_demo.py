"""What a demonstration offers on the computer it runs on: its accounts and its mails."""

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from portal.mail import FolderBackend
from tests import factories

ELSEWHERE = [
    {"REMOTE_ADDR": "192.0.2.7"},
    {"REMOTE_ADDR": ""},
    {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
    {"HTTP_FORWARDED": "for=127.0.0.1"},
    {"HTTP_X_REAL_IP": "127.0.0.1"},
    {"HTTP_VIA": "1.1 proxy"},
]


@pytest.fixture
def demo(settings, tmp_path, db):
    settings.DEMO = True
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    return tmp_path


@pytest.fixture
def account(db):
    return factories.make_user("representative@demo.example", name="Nuria Calderbank")


def _write(
    subject="Receipt", text="It counts: http://testserver/recommendations/ <b>", to="a@b.example"
):
    FolderBackend().send_messages([EmailMessage(subject, text, "plenary@example.org", [to])])


def _click(client, **changes):
    data = {"email": "representative@demo.example"} | changes.pop("data", {})
    return client.post("/demo/login/", data, **changes)


def _is_logged_in(client):
    return "_auth_user_id" in client.session


def test_one_click_logs_in_as_a_demo_account(demo, account, client):
    response = _click(client)

    assert response.status_code == 302
    assert response["Location"] == "/"
    assert client.session["_auth_user_id"] == str(account.pk)
    assert "You are logged in as Nuria Calderbank." in client.get("/").text


def test_after_the_click_one_is_where_one_wanted_to_go(demo, account, client):
    response = _click(client, data={"next": "/recommendations/?open=1"})

    assert response["Location"] == "/recommendations/?open=1"


def test_the_click_leads_to_no_other_host(demo, account, client):
    response = _click(client, data={"next": "https://elsewhere.example/"})

    assert response["Location"] == "/"


def test_no_other_account_can_be_entered_so(demo, account, client):
    factories.make_user("somebody@example.org")

    response = _click(client, data={"email": "somebody@example.org"})

    assert response.status_code == 404
    assert not _is_logged_in(client)


def test_a_demo_account_that_is_not_there_or_not_active_cannot_be_entered(demo, account, client):
    account.is_active = False
    account.save()

    assert _click(client).status_code == 404
    assert _click(client, data={"email": "other@demo.example"}).status_code == 404
    assert not _is_logged_in(client)


def test_logging_in_so_takes_a_click_of_ones_own(demo, account):
    careful = Client(enforce_csrf_checks=True)

    assert _click(careful).status_code == 403
    assert careful.get("/demo/login/").status_code == 405
    assert not _is_logged_in(careful)


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_from_elsewhere_none_of_it_exists(demo, account, client, elsewhere):
    _write()

    assert client.get("/demo/mail/", **elsewhere).status_code == 404
    assert _click(client, **elsewhere).status_code == 404
    assert client.get("/demo/login/", **elsewhere).status_code == 404
    assert "representative@demo.example" not in client.get("/accounts/login/", **elsewhere).text
    assert not _is_logged_in(client)


def test_without_demo_none_of_it_exists(demo, account, client, settings):
    _write()
    name = next((demo / "mail").iterdir()).name
    settings.DEMO = False

    assert client.get("/demo/mail/").status_code == 404
    assert client.get(f"/demo/mail/{name}/").status_code == 404
    assert _click(client).status_code == 404
    assert "representative@demo.example" not in client.get("/accounts/login/").text


def test_the_login_page_offers_the_five_accounts_and_the_mails(demo, client):
    page = client.get("/accounts/login/").text

    for name in ("curator", "moderator", "representative", "drafter", "other"):
        assert f'value="{name}@demo.example"' in page
    assert 'href="/demo/mail/"' in page


def test_other_pages_do_not_offer_them(demo, client):
    assert 'value="curator@demo.example"' not in client.get("/accounts/password/reset/").text
    assert 'value="curator@demo.example"' not in client.get("/no/such/page/").text


def test_the_mailbox_says_what_to_do_while_it_is_empty(demo, client):
    response = client.get("/demo/mail/")

    assert "No mail yet." in response.text
    assert "no-store" in response["Cache-Control"]


def test_the_mailbox_lists_mails_newest_first(demo, client):
    _write("The first", to="one@b.example")
    _write("The second", to="two@b.example")

    page = client.get("/demo/mail/").text

    assert page.index("The second") < page.index("The first")
    assert "to one@b.example" in page
    assert "to two@b.example" in page


def test_two_mails_of_one_moment_are_two_files(demo, client, time_machine):
    time_machine.move_to("2026-09-06T14:00:00Z", tick=False)
    _write("The first")
    _write("The second")

    page = client.get("/demo/mail/").text

    assert "The first" in page
    assert "The second" in page


def test_a_mail_is_shown_with_its_links_and_as_text(demo, client):
    _write()
    name = next((demo / "mail").iterdir()).name

    page = client.get(f"/demo/mail/{name}/").text

    assert '<a href="http://testserver/recommendations/" rel="nofollow">' in page
    assert "&lt;b&gt;" in page
    assert "Receipt" in page


def test_a_mail_without_plain_text_is_shown_empty(demo, client):
    message = EmailMessage("Pictures", "<p>only</p>", "plenary@example.org", ["a@b.example"])
    message.content_subtype = "html"
    FolderBackend().send_messages([message])
    name = next((demo / "mail").iterdir()).name

    page = client.get(f"/demo/mail/{name}/")

    assert page.status_code == 200
    assert "only" not in page.text


@pytest.mark.parametrize(
    "name", ["none.eml", "..%2fsecret.eml", "%2e%2e", "*.eml", "unfinished.part"]
)
def test_only_mails_of_the_list_can_be_opened(demo, client, name):
    _write()
    (demo / "secret.eml").write_text("Subject: a secret\n\nunder the quay")
    (demo / "mail" / "unfinished.part").write_text("Subject: a secret\n\nunder the quay")

    response = client.get(f"/demo/mail/{name}/")

    assert response.status_code == 404
    assert "under the quay" not in response.text


def test_where_mails_are_really_sent_the_mailbox_is_empty(demo, client, settings):
    _write()
    settings.EMAIL_FILE_PATH = ""

    assert "No mail yet." in client.get("/demo/mail/").text


def test_the_folder_of_mails_is_its_owners_alone(demo):
    _write()

    assert (demo / "mail").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("address", ["foo", "[", "http://[", "//elsewhere.example"])
def test_what_is_no_address_of_ours_leads_home_after_the_click(demo, account, client, address):
    response = _click(client, data={"next": address})

    assert response["Location"] == "/"
