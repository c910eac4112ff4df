import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from config import environment
from consultations.templatetags.moments import moment
from portal.journals import sqlite_journal
from tests import factories


@pytest.fixture
def env(monkeypatch: pytest.MonkeyPatch) -> environ.Env:
    """An environment in which nothing is set."""
    names = (
        "SECRET_KEY",
        "ALLOWED_HOSTS",
        "PUBLIC_URL",
        "DATABASE_URL",
        "REDIS_URL",
        "EMAIL_URL",
        "FILES_URL",
        "PLENARY_NOW",
    )
    for name in names:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PORT", "8123")
    return environ.Env(
        SECRET_KEY=(str, ""),
        ALLOWED_HOSTS=(list, []),
        PUBLIC_URL=(str, ""),
        PORT=(str, "8000"),
        REDIS_URL=(str, ""),
        EMAIL_URL=(str, ""),
        FILES_URL=(str, ""),
        PLENARY_NOW=(str, ""),
    )


def test_a_missing_key_says_how_to_make_one(env: environ.Env, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="This adds one to the file"):
        environment.secret_key(env, may_be_made=False, kept_in=tmp_path / "key")

    assert not (tmp_path / "key").exists()


def test_a_demonstration_makes_its_key_once_and_keeps_it_to_itself(
    env: environ.Env, tmp_path: Path
) -> None:
    kept_in = tmp_path / "var" / "key"

    first = environment.secret_key(env, may_be_made=True, kept_in=kept_in)
    second = environment.secret_key(env, may_be_made=True, kept_in=kept_in)

    assert first == second
    assert len(first) > 50
    assert kept_in.stat().st_mode & 0o777 == 0o600


def test_what_is_given_is_taken(
    env: environ.Env, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "ours")
    monkeypatch.setenv("ALLOWED_HOSTS", "a.example.org,b.example.org")
    monkeypatch.setenv("PUBLIC_URL", "https://a.example.org/")

    assert environment.secret_key(env, may_be_made=False, kept_in=tmp_path / "key") == "ours"
    assert environment.allowed_hosts(env, is_local=False) == ["a.example.org", "b.example.org"]
    assert environment.public_url(env, is_local=False) == "https://a.example.org"


def test_hosts_and_address_are_those_of_this_machine_only_for_a_demonstration(
    env: environ.Env,
) -> None:
    assert environment.allowed_hosts(env, is_local=True) == ["127.0.0.1", "localhost", "[::1]"]
    assert environment.public_url(env, is_local=True) == "http://127.0.0.1:8123"
    with pytest.raises(ImproperlyConfigured, match="ALLOWED_HOSTS is not set"):
        environment.allowed_hosts(env, is_local=False)
    with pytest.raises(ImproperlyConfigured, match="PUBLIC_URL is not set"):
        environment.public_url(env, is_local=False)


@pytest.mark.parametrize(
    ("version", "journal"),
    [
        ((3, 40, 1), "DELETE"),
        ((3, 44, 5), "DELETE"),
        ((3, 44, 6), "WAL"),
        ((3, 50, 6), "DELETE"),
        ((3, 50, 7), "WAL"),
        ((3, 51, 2), "DELETE"),
        ((3, 51, 3), "WAL"),
        ((3, 52, 0), "WAL"),
    ],
)
def test_write_ahead_logging_only_where_it_loses_nothing(
    version: tuple[int, int, int], journal: str
) -> None:
    assert sqlite_journal(version) == journal


def _clock(env: environ.Env, monkeypatch: pytest.MonkeyPatch, given: str, may: bool = True) -> Any:
    monkeypatch.setenv("PLENARY_NOW", given)
    return environment.test_now(env, may_be_set=may)


def test_the_clock_of_a_test_takes_a_moment_or_a_difference(env, monkeypatch):
    noon = datetime(2027, 3, 1, 12, tzinfo=UTC)
    assert environment.test_now(env, may_be_set=False) is None
    assert _clock(env, monkeypatch, " 2027-03-01T12:00:00Z") == noon
    assert _clock(env, monkeypatch, "2027-03-01T13:00:00+01:00") == noon
    assert _clock(env, monkeypatch, "+90d") == timedelta(days=90)
    assert _clock(env, monkeypatch, "-15m") == timedelta(minutes=-15)


@pytest.mark.parametrize(
    "given", ["tomorrow", "2027-03-01T12:00:00", "90d", "+9y", "0001-01-01T00:00:00+23:00"]
)
def test_a_clock_that_cannot_be_read_stops_the_start(env, monkeypatch, given):
    with pytest.raises(ImproperlyConfigured, match="neither a moment"):
        _clock(env, monkeypatch, given)


