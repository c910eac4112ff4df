"""The public log of moderation as figures and as a table: no names, no words of anybody."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from io import StringIO
from statistics import median
from typing import Any

from django.conf import settings
from django.db import models

from catalogue.cells import inert
from recommendations.models import Appeal, Comment, ModerationDecision

State = Comment.State
_COLUMNS = ("decided", "decision", "on", "rule", "hours_waited", "appealed", "overturned")
_ROWS_AT_ONCE = 1_000


@dataclass
class Year:
    """What was decided within one year, in UTC."""

    number: int
    states: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    hours: list[float] = field(default_factory=list)
    appeals: Counter[str] = field(default_factory=Counter)

    @property
    def decisions(self) -> int:
        return self.states.total()

    @property
    def most(self) -> int:
        """Return the highest number of decisions of one kind, or by one rule: the longest bar."""
        return max((self.states | self.rules).values())

    @property
    def hours_waited(self) -> float | None:
        """Return the median time from words to the first decision on them, in hours."""
        return round(median(self.hours), 1) if self.hours else None

    @property
    def share_appealed(self) -> int | None:
        """Return how many in a hundred of the decisions that keep words unread were appealed."""
        return _share(self.appeals.total(), self.decisions - self.states[State.PUBLISHED])

    @property
    def share_overturned(self) -> int | None:
        """Return how many in a hundred of the answered appeals overturned their decision."""
        answered = self.appeals.total() - self.appeals[Appeal.State.OPEN]
        return _share(self.appeals[Appeal.State.OVERTURNED], answered)

    @property
    def by_rule(self) -> list[tuple[str, int]]:
        return self.rules.most_common()


def years_of(decisions: models.QuerySet[ModerationDecision]) -> list[Year]:
    """Return the figures of each year in which something was decided, the latest first."""
    years: dict[int, Year] = {}
    for row in _rows(decisions):
        number = row.entry.time.astimezone(UTC).year
        year = years.setdefault(number, Year(number))
        year.states[row.state] += 1
        if row.rule:
            year.rules[row.rule.name] += 1
        if row.is_first:
            year.hours.append(_hours(row.entry.time - row.revision.written_at))
        if row.appealed:
            year.appeals[row.appealed] += 1
    return sorted(years.values(), key=lambda year: -year.number)


def as_table(decisions: models.QuerySet[ModerationDecision]) -> Iterator[bytes]:
    """Yield the log as CSV in UTF-8, the first decision first; times are in UTC, ISO 8601."""
    yield "\ufeff".encode() + _line(_COLUMNS)
    for row in _rows(decisions):
        yield _line(
            (
                row.entry.time.astimezone(UTC).isoformat(timespec="seconds"),
                row.state,
                settings.PUBLIC_URL + row.comment.subject.get_absolute_url(),
                inert(row.rule.rule.slug) if row.rule else "",
                _hours(row.entry.time - row.revision.written_at) if row.is_first else "",
                "yes" if row.appealed else "no",
                "yes" if row.appealed == Appeal.State.OVERTURNED else "no",
            )
        )


def _rows(decisions: models.QuerySet[ModerationDecision]) -> Iterator[Any]:
    """Yield the decisions in their order, page by page: no cursor stays open meanwhile.

    Each says whether it is the first on its words, if these waited for it, and how an appeal
    against it stands.
    """
    earlier = ModerationDecision.objects.filter(
        revision=models.OuterRef("revision"), pk__lt=models.OuterRef("pk")
    )
    rows = (
        decisions.annotate(
            is_first=~models.Exists(earlier) & ~models.Q(state=State.HIDDEN),
            appealed=models.F("appeal__state"),
        )
        .select_related("rule__rule", "revision", "entry")
        .select_related("comment__recommendation", "comment__paragraph__document")
        .order_by("pk")
    )
    page: list[Any] = list(rows[:_ROWS_AT_ONCE])
    while page:
        yield from page
        page = list(rows.filter(pk__gt=page[-1].pk)[:_ROWS_AT_ONCE])


def _line(cells: tuple[Any, ...]) -> bytes:
    made = StringIO()
    csv.writer(made).writerow(cells)
    return made.getvalue().encode()


def _hours(time: timedelta) -> float:
    return round(time / timedelta(hours=1), 1)


def _share(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None
