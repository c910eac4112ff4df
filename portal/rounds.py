"""When `manage.py work` was last through with what was due.

Not in the database: a round every few seconds that writes there would end all pages that are kept.
So it stands in Redis, or beside the files, where all processes of the server look.
"""

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.cache import cache

from ledger.clock import now

_KEY = "last-round"


def note_round() -> None:
    """Keep that a round ended now; nothing depends on it, so nothing fails where it can't."""
    with suppress(OSError):
        if settings.REDIS_URL:
            cache.set(_KEY, now().timestamp(), timeout=None)
        else:
            _file().touch()


def last_round() -> datetime | None:
    """Return when the last round ended, as far as it can be told now."""
    moment = None
    with suppress(OSError):
        moment = cache.get(_KEY) if settings.REDIS_URL else _file().stat().st_mtime
    return None if moment is None else datetime.fromtimestamp(moment, UTC)


def _file() -> Path:
    return Path(settings.MEDIA_ROOT, ".last-round")
