"""Each fault is one line of JSON, found again by the request's name, and tells of nobody."""

import json
import logging
import re
import sys

import pytest
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.test import Client
from gunicorn.config import Config

from config.gunicorn_logger import LineLogger
from consultations import reading_files
from portal import request_ids
from portal.log_lines import LogLine
from portal.management.commands import work
from tests import factories
from tests.moments import as_the_act_begins

# Planted in everything that a person types or is named by.
PLANTED = (
    "zubaida.quay@planted.example",
    "zubaida",
    "planted-token-0123456789abcdefghij",
    "saltmarsh",
)
QUESTION = f"?q={PLANTED[3]}&token={PLANTED[2]}&email={PLANTED[0]}"
WORDS = (
    f"Key (email)=({PLANTED[0]}) of Zubaida of the Saltmarsh exists, see /calendar/{PLANTED[2]}.ics"
)


@pytest.fixture(autouse=True)
def _no_request_yet():
    request_ids._asked.set(None)


@pytest.fixture
def lines(caplog):
    """What is logged from here on, read as JSON, once nothing planted was found in it."""
    caplog.handler.setFormatter(LogLine())

    def read():
        told = caplog.text
        for word in PLANTED:
            assert word not in told.lower()
        return [json.loads(line) for line in told.splitlines()]

    return read


def _line(message, *given, name="django.request", fault=None, **more):
    exc_info = (type(fault), fault, fault.__traceback__) if fault else None
    record = logging.LogRecord(name, logging.ERROR, "", 1, message, given, exc_info)
    vars(record).update(more)
    return json.loads(LogLine().format(record))


# What a line holds


def test_a_fault_is_told_by_its_kind_its_place_and_what_led_to_it():
    try:
        try:
            int(WORDS)
        except ValueError as cause:
            raise IntegrityError(WORDS) from cause
    except IntegrityError as fault:
        told = _line("Internal Server Error: %s", "/calendar/AbCd.ics", fault=fault)

    assert told["event"] == "Internal Server Error: …"
    assert [each["kind"] for each in told["faults"]] == [
        "django.db.utils.IntegrityError",
        "ValueError",
    ]
    assert re.fullmatch(
        r"tests/portal/test_log_lines\.py:\d+ test_a_fault\w+", told["faults"][0]["at"][0]
    )
    assert set(told) == {"time", "level", "logger", "event", "process", "faults"}


def test_what_was_being_handled_counts_as_its_cause_unless_it_was_put_aside():
    fault = OSError(28, WORDS)
    fault.__context__ = KeyError(WORDS)
    first, second = _line("Away", fault=fault)["faults"]
    assert (first["kind"], first["code"], second["kind"]) == ("OSError", "ENOSPC", "KeyError")

    fault.__suppress_context__ = True
    assert len(_line("Away", fault=fault)["faults"]) == 1


def test_the_database_s_own_name_for_a_fault_is_told(db):
    factories.make_user("twice@example.org")
    with pytest.raises(IntegrityError) as caught, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_content_type (app_label, model)"
            " SELECT app_label, model FROM django_content_type"
        )
    fault = _line("Twice", fault=caught.value)["faults"][1]
    assert fault["code"] in ("SQLITE_CONSTRAINT_UNIQUE", "23505")
    assert fault.get("constraint", "uniq").endswith("uniq")


def test_one_that_goes_on_for_ever_is_cut():
    fault = None
    for _turn in range(20):
        fault, before = ValueError(WORDS), fault
        fault.__cause__ = before
    assert len(_line("Deep", fault=fault)["faults"]) == 5


@pytest.mark.parametrize(
    ("message", "given", "told"),
    [
        ("Not Found: %s", ("/calendar/secret.ics",), "Not Found: …"),
        ("%(server)s refused %(number)d", ({"server": "Zubaida", "number": 3},), "… refused 3"),
        ("Booting worker with pid: %s", (4711,), "Booting worker with pid: 4711"),
        ("Invalid HTTP_HOST header: 'zubaida.example'. Add it.", (), "Invalid HTTP_HOST header"),
        ("Invalid request from ip=198.51.100.7: saltmarsh", (), "Invalid request from ip"),
        ("198.51.100.7 went away", (), "… went away"),
        ("Mail to zubaida@planted.example bounced", (), "Mail to … bounced"),
    ],
)
def test_what_others_quote_is_left_out(message, given, told):
    assert _line(message, *given)["event"] == told


def test_what_we_say_keeps_its_words_but_for_addresses_and_tokens():
    sha256 = "0a" * 32
    told = _line(
        "The file %s at %s for %s (%s)",
        sha256,
        f"/x/{QUESTION}",
        PLANTED[0],
        PLANTED[2],
        name="portal.a",
    )
    assert told["event"] == f"The file {sha256} at … for … (…)"


# Each request has a name


