"""The server's clock: the one place where the time of an act is read."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

_set_back: ContextVar[datetime | None] = ContextVar("set_back", default=None)


def now() -> datetime:
    """Return the current moment in UTC, with microseconds.

    In a test from outside it is the one that PLENARY_NOW tells: see docs/testing.md.
    """
    return _set_back.get() or _tested() or timezone.now()


def _tested() -> datetime | None:
    given: datetime | timedelta | None = settings.TEST_NOW
    return timezone.now() + given if isinstance(given, timedelta) else given


def is_set_back() -> bool:
    """Tell whether the acts of this moment are a story of the past that a demonstration tells."""
    return _set_back.get() is not None


@contextmanager
def as_of(moment: datetime) -> Iterator[None]:
    """Let acts carry an earlier moment, so that a demonstration has a past.

    Raises ImproperlyConfigured where DEMO is off: a real record is never dated back.
    """
    if not settings.DEMO:
        raise ImproperlyConfigured("Only a demonstration may set the clock back: DEMO is off.")
    token = _set_back.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _set_back.reset(token)
