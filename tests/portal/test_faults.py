"""Where faults are recorded, as the page that tells of one promises."""

import errno
import json
import socket
import subprocess
import sys

import pytest
from django.core.cache import caches
from django.db import InterfaceError, OperationalError

from ledger.shared_cache import SharedCache
from organisations.limits import is_over_limit
from portal.models import OpenDataArchive
from portal.opendata.keeping import keep_next, publish_next
from recommendations.models import Endorsement
from tests.moments import as_the_act_begins

FAULTS = """
import django, logging
django.setup()
logging.getLogger("django.request").warning("Not Found: /nowhere/")
logging.getLogger("django.request").error("Internal Server Error: %s", "/somewhere/")
"""


@pytest.mark.parametrize(
    ("fault", "status", "told"),
    [
        (OperationalError("database is locked"), 503, "The record is busy just now"),
        (InterfaceError("it was closed"), 503, "The record is busy just now"),
        (OSError(errno.ENOSPC, "not a byte more"), 507, "The server has no room left"),
        (OSError(errno.ENOENT, "it is not there"), 500, "Something went wrong on our side"),
        (RuntimeError("a screw is loose"), 500, "Something went wrong on our side"),
    ],
    ids=["busy", "gone", "full", "missing", "broken"],
)
def test_a_fault_is_told_and_nothing_is_half_done(
    log_in, recommendation, representative, fault, status, told
):
    def fail():
        raise fault

    client = log_in(representative)
    client.raise_request_exception = False
    form = {
        "representative": representative.pk,
        "fingerprint": recommendation.text.fingerprint,
        "naming": "named",
    }
    with as_the_act_begins(fail):
        answer = client.post(f"/recommendations/{recommendation.code}/endorse/", form)

    assert answer.status_code == status
    assert told in answer.content.decode()
    assert str(fault) not in answer.content.decode()
    assert answer.headers.get("Retry-After") == (None if status == 500 else "5")
    assert not Endorsement.objects.exists()


@pytest.fixture
def no_redis(settings, monkeypatch):
    """An installation whose shared cache is at a place where nobody listens."""
    monkeypatch.setattr(SharedCache, "away_until", 0.0)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        location = f"redis://127.0.0.1:{listener.getsockname()[1]}/0"
    settings.CACHES = {
        "default": {"BACKEND": "ledger.shared_cache.SharedCache", "LOCATION": location}
    }
    assert isinstance(caches["default"], SharedCache)


def test_nobody_logs_in_while_nobody_counts_the_tries(no_redis, client, representative):
    client.raise_request_exception = False
    form = {"login": representative.user.email, "password": "a quiet harbour 7"}

    answer = client.post("/accounts/login/", form)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "_auth_user_id" not in client.session


def test_nobody_is_refused_to_write_while_nobody_counts(no_redis):
    assert not any(is_over_limit("comment", "one", limit=1, seconds=60) for _turn in range(3))


def test_the_archive_of_the_day_does_not_wait_for_redis(
    no_redis, db, time_machine, tmp_path, settings
):
    settings.MEDIA_ROOT = str(tmp_path)
    time_machine.move_to("2026-09-06T14:00:00Z", tick=False)

    assert publish_next()
    assert not publish_next()
    assert not keep_next()
    assert OpenDataArchive.objects.count() == 1


@pytest.mark.hold
def test_a_fault_is_recorded_once_and_what_is_not_found_is_not():
    environment = {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    told = subprocess.run(
        [sys.executable, "-c", FAULTS],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stderr

    (line,) = map(json.loads, told.splitlines())
    assert (line["logger"], line["event"]) == ("django.request", "Internal Server Error: …")
