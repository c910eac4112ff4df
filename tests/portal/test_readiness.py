"""What `check_ready` says of an installation, and the second factor that the admin asks for."""

import os
import ssl
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
import trustme
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from post_office.models import STATUS, Email

from portal import readiness
from tests import factories

pytestmark = pytest.mark.hold


class _Site(BaseHTTPRequestHandler):
    said, status = b"ready\n", 200

    def do_GET(self):
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(self.said)

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def site(monkeypatch, tmp_path):
    """A site that answers by HTTPS, with a certificate that this machine trusts."""
    server = HTTPServer(("127.0.0.1", 0), _Site)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority, trusted = trustme.CA(), tmp_path / "authority.pem"
    authority.issue_cert("localhost").configure_cert(context)
    authority.cert_pem.write_to_path(trusted)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    yield f"https://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def _queued(settings):
    settings.EMAIL_BACKEND = "portal.mail.QueueBackend"


def _second_factor(person):
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": ""})


def _found(mail_to=""):
    return {point.name: point for point in readiness.points(mail_to)}


def _met(words, mail_to=""):
    (point,) = (each for name, each in _found(mail_to).items() if words in name)
    return point.is_met, point.found


def test_a_bare_installation_lacks_everything_and_the_command_says_so(db, settings, capsys):
    settings.CONTACT_EMAIL = "secretariat@localhost"
    with pytest.raises(CommandError, match=r"of 7 are missing"):
        call_command("check_ready")
    told = capsys.readouterr().out
    assert "NO  the site answers by HTTPS: PUBLIC_URL is http://testserver" in told
    assert "NO  two curators with a second factor: 0 of 0 have one" in told
    assert "NO  a backup of the last 26 hours: BACKUPS names no folder" in told


@pytest.mark.usefixtures("_queued")
def test_what_has_everything_is_ready(db, settings, site, tmp_path, monkeypatch, capsys):
    settings.PUBLIC_URL, settings.BACKUPS = site, str(tmp_path)
    (tmp_path / "plenary.dump").write_bytes(b"PGDMP")
    for group in ("curators", "curators", "moderators"):
        _second_factor(factories.make_staff(group))
    monkeypatch.setattr(time, "sleep", lambda _seconds: Email.objects.update(status=STATUS.sent))

    if connection.vendor == "postgresql":
        call_command("check_ready", "--mail-to", "me@example.org")
        assert capsys.readouterr().out.endswith("Ready.\n")
    else:
        with pytest.raises(CommandError, match=r"1 of 7 are missing"):
            call_command("check_ready", "--mail-to", "me@example.org")
        assert "NO  a PostgreSQL database" in capsys.readouterr().out


def test_where_a_migration_is_missing_nothing_else_is_looked_at(db, capsys):
    MigrationRecorder.Migration.objects.filter(app="portal").latest("id").delete()
    with pytest.raises(CommandError, match=r"1 of 1 are missing"):
        call_command("check_ready")
    assert "1 migrations are missing: run manage.py migrate" in capsys.readouterr().out


def test_a_database_that_does_not_answer_is_told(db):
    def fail(*_given):
        raise OperationalError("no route to it")

    with connection.execute_wrapper(fail):
        (point,) = readiness.points("")
    assert (point.is_met, point.found) == (False, "no route to it")


def test_it_wants_a_postgresql(db):
    is_met, found = _met("PostgreSQL")
    assert is_met == (connection.vendor == "postgresql")
    assert connection.display_name in found


def test_it_asks_the_site_itself(db, settings, site):
    settings.PUBLIC_URL = site
    assert _met("HTTPS") == (True, f"{site}/readyz answers")


