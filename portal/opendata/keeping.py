"""What becomes due: an archive each night, and at any time to take out what is public no more."""

import logging
from datetime import time

from django.core.cache import cache

from ledger.clock import now
from ledger.sharing import CacheIsAway
from portal.models import OpenDataArchive
from portal.opendata import archives

# After the daily count of 00:00 UTC has settled.
_FROM = time(1)
# Whoever fetches an archive looks as well; this is only how soon it is there again.
_SECONDS_BETWEEN_LOOKS = 30
_LOOKING = "open-data-looking"

logger = logging.getLogger(__name__)


def publish_next() -> bool:
    """Publish the archive of the day, if it is due; tell whether it was."""
    at = now()
    if at.time() < _FROM or OpenDataArchive.objects.filter(day=at.date()).exists():
        return False
    # One worker does it; should it be killed, another after a while.
    if not _is_first("open-data-publishing", 1800):
        return False
    archives.publish(at.date())
    archives.drop_old(at.date())
    return True


def keep_next() -> bool:
    """Make one archive again that holds what is public no more; tell whether there was one."""
    # Asked first: to add in vain would be a change to the database, with which all pages end.
    if _LOOKING in cache or not _is_first(_LOOKING, _SECONDS_BETWEEN_LOOKS):
        return False
    return keep_all() > 0


def _is_first(place: str, seconds: int) -> bool:
    """Tell whether no other worker took the place within the seconds.

    Where that is not known it is done: twice is no harm, and not at all would be.
    """
    try:
        return bool(cache.add(place, 1, timeout=seconds))
    except CacheIsAway:
        return True


def keep_all() -> int:
    """Make all archives again that hold what is public no more; return how many they were.

    One whose file is away stays as it is, and is not given out.
    """
    seen = archives.witness()
    number = 0
    for archive in OpenDataArchive.objects.all():
        if archives.is_still_public(archive):
            # So that from now on one look is enough for all of them.
            OpenDataArchive.objects.filter(pk=archive.pk).update(witness=seen)
        else:
            number += _is_made_again(archive)
    return number


def _is_made_again(archive: OpenDataArchive) -> bool:
    try:
        archives.make_again(archive)
    except OSError:
        logger.exception("The archive of %s cannot be read", archive.day)
        return False
    return True
