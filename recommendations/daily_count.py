"""When unnamed endorsements enter and leave the total: at 00:00 UTC only.

Domain model, “One definition of the count”. Between two midnights nothing about them moves, so
that no difference between two looks at a page tells who signed, or when.
"""

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recommendations.models.endorsement import Endorsement

# Fewer unnamed endorsements than this are not told of at all.
FEWEST = 3


def next_midnight(at: datetime) -> datetime:
    """Return the first 00:00 UTC after that moment."""
    return datetime.combine(at.astimezone(UTC).date() + timedelta(days=1), time(), UTC)


def is_in_todays_count(endorsement: "Endorsement", at: datetime) -> bool:
    """Tell whether the total of that day holds it as one that is not named."""
    start, end = endorsement.counted_from, endorsement.counted_until
    return start is not None and start <= at and (end is None or at < end)


def enter(endorsement: "Endorsement", at: datetime) -> None:
    """Let it count unnamed from the next midnight on; what the day's total holds goes on."""
    if not is_in_todays_count(endorsement, at):
        endorsement.counted_from = next_midnight(at)
    endorsement.counted_until = None


def leave(endorsement: "Endorsement", at: datetime) -> None:
    """Let it no longer count unnamed from the next midnight on."""
    if endorsement.counted_from and endorsement.counted_until is None:
        endorsement.counted_until = next_midnight(at)