@pytest.mark.parametrize(
    ("said", "status", "is_ours"),
    [(b"It works!", 200, False), (b"Bad gateway", 502, False), (b"backup\n", 503, True)],
)
def test_another_answer_is_told(db, settings, site, monkeypatch, said, status, is_ours):
    settings.PUBLIC_URL = site
    monkeypatch.setattr(_Site, "said", said)
    monkeypatch.setattr(_Site, "status", status)
    told = "answers" if is_ours else "is answered by something else"
    assert _met("HTTPS") == (is_ours, f"{site}/readyz {told}")


def test_a_certificate_that_nobody_trusts_is_told(db, settings, site, monkeypatch):
    settings.PUBLIC_URL = site
    monkeypatch.delenv("SSL_CERT_FILE")
    is_met, found = _met("HTTPS")
    assert not is_met
    assert "certificate" in found


def test_people_count_with_a_second_factor_only(db):
    people = [factories.make_staff("curators") for _each in range(2)]
    _second_factor(people[0])
    assert _met("two curators") == (False, "1 of 2 have one")
    _second_factor(people[1])
    assert _met("two curators") == (True, "2 of 2 have one")
    assert not _met("a moderator")[0]


@pytest.mark.usefixtures("_queued")
def test_a_mail_that_is_sent_is_told(db, monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda _seconds: Email.objects.update(status=STATUS.sent))
    is_met, found = _met("mail goes out", "me@example.org")
    assert is_met
    assert "me@example.org" in found


@pytest.mark.usefixtures("_queued")
@pytest.mark.parametrize(("tries", "told"), [(None, "manage.py work"), (1, "EMAIL_URL")])
def test_a_mail_that_stays_is_told_with_its_reason(db, monkeypatch, tries, told):
    monkeypatch.setattr(readiness, "SECONDS_TO_SEND", 0.05)
    monkeypatch.setattr(
        time, "sleep", lambda _seconds: Email.objects.update(number_of_retries=tries)
    )
    is_met, found = _met("mail goes out", "me@example.org")
    assert not is_met
    assert told in found


@pytest.mark.parametrize(("hours", "is_met"), [(1, True), (27, False)])
def test_the_age_of_the_last_backup_counts(db, settings, tmp_path, hours, is_met):
    settings.BACKUPS = str(tmp_path)
    (tmp_path / "unfinished.dump").touch()
    assert _met("backup") == (False, f"there is none in {tmp_path}")
    (tmp_path / "plenary.dump").write_bytes(b"PGDMP")
    made = time.time() - hours * 3600
    os.utime(tmp_path / "plenary.dump", (made, made))
    assert _met("backup")[0] == is_met
    assert "plenary.dump" in _met("backup")[1]


# The admin


@pytest.fixture
def _asked_for(settings):
    settings.STAFF_SECOND_FACTOR = True


@pytest.mark.usefixtures("_asked_for")
@pytest.mark.parametrize("page", ["/admin/", "/admin/recommendations/comment/", "/admin/nothing/"])
def test_without_a_second_factor_nobody_enters_the_admin(log_in, curator, page):
    answer = log_in(curator).get(page)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/totp/activate/")


@pytest.mark.usefixtures("_asked_for")
def test_without_a_second_factor_nothing_is_changed_there(log_in, curator, recommendation):
    page = f"/admin/recommendations/recommendation/{recommendation.pk}/change/"
    assert log_in(curator).post(page, {"draft_title": "Other"}).status_code == 302
    recommendation.refresh_from_db()
    assert recommendation.draft_title != "Other"


@pytest.mark.usefixtures("_asked_for")
def test_with_one_they_do(log_in, curator):
    _second_factor(curator)
    assert log_in(curator).get("/admin/").status_code == 200


@pytest.mark.usefixtures("_asked_for")
def test_others_are_sent_to_log_in_as_ever_and_public_pages_ask_for_nothing(
    log_in, representative, client
):
    assert client.get("/admin/")["Location"].startswith("/admin/login/")
    assert log_in(representative).get("/").status_code == 200
    assert "2fa" not in log_in(representative).get("/admin/").headers.get("Location", "")
