from pathlib import Path
from typing import Any

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from config import environment
from consultations.templatetags.moments import moment
from tests import factories


@pytest.fixture
def env(monkeypatch: pytest.MonkeyPatch) -> environ.Env:
    """An environment in which nothing is set."""
    names = ("SECRET_KEY", "ALLOWED_HOSTS", "PUBLIC_URL", "DATABASE_URL", "REDIS_URL", "EMAIL_URL")
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
    assert environment.sqlite_journal(version) == journal


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


def test_a_moment_that_is_not_set_is_not_written(db: Any) -> None:
    assert moment(None, factories.make_consultation(), HttpRequest()) == ""
