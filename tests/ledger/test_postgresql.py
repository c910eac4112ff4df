"""Waiting for a server that may have fallen silent."""

import socket
import time
from contextlib import contextmanager, suppress

import psycopg
import pytest
from django.db import DataError, OperationalError, connection, connections

from ledger.models import Head
from ledger.postgresql import base

on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is no server")


@pytest.fixture(autouse=True)
def _hasty(monkeypatch):
    monkeypatch.setattr(base, "SECONDS_TO_WAIT", 0.1)
    monkeypatch.setattr(base, "SECONDS_TO_ANSWER", 0.2)


@contextmanager
def _silent_at(family, address):
    """Take calls there, and say nothing."""
    with socket.socket(family) as listener:
        listener.bind(address)
        listener.listen()
        yield listener


def test_whoever_listens_and_says_nothing_is_silent(tmp_path):
    with _silent_at(socket.AF_INET, ("127.0.0.1", 0)) as listener:
        assert not base._answers(*listener.getsockname())

    with _silent_at(socket.AF_UNIX, str(tmp_path / ".s.PGSQL.5432")):
        assert not base._answers(str(tmp_path), 5432)


def test_where_nobody_listens_nobody_answers(tmp_path):
    assert not base._answers(str(tmp_path), 5432)
    with _silent_at(socket.AF_INET6, ("::1", 0)) as listener:
        port = listener.getsockname()[1]
    assert not base._answers("::1", port)


@pytest.mark.hold
def test_who_finds_it_silent_lets_others_wait_no_more_for_a_while():
    driver = base._Driver()
    with _silent_at(socket.AF_INET, ("127.0.0.1", 0)) as listener:
        host, port = listener.getsockname()
        with pytest.raises(psycopg.errors.ConnectionTimeout):
            driver.connect(host=host, port=port, connect_timeout=2)

        begun = time.monotonic()
        with pytest.raises(psycopg.OperationalError, match="does not answer"):
            driver.connect(host=host, port=port, connect_timeout=2)
        assert time.monotonic() - begun < 0.1


def test_after_a_while_one_tries_for_all_and_who_is_answered_ends_the_silence(monkeypatch):
    monkeypatch.setattr(base, "SECONDS_TO_LEAVE", 0)
    silence, server = base._Silence(), ("database.example", 5432)
    silence.begins(server)

    silence.refuse(server)
    with pytest.raises(psycopg.OperationalError, match="does not answer"):
        silence.refuse(server)
    silence.refuse(("another.example", 5432))

    silence.ends(server)
    silence.refuse(server)
    assert not silence


@on_postgresql
def test_a_line_that_is_open_asks_no_server_that_is_known_to_be_silent(db, monkeypatch):
    silence = base._Silence()
    monkeypatch.setattr(base, "_silence", silence)
    mine = connections["default"].copy()
    mine.ensure_connection()
    server = mine.connection.server
    silence.begins(server)

    with pytest.raises(OperationalError, match="does not answer"), mine.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert mine.connection.closed

    mine.close()
    monkeypatch.setattr(base, "SECONDS_TO_LEAVE", 0)
    silence.begins(server)
    mine.ensure_connection()
    assert not silence
    for asked in ("SELECT 1", "SELECT 1 / 0", "SELECT pg_sleep(0.5)"):
        silence.begins(server)
        with suppress(DataError), mine.cursor() as cursor:
            cursor.execute(asked)
        assert not silence

    silence.begins(server)
    with pytest.raises(psycopg.OperationalError, match="the line is cut"):
        mine.connection.wait(_cut())
    assert silence
    silence.ends(server)
    mine.close()


def _cut():
    """Wait for what never comes, as the driver does."""
    raise psycopg.OperationalError("the line is cut")
    yield


@on_postgresql
def test_who_is_refused_has_been_answered(db, monkeypatch):
    silence = base._Silence()
    monkeypatch.setattr(base, "_silence", silence)
    monkeypatch.setattr(base, "SECONDS_TO_LEAVE", 0)
    mine = connections["default"].copy()
    silence.begins((mine.settings_dict["HOST"], int(mine.settings_dict["PORT"] or 5432)))
    mine.settings_dict["NAME"] = "of nobody"

    with pytest.raises(OperationalError):
        mine.ensure_connection()
    assert not silence


@on_postgresql
def test_a_query_that_takes_long_is_waited_for(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_sleep(0.5)")
        assert cursor.fetchone() == (1,)


@on_postgresql
def test_a_query_ends_when_nobody_is_there_any_more(db, monkeypatch):
    monkeypatch.setattr(base, "_silence", base._Silence())
    mine = connections["default"].copy()
    mine.ensure_connection()
    with _silent_at(socket.AF_INET, ("127.0.0.1", 0)) as listener:
        host, port = listener.getsockname()
        # The server goes on, but whoever asks whether it is there hears nothing.
        for name, told in (("hostaddr", host), ("port", port)):
            monkeypatch.setattr(psycopg.ConnectionInfo, name, told)
        with pytest.raises(OperationalError, match="does not answer"), mine.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(5)")
    monkeypatch.undo()
    assert not mine.is_usable()
    mine.close()


@pytest.mark.django_db
def test_more_rows_are_written_and_read_at_once_than_one_statement_holds_values():
    heads = [Head(subject_type="kind", subject_id=str(turn)) for turn in range(20_000)]
    assert len(heads) * 4 > base.MOST_VALUES

    made = Head.objects.bulk_create(heads)

    beyond = base.MOST_VALUES + 1
    keys = [head.pk for head in made[:3]] + list(range(-beyond, 0))
    assert len(Head.objects.in_bulk(keys)) == 3
