"""Reads the settings' values from the environment, safe by default; explains what is missing."""

import secrets
import sqlite3
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

# Releases of SQLite in which write-ahead logging no longer loses committed rows, by line.
WAL_IS_SAFE_FROM = {(3, 44): (3, 44, 6), (3, 50): (3, 50, 7)}
WAL_IS_SAFE_EVERYWHERE_FROM = (3, 51, 3)

MISSING_SECRET_KEY = (
    "SECRET_KEY is not set. It is a long random value, in the environment or in a file .env. "
    "This adds one to the file:\n"
    "  python3 -c 'import secrets; print(\"SECRET_KEY=\" + secrets.token_urlsafe(50))' >> .env\n"
    "With DEBUG=1 or DEMO=1 in front of the command one is made and kept in {path}."
)
MISSING_ALLOWED_HOSTS = (
    "ALLOWED_HOSTS is not set. Name the hosts that this installation answers to, "
    "separated by commas, for example: ALLOWED_HOSTS=plenary.example.org. "
    "With DEBUG=1 or DEMO=1 only this machine itself is answered."
)
MISSING_PUBLIC_URL = (
    "PUBLIC_URL is not set. It is the address that mails and citations carry, "
    "for example: PUBLIC_URL=https://plenary.example.org."
)


def secret_key(env: environ.Env, *, may_be_made: bool, kept_in: Path) -> str:
    """Return SECRET_KEY, or one made once and kept in a file where that is allowed.

    Raises ImproperlyConfigured, with what to do, where the key is missing and must be given.
    """
    given: str = env("SECRET_KEY")
    if given:
        return given
    if not may_be_made:
        raise ImproperlyConfigured(MISSING_SECRET_KEY.format(path=kept_in))
    if not kept_in.exists():
        kept_in.parent.mkdir(parents=True, exist_ok=True)
        kept_in.touch(mode=0o600)
        kept_in.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return kept_in.read_text(encoding="ascii")


def allowed_hosts(env: environ.Env, *, is_local: bool) -> list[str]:
    """Return the hosts answered to; raises ImproperlyConfigured where they must be named."""
    hosts: list[str] = env("ALLOWED_HOSTS")
    if hosts:
        return hosts
    if is_local:
        return ["127.0.0.1", "localhost", "[::1]"]
    raise ImproperlyConfigured(MISSING_ALLOWED_HOSTS)


def public_url(env: environ.Env, *, is_local: bool) -> str:
    """Return the address, without a final slash, that mails and citations carry."""
    given: str = env("PUBLIC_URL").rstrip("/")
    if given:
        return given
    if is_local:
        return "http://127.0.0.1:" + env("PORT")
    raise ImproperlyConfigured(MISSING_PUBLIC_URL)


def sqlite_journal(version: tuple[int, int, int]) -> str:
    """Return the journal mode that keeps every committed row on this release of SQLite."""
    safe_from = WAL_IS_SAFE_FROM.get(version[:2], WAL_IS_SAFE_EVERYWHERE_FROM)
    return "WAL" if version >= safe_from else "DELETE"


def database(env: environ.Env, default: str) -> dict[str, Any]:
    """Return the database's settings with the options that keep writes safe."""
    settings: dict[str, Any] = env.db("DATABASE_URL", default=default)
    if settings["ENGINE"].endswith("sqlite3"):
        journal = sqlite_journal(sqlite3.sqlite_version_info)
        settings["CONN_MAX_AGE"] = 60
        settings["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                f"PRAGMA journal_mode={journal};PRAGMA synchronous=FULL;PRAGMA busy_timeout=20000;"
            ),
        }
    else:
        settings["ENGINE"] = "ledger.postgresql"
        settings["CONN_HEALTH_CHECKS"] = True
        settings["CONN_MAX_AGE"] = 60
        settings["OPTIONS"] = {
            "connect_timeout": 3,
            # Compiling a query takes longer than running it: none of ours runs for a second.
            "options": "-c statement_timeout=15000 -c lock_timeout=10000 -c jit=off",
        }
    return settings


def caches(env: environ.Env) -> dict[str, Any]:
    """Return the cache that all processes share: Redis where it is given, else the database."""
    location: str = env("REDIS_URL")
    if location:
        return {
            "default": {
                "BACKEND": "ledger.shared_cache.SharedCache",
                "LOCATION": location,
            }
        }
    return {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "shared_cache",
            "OPTIONS": {"MAX_ENTRIES": 20000},
        }
    }


def mail(env: environ.Env, *, is_demo: bool, folder: Path) -> dict[str, Any]:
    """Return by which way mails leave the queue, as Django's settings of mail.

    A demonstration sends none: it writes them to files in the folder.
    """
    address: str = env("EMAIL_URL")
    default = f"filemail://{folder}" if is_demo else "smtp://localhost:25"
    settings: dict[str, Any] = env.email_url_config(address or default)
    if settings["EMAIL_BACKEND"].endswith("filebased.EmailBackend"):
        settings["EMAIL_BACKEND"] = "portal.mail.FolderBackend"
        # The parser takes the slash off with which a path begins.
        settings["EMAIL_FILE_PATH"] = str(Path("/", settings["EMAIL_FILE_PATH"]))
    return settings
