"""The demonstration's content, and the past moments at which it happened."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

_FOLDER = Path(__file__).parent
# Nothing of the story is later at night than this, so that two things a day apart keep their order.
_LONGEST_DAY = timedelta(hours=9)


def content(name: str) -> list[dict[str, Any]]:
    """Return the rows of the file of that name."""
    rows: list[dict[str, Any]] = json.loads((_FOLDER / f"{name}.json").read_text("utf-8"))
    return rows


class Story:
    """Turns “so many days ago” into moments, the same in each telling that starts at the same."""

    def __init__(self, told_at: datetime) -> None:
        self.told_at = told_at
        self._chance = Random(2017)  # noqa: S311 - scatters the hours, keeps no secret

    def moment(self, days_ago: float) -> datetime:
        """Return a moment of that day: what is a day apart stays in order."""
        return self.told_at - timedelta(days=days_ago) - self.a_while(_LONGEST_DAY)

    def a_while(self, longest: timedelta) -> timedelta:
        """Return some time, not longer than this."""
        return timedelta(seconds=self._chance.randrange(60, int(longest.total_seconds())))