def test_each_answer_carries_a_name_of_its_own_whatever_was_sent_along(client, db):
    told = [
        client.get(path, headers={"X-Request-ID": "0" * 32})["X-Request-ID"]
        for path in (
            "/",
            "/",
            "/healthz",
            "/nowhere/",
            "/robots.txt",
            "/api/v1/nowhere/",
            "/admin/",
        )
    ]
    assert all(re.fullmatch("[0-9a-f]{32}", each) for each in told)
    assert len({*told, "0" * 32}) == len(told) + 1


@pytest.mark.django_db
def test_a_fault_is_logged_under_the_name_that_was_answered(
    log_in, recommendation, representative, lines
):
    def fail():
        raise IntegrityError(WORDS)

    client = log_in(representative)
    client.raise_request_exception = False
    form = {
        "representative": representative.pk,
        "fingerprint": recommendation.text.fingerprint,
        "naming": "named",
    }
    with as_the_act_begins(fail):
        answer = client.post(f"/recommendations/{recommendation.code}/endorse/{QUESTION}", form)

    (line,) = lines()
    assert (answer.status_code, line["status"], line["route"]) == (500, 500, "endorse")
    assert (line["request"], line["method"]) == (answer["X-Request-ID"], "POST")
    assert answer["X-Request-ID"] not in answer.content.decode()
    assert line["faults"][0]["kind"] == "django.db.utils.IntegrityError"


# Whatever goes wrong


def _forged():
    Client(enforce_csrf_checks=True).post(f"/accounts/login/{QUESTION}", {"login": PLANTED[0]})


def _by_another_host():
    Client(headers={"Host": f"{PLANTED[3]}.example"}).get(f"/about/{QUESTION}")


def _unreadable():
    Client().post(
        f"/accounts/login/{QUESTION}", {f"{PLANTED[1]}{n}": PLANTED[0] for n in range(1100)}
    )


def _by_an_unknown_method():
    client = Client(raise_request_exception=False)
    client.generic("ZUBAIDA", f"/accounts/login/{QUESTION}", WORDS, "application/json")


def _wrongly_logged_in():
    factories.make_user(PLANTED[0])
    for _try in range(12):
        Client().post(f"/accounts/login/{QUESTION}", {"login": PLANTED[0], "password": PLANTED[2]})


def _to_a_secret_place():
    for place in (
        "calendar/{}.ics",
        "invitations/{}/",
        "accounts/confirm-email/{}/",
        "unsubscribe/{}/",
    ):
        Client().get("/" + place.format(PLANTED[2]) + QUESTION)


@pytest.mark.parametrize(
    ("provoke", "told"),
    [
        (_forged, {"Forbidden (…): …"}),
        (_by_another_host, {"Invalid HTTP_HOST header"}),
        (_unreadable, {"A request could not be read: TooManyFieldsSent"}),
        (_by_an_unknown_method, set()),
        (_wrongly_logged_in, set()),
        (_to_a_secret_place, set()),
    ],
)
@pytest.mark.django_db
def test_what_people_typed_is_in_no_line(lines, provoke, told):
    provoke()
    found = lines()
    assert {line["event"] for line in found} == told
    assert all(line["request"] for line in found)


@pytest.mark.django_db
def test_an_unknown_method_is_not_repeated(lines):
    _by_an_unknown_method()
    logging.getLogger("portal.somewhere").warning("Looked at")
    assert lines()[-1]["method"] == "other"


@pytest.mark.django_db
def test_a_duty_that_fails_is_one_line(lines, monkeypatch):
    def fail():
        raise IntegrityError(WORDS)

    monkeypatch.setattr(work, "DUTIES", (work.Duty("sending mail", fail),))
    call_command("work", once=True)
    (line,) = lines()
    assert line["event"] == "sending mail failed; it is tried again in a moment."
    assert line["level"] == "ERROR"


@pytest.mark.django_db
def test_a_mail_that_cannot_be_sent_names_nobody(lines, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "portal.mail.QueueBackend",
        "127.0.0.1",
        9,
    )
    settings.POST_OFFICE = settings.POST_OFFICE | {
        "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"}
    }
    EmailMessage(WORDS.partition(",")[0], WORDS, "a@example.org", [PLANTED[0]]).send()
    call_command("work", once=True)
    assert [line["level"] for line in lines()] == ["WARNING"]


def test_gunicorn_speaks_in_lines_as_well(capsys):
    log = LineLogger(Config())
    log.error("Error handling request %s", f"/about/{QUESTION}", exc_info=RuntimeError(WORDS))
    (handler,) = log.error_log.handlers
    log.error_log.handlers.clear()
    assert isinstance(handler.formatter, LogLine)
    told = capsys.readouterr().err
    assert not [word for word in PLANTED if word in told.lower()]
    assert json.loads(told)["event"] == "Error handling request …"


@pytest.mark.hold
def test_what_a_broken_file_quotes_is_not_logged(caplog, monkeypatch):
    told = f"raise KeyError({WORDS!r})"
    monkeypatch.setattr(reading_files, "_command", lambda *_given: [sys.executable, "-c", told])
    with pytest.raises(reading_files.UnreadableDocument):
        reading_files._said("consultations.unpacking", "docx", b"")
    assert caplog.messages == ["A docx could not be read: KeyError"]
