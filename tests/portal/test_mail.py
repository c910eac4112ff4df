"""The queue of mails, tried in earnest: with a server, with workers of their own, with kills."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import environ
import pytest
from django.conf import settings as django_settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.core.management import call_command
from django.db import connection, transaction
from post_office.models import STATUS, Email

from config import environment
from ledger.clock import now
from portal.mail import send_next
from tests.portal.mail_server import mail_server

ROOT = Path(__file__).resolve().parents[2]
# What a worker needs to begin on a computer that has much else to do.
SECONDS = 60


@pytest.fixture
def server():
    with mail_server() as running:
        yield running


@pytest.fixture
def queue(settings, db, server):
    """The queue as the product has it, emptied towards the server of the test."""
    settings.EMAIL_BACKEND = "portal.mail.QueueBackend"
    settings.POST_OFFICE = settings.POST_OFFICE | {
        "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"}
    }
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
    return Email.objects


def _queue(subject="Something awaits you", text="It says that you signed."):
    send_mail(subject, text, "Plenary <plenary@example.org>", ["one@example.org"])


def test_a_mail_waits_in_the_database_and_is_sent_once(queue, server):
    _queue()
    assert server.taken == []

    call_command("work", once=True)
    call_command("work", once=True)

    assert server.subjects == ["Something awaits you"]
    assert "It says that you signed." in server.taken[0]
    assert "To: one@example.org" in server.taken[0]


def test_nothing_of_what_it_said_is_kept_once_it_is_sent(queue, server):
    message = EmailMultiAlternatives(
        "Code", "your code is 1234", "a@example.org", ["b@example.org"], reply_to=["c@example.org"]
    )
    message.attach_alternative("<p>your code is 1234</p>", "text/html")
    message.send()
    assert "<p>your code is 1234</p>" in queue.get().html_message

    call_command("work", once=True)

    sent = queue.get()
    assert (sent.status, sent.message, sent.html_message) == (STATUS.sent, "", "")
    assert (sent.headers, sent.context) == (None, None)
    assert "Reply-To: c@example.org" in server.taken[0]
    assert "<p>your code is 1234</p>" in server.taken[0]


def test_a_mail_of_an_act_that_was_undone_is_not_sent(queue, server):
    with transaction.atomic():
        _queue()
        transaction.set_rollback(True)

    call_command("work", once=True)

    assert server.taken == []
    assert not queue.exists()


def test_what_people_wrote_is_never_read_as_a_template(queue, server):
    _queue(text="{{ settings.SECRET_KEY }} {% include 'x' %} {% broken & <b>")

    call_command("work", once=True)

    assert "{{ settings.SECRET_KEY }} {% include 'x' %} {% broken & <b>" in server.taken[0]


def test_other_parts_of_a_text_than_html_do_not_get_lost_silently(queue):
    message = EmailMessage("Report", "here it is", "a@example.org", ["b@example.org"])
    message.attach("report.txt", "text", "text/plain")

    with pytest.raises(ValueError, match="no attachments"):
        message.send()


def test_only_html_is_kept_of_other_forms_of_a_text(queue):
    message = EmailMultiAlternatives("Date", "a date", "a@example.org", ["b@example.org"])
    message.attach_alternative("BEGIN:VCALENDAR", "text/calendar")

    message.send()

    assert queue.get().html_message == ""


def test_a_mail_that_the_server_refuses_is_tried_again_later_and_then_sent(
    queue, server, caplog, time_machine
):
    time_machine.move_to("2026-09-06T14:00:00Z", tick=False)
    _queue()
    server.refuses = True

    call_command("work", once=True)

    waiting = queue.get()
    assert (waiting.status, waiting.number_of_retries) == (STATUS.requeued, 1)
    assert waiting.scheduled_time - now() == timedelta(minutes=5)
    assert "SMTP" in caplog.text
    assert "one@example.org" not in caplog.text

    server.refuses = False
    call_command("work", once=True)
    assert server.taken == []
    time_machine.shift(timedelta(minutes=5))
    call_command("work", once=True)
    assert server.subjects == ["Something awaits you"]


def test_each_further_try_is_later_and_the_last_one_gives_up(queue, server, settings, time_machine):
    time_machine.move_to("2026-09-06T14:00:00Z", tick=False)
    settings.POST_OFFICE = settings.POST_OFFICE | {"MAX_RETRIES": 2}
    server.refuses = True
    _queue()

    waits = []
    for _try in range(3):
        call_command("work", once=True)
        waits.append(queue.get().scheduled_time - now())
        time_machine.shift(waits[-1])

    assert waits[:2] == [timedelta(minutes=5), timedelta(minutes=10)]
    given_up = queue.get()
    assert given_up.status == STATUS.failed
    assert "you signed" in given_up.message
    assert send_next() is False


def test_a_mail_that_is_refused_holds_up_no_other(queue, server):
    Email.objects.create(
        from_email="a@example.org", to=["b@example.org"], subject="Bad", status=STATUS.queued
    )
    Email.objects.update(headers={"X-Broken": "two\nlines"})
    _queue("Good")

    call_command("work", once=True)

    assert server.subjects == ["Good"]
    assert queue.get(subject="Bad").status == STATUS.requeued


def test_a_mail_sent_again_is_the_same_mail(queue, server):
    _queue()
    queued_as = queue.get().message_id

    call_command("work", once=True)

    assert f"Message-ID: {queued_as}" in server.taken[0]


def test_a_mail_that_another_worker_has_taken_is_left_to_it(queue, server, monkeypatch):
    _queue()
    the_other = queue.get()

    taken_meanwhile = type(queue.all()).first

    def first(rows):
        found = taken_meanwhile(rows)
        Email.objects.filter(pk=the_other.pk).update(scheduled_time=now() + timedelta(minutes=9))
        return found

    monkeypatch.setattr(type(queue.all()), "first", first)

    assert send_next() is True
    assert server.taken == []


@pytest.mark.parametrize(
    ("given", "is_demo", "backend", "folder"),
    [
        ("", True, "portal.mail.FolderBackend", "/var/plenary/mail"),
        ("", False, "django.core.mail.backends.smtp.EmailBackend", ""),
        ("filemail:///srv/mail", False, "portal.mail.FolderBackend", "/srv/mail"),
        ("filemail:////srv/mail", False, "portal.mail.FolderBackend", "/srv/mail"),
        (
            "smtp+tls://a:b@mail.example:587",
            True,
            "django.core.mail.backends.smtp.EmailBackend",
            "",
        ),
    ],
)
def test_mails_leave_by_the_way_that_the_environment_names(
    monkeypatch, given, is_demo, backend, folder
):
    monkeypatch.setenv("EMAIL_URL", given)
    env = environ.Env(EMAIL_URL=(str, ""))

    found = environment.mail(env, is_demo=is_demo, folder=Path("/var/plenary/mail"))

    assert (found["EMAIL_BACKEND"], found["EMAIL_FILE_PATH"]) == (backend, folder)


# From here on workers are processes of their own, on a database that they share with the test.


class SharedQueue:
    """The queue as it was when the workers began, in a database that they reach."""

    def __init__(self, folder, server):
        self.file = folder / "queue.sqlite3"
        self.log = folder / "log"
        self.workers = []
        url = f"sqlite:///{self.file}" if connection.vendor == "sqlite" else _postgresql_url()
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": url,
            "EMAIL_URL": server.url,
            "DEBUG": "0",
            "DEMO": "0",
        }

    def share(self):
        """Let the workers see what the test has queued."""
        if connection.vendor == "sqlite":
            with sqlite3.connect(self.file) as copy:
                connection.connection.backup(copy)
            copy.close()

    def worker(self, *arguments):
        command = [sys.executable, "manage.py", "work", *arguments]
        with self.log.open("ab") as log:
            worker = subprocess.Popen(command, cwd=ROOT, env=self.environment, stderr=log)
        self.workers.append(worker)
        return worker

    def close(self):
        for worker in self.workers:
            worker.kill()
            worker.wait()

    def ask(self, sql):
        """Return the rows, or change them."""
        if connection.vendor != "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall() if cursor.description else None
        with sqlite3.connect(self.file, timeout=10) as database:
            rows = database.execute(sql).fetchall()
        database.close()
        return rows


def _postgresql_url():
    base = django_settings.DATABASES["default"]
    host, port = base["HOST"] or "127.0.0.1", base["PORT"] or "5432"
    return f"postgres://{base['USER']}:{base['PASSWORD']}@{host}:{port}/{connection.settings_dict['NAME']}"


@pytest.fixture
def shared(transactional_db, settings, tmp_path, server):
    settings.EMAIL_BACKEND = "portal.mail.QueueBackend"
    queue = SharedQueue(tmp_path, server)
    yield queue
    queue.close()


def _wait_for(condition, seconds=SECONDS):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert condition()


@pytest.mark.hold
def test_a_worker_killed_in_the_middle_loses_no_mail_and_sends_no_sent_one_again(shared, server):
    for number in range(4):
        _queue(f"Mail {number}")
    shared.share()
    server.holds_from = 2
    worker = shared.worker()
    assert server.is_holding.wait(SECONDS)

    worker.kill()
    worker.wait()

    states = shared.ask("SELECT status FROM post_office_email ORDER BY id")
    assert [state for (state,) in states] == [
        STATUS.sent,
        STATUS.sent,
        STATUS.queued,
        STATUS.queued,
    ]
    server.holds_from = None
    server.goes_on.set()
    server.taken.clear()
    # The mail in hand is due again when the time for which it was taken is over.
    shared.ask("UPDATE post_office_email SET scheduled_time = '2026-01-01' WHERE status = 2")
    assert shared.worker("--once").wait(SECONDS) == 0
    assert server.subjects[-2:] == ["Mail 2", "Mail 3"]
    assert set(server.subjects) == {"Mail 2", "Mail 3"}


@pytest.mark.hold
def test_two_workers_at_once_send_each_mail_once(shared, server):
    for number in range(30):
        _queue(f"Mail {number}")
    shared.share()

    workers = [shared.worker("--once") for _each in range(2)]
    ends = [worker.wait(SECONDS) for worker in workers]

    assert ends == [0, 0]
    assert sorted(server.subjects) == sorted(f"Mail {number}" for number in range(30))


@pytest.mark.hold
@pytest.mark.parametrize("told_by", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_told_to_stop_does_not_wait_for_a_slow_mail_server(
    shared, server, told_by
):
    _queue("Before")
    _queue("Held")
    shared.share()
    server.holds_from = 1
    worker = shared.worker()
    assert server.is_holding.wait(SECONDS)

    worker.send_signal(told_by)
    began = time.monotonic()
    ended = worker.wait(SECONDS)

    # Two seconds at rest; the mail server would have held it for ten.
    assert time.monotonic() - began < 5
    assert ended == 0
    assert shared.log.read_text() == ""


@pytest.mark.hold
def test_a_worker_outlives_a_database_that_fails(shared, server):
    _queue("After all")
    shared.share()
    shared.ask("ALTER TABLE post_office_email RENAME TO elsewhere")
    worker = shared.worker()
    _wait_for(lambda: "sending mail failed; it is tried again" in shared.log.read_text())

    shared.ask("ALTER TABLE elsewhere RENAME TO post_office_email")
    _wait_for(lambda: server.subjects == ["After all"])

    worker.terminate()
    assert worker.wait(SECONDS) == 0
