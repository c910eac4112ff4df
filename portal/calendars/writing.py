"""Calendars as text that calendar programs read (RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar
from icalendar import Event as Component

from portal.calendars.events import Event
from portal.calendars.zones import described

# How long a program that follows it may wait before it looks again.
_LOOK_AGAIN = timedelta(hours=6)


def written(name: str, events: Iterable[Event]) -> bytes:
    """Return the calendar of that name with the events."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.SITE_NAME}//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    # The library escapes no end of a line in these two, and refuses it.
    in_a_line = " ".join(name.split())
    calendar.add("name", in_a_line)
    calendar.add("x-wr-calname", in_a_line)
    calendar.add("refresh-interval", _LOOK_AGAIN, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    components = [_component(event) for event in events]
    for zone, years in sorted(_zones_of(components).items()):
        calendar.add_component(described(zone, min(years), max(years)))
    for component in components:
        calendar.add_component(component)
    return calendar.to_ical()


def uid_of(*parts: object) -> str:
    """Return what an event is called for ever, by every installation differently."""
    host = settings.PUBLIC_URL.partition("://")[2]
    return f"{'-'.join(str(part) for part in parts)}@{host}"


def _component(event: Event) -> Component:
    plan, component = event.plan, Component()
    component.add("uid", event.uid)
    component.add("sequence", event.sequence)
    component.add("dtstamp", event.changed)
    component.add("last-modified", event.changed)
    component.add("dtstart", _written_time(plan.starts, plan.time_zone))
    if plan.ends:
        component.add("dtend", _written_time(plan.ends, plan.time_zone))
    # It takes nobody's time: whether one goes there is one's own affair.
    component.add("transp", "TRANSPARENT")
    component.add("url", event.address)
    component.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    component.add("summary", _("Cancelled") if event.is_cancelled else plan.summary)
    if plan.place and not event.is_cancelled:
        component.add("location", plan.place)
    words = [] if event.is_cancelled else [event.details]
    component.add("description", "\n".join([*filter(None, words), event.address]))
    return component


def _written_time(at: date, time_zone: str) -> date:
    """Return the day, or the moment as clocks in the zone show it.

    A clock that shows a time twice in one night means the first: the second is written in UTC.
    """
    if not isinstance(at, datetime):
        return at
    there = at.astimezone(ZoneInfo(time_zone))
    return at.astimezone(UTC) if there.fold or time_zone == "UTC" else there


def _zones_of(components: list[Component]) -> dict[str, set[int]]:
    """Return the zones that the events are told in, each with the years of its events."""
    zones: dict[str, set[int]] = {}
    for component in components:
        for at in (component.decoded(name, None) for name in ("dtstart", "dtend")):
            zone = getattr(at, "tzinfo", None)
            if isinstance(zone, ZoneInfo) and zone.key != "UTC":
                zones.setdefault(zone.key, set()).add(at.year)
    return zones
