"""The server's clock: the one place where the time of an act is read."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """Return the current moment in UTC, with microseconds."""
    return timezone.now()
