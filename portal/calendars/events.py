"""One event of a calendar, and how often what was planned has changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import pairwise
from typing import NamedTuple


class Plan(NamedTuple):
    """What was planned at one time: a whole day or days, or a moment with its zone.

    `ends` is not part of it, for days and moments alike; without it the event has no length.
    """

    starts: date
    ends: date | None
    summary: str
    place: str = ""
    time_zone: str = "UTC"

    @property
    def begins(self) -> datetime:
        """The moment from which it may be compared with others."""
        if isinstance(self.starts, datetime):
            return self.starts
        return datetime.combine(self.starts, time(), UTC)


class Step(NamedTuple):
    """From when on which plan held; None where nothing was planned, or no longer."""

    since: datetime
    plan: Plan | None


@dataclass(frozen=True)
class Event:
    """An event as it is told now; of a cancelled one only when it would have been."""

    uid: str
    address: str
    plan: Plan
    sequence: int
    changed: datetime
    is_cancelled: bool = False
    details: str = ""


def event_of(
    uid: str, address: str, steps: Iterable[Step], *, public_since: datetime, details: str = ""
) -> Event | None:
    """Return the event that the steps, in the order of time, lead to; None if nobody was told any.

    What was planned before the moment of publication counts only as it stood then. The sequence
    is the number of changes since somebody could first read of it: steps are only ever added, so
    it never falls, and is the same for whoever counts.
    """
    told = list(_without_repetition(_from_publication(steps, public_since)))
    planned = [step.plan for step in told if step.plan]
    if not planned:
        return None
    return Event(
        uid=uid,
        address=address,
        plan=planned[-1],
        sequence=len(told) - 1,
        changed=max(told[-1].since, public_since),
        is_cancelled=told[-1].plan is None,
        details=details,
    )


def _from_publication(steps: Iterable[Step], public_since: datetime) -> list[Step]:
    kept = list(steps)
    before = [step for step in kept if step.since <= public_since]
    return before[-1:] + kept[len(before) :]


def _without_repetition(steps: list[Step]) -> Iterator[Step]:
    """Yield the steps that differ from the one before, from the first on that plans something."""
    start = next((number for number, step in enumerate(steps) if step.plan), len(steps))
    planned = steps[start:]
    yield from planned[:1]
    yield from (later for earlier, later in pairwise(planned) if later.plan != earlier.plan)
