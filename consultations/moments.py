"""Moments in words, in the zone of the meeting and in the reader's."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import formats


def in_words(moment: datetime, time_zone: str, place: str = "") -> str:
    """Return the moment like “Mon 2 Oct 2017, 18:00 Vienna”.

    The place stands for the zone; without one the zone's own city does.
    """
    local = moment.astimezone(ZoneInfo(time_zone))
    day = formats.date_format(local, "WEEKDAY_DATE_FORMAT")
    return f"{day}, {local:%H:%M} {place or city(time_zone)}"


def hour_elsewhere(moment: datetime, time_zone: str, home: str) -> str:
    """Return the hour in the reader's zone, with its day where that differs from the meeting's."""
    there, here = moment.astimezone(ZoneInfo(time_zone)), moment.astimezone(ZoneInfo(home))
    hour = f"{here:%H:%M} {city(home)}"
    if there.date() == here.date():
        return hour
    return f"{formats.date_format(here, 'WEEKDAY_DAY_FORMAT')}, {hour}"


def city(time_zone: str) -> str:
    """Return the name of the city that stands for the zone: “Port of Spain”."""
    return time_zone.rsplit("/", 1)[-1].replace("_", " ")
