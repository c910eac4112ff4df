"""Reads the settings' values from the environment, safe by default; explains what is missing."""

import re
import secrets
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from portal.journals import sqlite_journal

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
WRONG_FILES_URL = (
    "FILES_URL names no bucket. It looks like "
    "s3://key:secret@storage.example.org/bucket?region=eu-central-1, with % codes in the secret."
)
# By which scheme a bucket is asked; without encryption only on a line of one's own.
_BUCKETS = {"s3": "https", "s3+http": "http"}
MISSING_PUBLIC_URL = (
    "PUBLIC_URL is not set. It is the address that mails and citations carry, "
    "for example: PUBLIC_URL=https://plenary.example.org."
)


UNSAFE_CLOCK = (
    "PLENARY_NOW is set, by which the clock of a test tells another time. An installation with a "
    "real record is never dated otherwise: unset it. In a test, set TEST_CLOCK=1 as well, and "
    "DEMO=1 or DEBUG=1."
)
UNREADABLE_CLOCK = (
    "PLENARY_NOW is neither a moment like 2027-03-01T12:00:00Z, with its zone, nor a difference "
    "like +90d, -2h or +15m."
)
_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


def test_now(env: environ.Env, *, may_be_set: bool) -> datetime | timedelta | None:
    """Return where the clock of a test stands still, or by how much it differs, or None.

    Raises ImproperlyConfigured where it is set and may not be, or can't be read.
    """
    given: str = env("PLENARY_NOW").strip()
    if not given:
        return None
    if not may_be_set:
        raise ImproperlyConfigured(UNSAFE_CLOCK)
    try:
        return _difference(given) or _moment(given)
    except (ValueError, OverflowError) as fault:
        raise ImproperlyConfigured(UNREADABLE_CLOCK) from fault


def _difference(given: str) -> timedelta | None:
    found = re.fullmatch(r"([+-]\d{1,6})([dhms])", given)
    return timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else None


def _moment(given: str) -> datetime:
    moment = datetime.fromisoformat(given)
    if moment.tzinfo is None:
        raise ValueError(given)
    return moment.astimezone(UTC)


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
            # What is asked for again and again is planned once, not each time.
            "server_side_binding": True,
            "prepare_threshold": 5,
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


def files(env: environ.Env) -> dict[str, Any]:
    """Return where files are kept: in a bucket where FILES_URL names one, else in MEDIA_ROOT.

    Raises ImproperlyConfigured where the address names none.
    """
    if not env("FILES_URL"):
        return {"BACKEND": "consultations.storage.WholeFileStorage"}
    address = urlsplit(env("FILES_URL"))
    bucket = address.path.strip("/")
    if address.scheme not in _BUCKETS or not (address.hostname and bucket):
        raise ImproperlyConfigured(WRONG_FILES_URL)
    port = f":{address.port}" if address.port else ""
    return {
        "BACKEND": "consultations.object_storage.WholeObjectStorage",
        "OPTIONS": {
            "endpoint_url": f"{_BUCKETS[address.scheme]}://{address.hostname}{port}",
            "bucket_name": bucket,
            "access_key": unquote(address.username or ""),
            "secret_key": unquote(address.password or ""),
            "region_name": dict(parse_qsl(address.query)).get("region", "us-east-1"),
        },
    }
