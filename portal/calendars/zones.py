"""Zones described for programs that do not know them by name: when which offset holds."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)


class _Onset(NamedTuple):
    """That clocks in a zone show another time than before from a moment on."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str
    is_daylight: bool

    @property
    def clock(self) -> datetime:
        """What clocks would have shown at the moment without the change: so RFC 5545 tells it."""
        return (self.at + self.before).replace(tzinfo=None)


@cache
def described(time_zone: str, first_year: int, last_year: int) -> Timezone:
    """Return the zone as it is from the beginning of one year to the end of the other."""
    zone = ZoneInfo(time_zone)
    start = datetime(first_year, 1, 1, tzinfo=UTC) - _DAY
    onsets = [_onset(start, zone, before=_offset(start, zone))]
    onsets += _onsets(zone, start, datetime(last_year + 1, 1, 1, tzinfo=UTC) + _DAY)
    component = Timezone()
    component.add("tzid", time_zone)
    for _kind, alike in groupby(sorted(onsets, key=_kind_of), key=_kind_of):
        component.add_component(_observance(list(alike)))
    return component


def _kind_of(onset: _Onset) -> tuple[bool, timedelta, timedelta, str]:
    return (onset.is_daylight, onset.before, onset.after, onset.name)


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _onset(at: datetime, zone: ZoneInfo, before: timedelta) -> _Onset:
    there = at.astimezone(zone)
    name, daylight = there.tzname() or zone.key, bool(there.dst())
    return _Onset(at, before, _offset(at, zone), name, daylight)


def _onsets(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[_Onset]:
    """Yield each change of the offset between the two moments, in the order of time."""
    at = start
    while at < end:
        before, later = _offset(at, zone), at + _DAY
        if _offset(later, zone) != before:
            yield _onset(_first_other(zone, at, later), zone, before)
        at = later


def _first_other(zone: ZoneInfo, at: datetime, later: datetime) -> datetime:
    """Return the first second between the two from which the later one's offset holds."""
    before = _offset(at, zone)
    while later - at > _SECOND:
        middle = at + (later - at) // 2 // _SECOND * _SECOND
        at, later = (middle, later) if _offset(middle, zone) == before else (at, middle)
    return later


def _observance(onsets: list[_Onset]) -> TimezoneDaylight | TimezoneStandard:
    first, *more = onsets
    component = TimezoneDaylight() if first.is_daylight else TimezoneStandard()
    component.add("dtstart", first.clock)
    component.add("tzoffsetfrom", first.before)
    component.add("tzoffsetto", first.after)
    component.add("tzname", first.name)
    if more:
        component.add("rdate", [each.clock for each in more])
    return component
