"""Settings in which people, their words or their rights would not be safe.

What is an error keeps every command, and the server, from starting. What is a warning is told by
`manage.py check --deploy`: it harms nobody at once, and there may be a reason for it.
"""

import re
import sqlite3
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from socket import gethostname
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Doubt
from django.core.exceptions import ImproperlyConfigured

from portal.journals import sqlite_journal

SHORTEST_SECRET, FEWEST_CHARACTERS = 32, 8
SECONDS_TO_WAIT = 10
_OF_ONE_PROCESS = ("LocMemCache", "DummyCache", "FileBasedCache")
# Names that lead nowhere outside a machine or a house.
_INDOORS = ("localhost", "test", "example", "invalid", "internal", "local", "lan", "home")
_LOOPBACK = ("", "localhost", "127.0.0.1", "::1")


class Look(NamedTuple):
    """One thing that is looked at, what is said where it is wrong, and what to do about it."""

    id: str
    is_wrong: Callable[[], bool]
    told: str
    hint: str


def unsafe(**_asked: Any) -> list[CheckMessage]:
    """Return, as errors, what is not safe."""
    looks = ERRORS if _is_local() else ERRORS + ERRORS_OF_REAL_ONES
    return [Error(each.told, hint=each.hint, id=each.id) for each in looks if each.is_wrong()]


def doubtful(**_asked: Any) -> list[CheckMessage]:
    """Return, as warnings, what a real installation should not do without a reason."""
    looks = () if _is_local() else WARNINGS
    return [Doubt(each.told, hint=each.hint, id=each.id) for each in looks if each.is_wrong()]


def refuse_unsafe_settings() -> None:
    """Raise ImproperlyConfigured, with what to do, where an error was found and not silenced."""
    found = [each for each in unsafe() if not each.is_silenced()]
    if found:
        told = "\n".join(f"  {each.id}: {each.msg} {each.hint}" for each in found)
        raise ImproperlyConfigured(f"It is not safe to start with these settings:\n{told}")


def _is_local() -> bool:
    return bool(settings.DEBUG or settings.DEMO)


def _is_https() -> bool:
    return settings.PUBLIC_URL.startswith("https:")


def _loses_rows() -> bool:
    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3"):
        return False
    options = database.get("OPTIONS", {})
    told = dict(re.findall(r"(\w+)\s*=\s*(\w+)", options.get("init_command", "").upper()))
    waits = min(options.get("timeout", 5) * 1000, int(told.get("BUSY_TIMEOUT", "0")))
    journals = {"DELETE", sqlite_journal(sqlite3.sqlite_version_info)}
    return not (
        options.get("transaction_mode") == "IMMEDIATE"
        and told.get("SYNCHRONOUS") in ("FULL", "EXTRA", "2", "3")
        and told.get("JOURNAL_MODE") in journals
        and waits >= SECONDS_TO_WAIT * 1000
    )


def _shows_its_inside() -> bool:
    if not _is_local():
        return False
    own = {urlsplit(settings.PUBLIC_URL).hostname or "", *settings.ALLOWED_HOSTS}
    return any(_is_public(host) for host in own - {gethostname()})


def _is_public(host: str) -> bool:
    if host == "*":
        # Whoever answers to any name may still be indoors; the program's inside is not for show.
        return bool(settings.DEBUG)
    try:
        return ip_address(host.strip("[]")).is_global
    except ValueError:
        name = host.strip(".").lower()
        return "." in name and name.rpartition(".")[2] not in _INDOORS


def _is_weak(secret: str) -> bool:
    return len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_CHARACTERS


def _gives_files_away() -> bool:
    media = Path(settings.MEDIA_ROOT).resolve()
    served = (Path(each).resolve() for each in (settings.STATIC_ROOT, *settings.STATICFILES_DIRS))
    return any(media.is_relative_to(folder) for folder in served)


def _cache() -> str:
    return str(settings.CACHES["default"]["BACKEND"]).rpartition(".")[2]


def _sends_no_mail() -> bool:
    ways: dict[str, Any] = settings.POST_OFFICE
    is_sent = ways["BACKENDS"]["default"].endswith("smtp.EmailBackend")
    return not is_sent or settings.EMAIL_HOST in _LOOPBACK


ERRORS = (
    Look(
        "plenary.E001",
        _loses_rows,
        "SQLite may lose rows, or fail while others write.",
        "It needs transaction_mode IMMEDIATE, a timeout and a busy_timeout of 10 s or more, "
        "synchronous=FULL, and journal_mode=DELETE on releases that may lose rows in WAL mode.",
    ),
    Look(
        "plenary.E002",
        _shows_its_inside,
        "DEBUG or DEMO is on, and the host is public.",
        "Turn both off, or name in ALLOWED_HOSTS and PUBLIC_URL this machine only.",
    ),
    Look(
        "plenary.E003",
        _gives_files_away,
        "MEDIA_ROOT is in a folder that everybody is served from.",
        "Keep the files of the record outside of static folders.",
    ),
)
ERRORS_OF_REAL_ONES = (
    Look(
        "plenary.E004",
        lambda: _is_weak(settings.SECRET_KEY),
        "SECRET_KEY can be guessed.",
        f"Take {SHORTEST_SECRET} random characters or more: .env.example says how.",
    ),
    Look(
        "plenary.E005",
        lambda: bool(settings.METRICS_TOKEN) and _is_weak(settings.METRICS_TOKEN),
        "METRICS_TOKEN can be guessed.",
        f"Take {SHORTEST_SECRET} random characters or more, or none.",
    ),
    Look(
        "plenary.E006",
        lambda: _cache() in _OF_ONE_PROCESS,
        "Limits on logging in would be counted by each process for itself.",
        "Set REDIS_URL, or let the database be the cache.",
    ),
    Look(
        "plenary.E007",
        lambda: _is_https() and not settings.STAFF_SECOND_FACTOR,
        "The admin could be entered with a password alone.",
        "Take STAFF_SECOND_FACTOR out of the settings.",
    ),
)
WARNINGS = (
    Look(
        "plenary.W001",
        lambda: _cache() == "DatabaseCache",
        "Limits are counted in the database: each count is a write that ends all kept pages.",
        "Set REDIS_URL.",
    ),
    Look(
        "plenary.W002",
        lambda: _is_https() and not settings.TRUSTED_PROXIES,
        "What ends HTTPS in front is not trusted: all visitors would be one, and led in a circle.",
        "Set TRUSTED_PROXIES to the number of your proxies.",
    ),
    Look(
        "plenary.W003",
        _sends_no_mail,
        "Mail goes into files, or to a server on this machine.",
        "Set EMAIL_URL to the mail server that sends for your domain, by its name.",
    ),
    Look(
        "plenary.W004",
        lambda: bool(settings.BACKUPS) and not settings.BACKUP_RECIPIENTS,
        "Backups are not encrypted, and none is made once somebody may not be named.",
        "Make a pair with `manage.py backup --new-key FILE`, and set BACKUP_RECIPIENTS.",
    ),
)
