"""When the demonstration is open: a little beyond today, whenever that is."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from consultations.models import Consultation
from recommendations.demo.content import content

_KINDS = ("endorsement", "comment")


def consultation_windows(row: dict[str, Any], today: datetime) -> dict[str, datetime]:
    """Return the edges of the windows that the row has, by the names of their fields."""
    return windows(row["windows"] or {}, row["time_zone"], today)


def windows(rows: dict[str, Any], time_zone: str, today: datetime) -> dict[str, datetime]:
    """Return the edges of windows that are told in days from today, in the meeting's zone."""
    zone = ZoneInfo(time_zone)
    edges = {}
    for kind in _KINDS:
        if kind in rows:
            row = rows[kind]
            hour = time.fromisoformat(row["closes_at"])
            edges[f"{kind}_opens"] = _edge(row["opens_days"], time(0), zone, today)
            edges[f"{kind}_closes"] = _edge(row["closes_days"], hour, zone, today)
    return edges


def _edge(days: int, hour: time, zone: ZoneInfo, today: datetime) -> datetime:
    return datetime.combine(today.astimezone(zone).date() + timedelta(days=days), hour, zone)


def move_windows(today: datetime) -> None:
    """Let what is open close as far beyond today as it did when the demonstration was loaded.

    What a curator has set further off stays; windows never open later than they did.
    """
    for row in content("consultations"):
        for name, edge in consultation_windows(row, today).items():
            if name.endswith("_closes"):
                earlier = Consultation.objects.filter(code=row["code"], **{f"{name}__lt": edge})
                earlier.update(**{name: edge})
