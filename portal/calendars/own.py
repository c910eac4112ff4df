"""What awaits an organisation, as days of a calendar that tell nothing else."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from organisations.models import Representative
from portal.awaiting import Awaiting, awaiting_of, invitations_for, unanswered
from portal.calendars.events import Event, Plan
from portal.calendars.writing import uid_of
from portal.models import CalendarAddress
from recommendations.daily_count import FEWEST
from recommendations.models import Recommendation

Days = tuple[date, date]


def events_awaiting(address: CalendarAddress, at: datetime) -> list[Event]:
    """Return the days on which something awaits whom the address is for, the earliest first.

    They name no organisation, no text and no code, and do not count: calendars are kept by
    others, and read over shoulders. What closes is told to the day where at least three public
    texts close on that day, else by the week, so that the day does not tell which it is.
    """
    crowded = _crowded_days(address.representative, at)
    awaiting = awaiting_of(address.representative, at)
    days = {_as_told(day, crowded) for day in _closing_days(awaiting)}
    days |= {_as_told(day, crowded) for day in _unanswered_days(address.representative, at)}
    invited = invitations_for(address.representative.user, at)
    own = [*_own_days(awaiting), *(_day_of(each.expires_at) for each in invited)]
    days |= {(day, day + timedelta(days=1)) for day in own}
    return [_event(address, *each) for each in sorted(days)]


def _event(address: CalendarAddress, first: date, end: date) -> Event:
    return Event(
        # Not of the person or organisation: two of its people have nothing in common here.
        uid=uid_of("awaiting", address.digest[:16], first.isoformat(), (end - first).days),
        address=f"{settings.PUBLIC_URL}{reverse('awaiting')}",
        plan=Plan(first, end, _("Something awaits you")),
        sequence=0,
        changed=address.made_at,
    )


def _as_told(day: date, crowded: set[date]) -> Days:
    if day in crowded:
        return day, day + timedelta(days=1)
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=7)


def _day_of(closes: datetime, time_zone: str = "UTC") -> date:
    """Return the day on which it closes; what closes at midnight closes with the day before."""
    return (closes - timedelta(seconds=1)).astimezone(ZoneInfo(time_zone)).date()


def _crowded_days(representative: Representative, at: datetime) -> set[date]:
    visible = Recommendation.objects.visible_to(representative.user)
    rows: Any = visible.open_for("endorsement", at)
    closing = rows.order_by().with_closing_time().values_list("closes", "consultation__time_zone")
    days: Counter[date] = Counter()
    for closes, time_zone, number in closing.annotate(number=Count("pk")):
        days[_day_of(closes, time_zone)] += number
    return {day for day, number in days.items() if number >= FEWEST}


def _unanswered_days(representative: Representative, at: datetime) -> Iterator[date]:
    rows: Any = unanswered(representative, at)
    ends = rows.with_closing_time().values_list("closes", "consultation__time_zone")
    yield from (_day_of(closes, time_zone) for closes, time_zone in ends.distinct())


def _closing_days(awaiting: Awaiting) -> Iterator[date]:
    asked = [each.recommendation.successor for each in awaiting.to_confirm]
    undated = [each.recommendation for each in awaiting.to_sign if each.sign_by is None]
    for each in [*asked, *undated]:
        if closes := each.endorsement_window.closes:
            yield _day_of(closes, each.consultation.time_zone)
    yield from (_day_of(each.until) for each in awaiting.carried)


def _own_days(awaiting: Awaiting) -> Iterator[date]:
    """Yield the days that belong to the organisation alone, which nobody else can know."""
    yield from (each.sign_by for each in awaiting.to_sign if each.sign_by)
    yield from (each.ask_again_on for each in awaiting.to_name if each.ask_again_on)
    yield from (_day_of(each.ends) for each in awaiting.ending if each.ends)