def test_a_real_installation_refuses_to_start_with_the_clock_of_a_test(env, monkeypatch):
    with pytest.raises(ImproperlyConfigured, match="never dated otherwise"):
        _clock(env, monkeypatch, "+90d", may=False)


@pytest.mark.hold
@pytest.mark.parametrize(
    ("given", "starts"),
    [
        ({"DEMO": "1", "TEST_CLOCK": "1"}, True),
        ({"DEBUG": "1", "TEST_CLOCK": "1"}, True),
        ({"DEMO": "1"}, False),
        ({"DEBUG": "1"}, False),
        ({"TEST_CLOCK": "1"}, False),
        ({}, False),
    ],
)
def test_it_starts_so_only_where_both_are_said(given, starts):
    safe = {
        "SECRET_KEY": "x" * 50,
        "PUBLIC_URL": "https://a.test",
        "DEMO": "0",
        "DEBUG": "0",
    }
    clock = {"DJANGO_SETTINGS_MODULE": "config.settings", "PLENARY_NOW": "+90d"}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=Path(__file__).resolve().parents[2],
        env=os.environ | safe | clock | given,
        capture_output=True,
        check=False,
        text=True,
    )
    assert (done.returncode == 0) is starts
    assert ("never dated otherwise" in done.stderr) is not starts


def test_sqlite_begins_at_once_waits_long_and_syncs_fully(env: environ.Env) -> None:
    options = environment.database(env, "sqlite:////tmp/some.sqlite3")["OPTIONS"]

    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 20
    assert "synchronous=FULL" in options["init_command"]


def test_postgresql_gives_up_in_time(env: environ.Env, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody@127.0.0.1/plenary")

    settings = environment.database(env, "sqlite://:memory:")

    assert settings["CONN_HEALTH_CHECKS"] is True
    assert "statement_timeout" in settings["OPTIONS"]["options"]
    assert "lock_timeout" in settings["OPTIONS"]["options"]
    assert "jit=off" in settings["OPTIONS"]["options"]


def test_processes_share_redis_where_it_is_given_and_the_database_otherwise(
    env: environ.Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert environment.caches(env)["default"]["BACKEND"].endswith("DatabaseCache")
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:6379/0")
    shared = environment.caches(env)["default"]
    assert shared["BACKEND"].endswith("SharedCache")
    assert shared["LOCATION"] == "redis://127.0.0.1:6379/0"


def test_mail_leaves_by_the_way_given(
    env: environ.Env, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = environment.mail(env, is_demo=True, folder=tmp_path)
    plain = environment.mail(env, is_demo=False, folder=tmp_path)
    monkeypatch.setenv("EMAIL_URL", "smtp+tls://user:secret@mail.example.org:587")
    given = environment.mail(env, is_demo=True, folder=tmp_path)

    assert files["EMAIL_BACKEND"] == "portal.mail.FolderBackend"
    assert (plain["EMAIL_HOST"], plain["EMAIL_PORT"]) == ("localhost", 25)
    assert given["EMAIL_HOST"] == "mail.example.org"
    assert given["EMAIL_USE_TLS"] is True


def test_files_are_kept_in_the_folder_unless_a_bucket_is_named(
    env: environ.Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert environment.files(env) == {"BACKEND": "consultations.storage.WholeFileStorage"}
    monkeypatch.setenv("FILES_URL", "s3://key:a%2Fb@storage.example.org/files?region=eu")
    assert environment.files(env)["OPTIONS"] == {
        "endpoint_url": "https://storage.example.org",
        "bucket_name": "files",
        "access_key": "key",
        "secret_key": "a/b",
        "region_name": "eu",
    }
    monkeypatch.setenv("FILES_URL", "s3+http://127.0.0.1:9000/files")
    near = environment.files(env)["OPTIONS"]
    assert (near["endpoint_url"], near["access_key"]) == ("http://127.0.0.1:9000", "")


@pytest.mark.parametrize(
    "address", ["s3://storage.example.org", "https://a.example.org/b", "s3:///b"]
)
def test_an_address_that_names_no_bucket_says_how_one_looks(
    env: environ.Env, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("FILES_URL", address)
    with pytest.raises(ImproperlyConfigured, match="FILES_URL names no bucket"):
        environment.files(env)


def test_a_moment_that_is_not_set_is_not_written(db: Any) -> None:
    assert moment(None, factories.make_consultation(), HttpRequest()) == ""
