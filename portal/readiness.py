"""What an installation lacks before organisations are invited to it."""

import ssl
import time
from collections.abc import Callable
from typing import NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from post_office.models import STATUS, Email

from organisations.models import User
from portal.backups.age import OLDEST_BACKUP, last_backup

CURATE, MODERATE = "organisations.curate", "organisations.moderate"
SECONDS_TO_ANSWER = 10
SECONDS_TO_SEND = 60


class Point(NamedTuple):
    """One thing that was looked at, and what was found."""

    name: str
    is_met: bool
    found: str
    is_unusable: bool = False


def points(mail_to: str) -> list[Point]:
    """Return what was found of all that an installation needs, in the order of the guide.

    Sends one mail to the address, through the queue, and waits up to a minute for `manage.py
    work` to send it; where the database can't be asked, nothing else is looked at. Times are in
    UTC.
    """
    database = _database()
    if database.is_unusable:
        return [database]
    looks: tuple[Callable[[], Point], ...] = (
        _https,
        _contact,
        lambda: _mail(mail_to),
        lambda: _people("two curators with a second factor", CURATE, 2),
        lambda: _people("a moderator with a second factor", MODERATE, 1),
        _backup,
    )
    return [database, *(look() for look in looks)]


def _database() -> Point:
    name = "a PostgreSQL database, migrated"
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as fault:
        return Point(name, is_met=False, found=str(fault).strip(), is_unusable=True)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        found = f"{len(missing)} migrations are missing: run manage.py migrate"
        return Point(name, is_met=False, found=found, is_unusable=True)
    is_postgresql = connection.vendor == "postgresql"
    return Point(name, is_met=is_postgresql, found=f"this is {connection.display_name}")


def _https() -> Point:
    name = "the site answers by HTTPS"
    address = settings.PUBLIC_URL + "/readyz"
    if urlsplit(address).scheme != "https":
        return Point(name, is_met=False, found=f"PUBLIC_URL is {settings.PUBLIC_URL}")
    try:
        said = _asked(address)
    except (OSError, URLError) as fault:
        return Point(name, is_met=False, found=f"{address}: {fault}")
    # That a backup is missing is told by a line of its own.
    is_ready = said in (b"ready\n", b"backup\n")
    found = f"{address} answers" if is_ready else f"{address} is answered by something else"
    return Point(name, is_met=is_ready, found=found)


def _asked(address: str) -> bytes:
    try:
        with urlopen(  # noqa: S310 - the scheme was looked at
            address, timeout=SECONDS_TO_ANSWER, context=ssl.create_default_context()
        ) as answer:
            return bytes(answer.read())
    except HTTPError as refusal:
        with refusal:
            return refusal.read()


def _contact() -> Point:
    address = settings.CONTACT_EMAIL
    is_real = "." in address.rpartition("@")[2]
    return Point("an address of the secretariat", is_met=is_real, found=f"CONTACT_EMAIL: {address}")


def _mail(to: str) -> Point:
    name = "mail goes out"
    if not to:
        return Point(name, is_met=False, found="give an address of yours: --mail-to")
    subject = f"{settings.SITE_NAME}: a test"
    EmailMessage(subject, f"Sent by {settings.PUBLIC_URL}.\n", to=[to]).send()
    mail = Email.objects.latest("pk")
    end = time.monotonic() + SECONDS_TO_SEND
    while mail.status != STATUS.sent and time.monotonic() < end:
        time.sleep(1)
        mail.refresh_from_db()
    if mail.status == STATUS.sent:
        return Point(name, is_met=True, found=f"handed to the mail server for {to}: is it there?")
    tried = "EMAIL_URL refused it" if mail.number_of_retries else "is manage.py work running?"
    return Point(name, is_met=False, found=f"not sent within {SECONDS_TO_SEND} seconds: {tried}")


def _people(name: str, permission: str, fewest: int) -> Point:
    people = User.objects.holding(permission)
    secured = people.filter(
        pk__in=Authenticator.objects.filter(type=Authenticator.Type.TOTP).values("user")
    )
    found = f"{secured.count()} of {people.count()} have one"
    return Point(name, is_met=secured.count() >= fewest, found=found)


def _backup() -> Point:
    name = f"a backup of the last {OLDEST_BACKUP.total_seconds() / 3600:.0f} hours"
    if not settings.BACKUPS:
        return Point(name, is_met=False, found="BACKUPS names no folder")
    last = last_backup()
    if last is None:
        return Point(name, is_met=False, found=f"there is none in {settings.BACKUPS}")
    found = f"{last.name}, of {last.made:%Y-%m-%d %H:%M} UTC"
    return Point(name, is_met=not last.is_old, found=found)
