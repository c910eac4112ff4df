"""Figures for operators: for whoever has the token, and nothing in them about anybody."""

import os
import re
import time
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client
from post_office.models import STATUS, Email
from prometheus_client.parser import text_string_to_metric_families

from ledger.models import Entry
from ledger.sealing import seal_next
from portal import measuring
from portal.rounds import last_round
from tests import factories

TOKEN = "an-operator-s-token-of-forty-characters-"
WITH_TOKEN = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def operator(settings, db):
    """Asks with the token."""
    settings.METRICS_TOKEN = TOKEN
    return Client(headers=WITH_TOKEN)


def _read(text):
    families = text_string_to_metric_families(text)
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


def _figures(operator):
    answer = operator.get("/metrics")
    assert answer.status_code == 200
    return _read(answer.content.decode())


# Who may ask


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": f"Bearer {TOKEN}é"},
        {"Authorization": TOKEN},
    ],
)
@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_whoever_lacks_the_token_gets_what_is_not_there(operator, headers, method):
    answer = getattr(Client(headers=headers), method)("/metrics")
    nothing = getattr(Client(headers=headers), method)("/nowhere")
    told = answer.content.decode().replace("/metrics", "/nowhere")
    assert (answer.status_code, told) == (404, nothing.content.decode())


def test_where_no_token_is_set_nobody_has_it(client, db):
    for told in ("Bearer ", "Bearer", ""):
        assert client.get("/metrics", headers={"Authorization": told}).status_code == 404


def test_figures_are_kept_by_no_cache_and_only_read(operator):
    answer = operator.get("/metrics")
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Type"].startswith("text/plain; version=")
    assert operator.post("/metrics").status_code == 405


# What is counted


def test_requests_are_counted_by_route_and_kind_of_answer(operator):
    before = _figures(operator)
    for _turn in range(3):
        operator.get("/about/")
    operator.get("/no/such/page/")
    operator.get("/recommendations/C19-99/")
    after = _figures(operator)

    def more(*key):
        return after.get(key, 0) - before.get(key, 0)

    assert more("plenary_requests_total", "about", "2xx") == 3
    assert more("plenary_requests_total", "none", "4xx") == 1
    assert more("plenary_requests_total", "recommendation", "4xx") == 1
    assert more("plenary_request_seconds_count", "about") == 3
    assert more("plenary_request_seconds_bucket", "15.0", "about") == 3


def test_what_is_signed_is_counted_with_all_else_that_is_sent(
    operator, log_in, recommendation, representative
):
    before = _figures(operator)
    page = f"/recommendations/{recommendation.code}/endorse/"
    form = {
        "representative": representative.pk,
        "fingerprint": recommendation.text.fingerprint,
        "naming": "hidden",
    }
    client = log_in(representative)
    client.get(page)
    client.post(page, form)
    client.post("/language/", {"language": "fr"})
    grown = {key for key, value in _figures(operator).items() if value != before.get(key)}

    assert {key[1] for key in grown if key[0] == "plenary_requests_total"} == {
        "sent",
        "logged in",
        "metrics",
    }


def test_the_ledger_is_told_in_hundreds(operator, monkeypatch):
    factories.make_recommendation()
    last = Entry.objects.order_by("pk").last()
    assert _figures(operator)["plenary_ledger_entries",] == last.pk // 100 * 100
    monkeypatch.setattr(measuring, "ROUGHLY", 1)
    assert _figures(operator)["plenary_ledger_entries",] == last.pk


def test_mails_seals_backups_and_rounds_are_told_as_far_as_there_are_any(
    operator, settings, tmp_path
):
    settings.MEDIA_ROOT = str(tmp_path)
    names = {key[0] for key in _figures(operator)}
    assert {"plenary_seal_age_seconds", "plenary_backup_age_seconds"} & names == set()
    assert "plenary_work_age_seconds" not in names

    settings.BACKUPS = str(tmp_path / "backups")
    assert ("plenary_backup_age_seconds",) not in _figures(operator)
    Path(settings.BACKUPS).mkdir()
    file = Path(settings.BACKUPS, "plenary.tar.age")
    file.write_bytes(b"age")
    os.utime(file, (time.time() - 7200,) * 2)
    factories.make_recommendation()
    seal_next()
    call_command("work", once=True)
    Email.objects.bulk_create(
        Email(from_email="a@example.org", to=["b@example.org"], status=status)
        for status in (STATUS.queued, STATUS.requeued, STATUS.failed, STATUS.sent)
    )

    found = _figures(operator)
    assert found["plenary_mails_waiting",] == 2
    assert found["plenary_mails_failed",] == 1
    assert found["plenary_database_up",] == 1
    assert found["plenary_backup_age_seconds",] == pytest.approx(7200, abs=60)
    assert found["plenary_seal_age_seconds",] == pytest.approx(0, abs=60)
    assert found["plenary_work_age_seconds",] == pytest.approx(0, abs=60)


def test_while_the_database_is_away_the_rest_is_told(operator):
    def fail(*_given):
        raise OperationalError("no route to it")

    with connection.execute_wrapper(fail):
        found = _read(measuring.figures().decode())
    assert found["plenary_database_up",] == 0
    assert ("plenary_mails_waiting",) not in found


def test_a_round_is_noted_in_redis_where_there_is_one(settings, db, tmp_path):
    settings.REDIS_URL, settings.MEDIA_ROOT = "redis://shared", str(tmp_path)
    call_command("work", once=True)
    assert last_round() is not None
    assert list(tmp_path.iterdir()) == []


def test_nobody_is_told_of_in_them(operator):
    told = operator.get("/metrics").content.decode()
    labels = set(re.findall(r'(\w+)="', told))
    assert labels <= {"route", "status", "le"}


def test_of_several_processes_the_counts_are_added(operator, monkeypatch, tmp_path):
    monkeypatch.setenv(measuring.SHARED, str(tmp_path))
    told = operator.get("/metrics").content.decode()
    assert "plenary_mails_waiting" in told
    assert "plenary_requests" not in told
