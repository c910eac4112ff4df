"""Telling a person once a day, by mail, what is new in the searches that they saved."""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import transaction
from django.http import QueryDict

from catalogue.following import Entry, since
from ledger.clock import now
from organisations.mail import queue_mail
from organisations.models import SavedSearch, User
from portal.digesting import FROM_HOUR
from portal.followed import of_surface, page_of
from portal.surfaces import SURFACES

# What was published a moment ago may be committed after we have looked.
_SETTLES = timedelta(minutes=5)
# So many titles of one search are told; the page has the rest.
MOST_TOLD = 10


class News(NamedTuple):
    """What is new in one search: the first few entries, and how many more there are."""

    search: SavedSearch
    address: str
    entries: list[Entry]
    more: int


def tell_news_next() -> bool:
    """Look for news for one person who was not told today, if any is left; tell whether.

    A round asks once for each time zone in which somebody waits for the morning.
    """
    at = now()
    wanting = SavedSearch.objects.filter(
        wants_mail=True,
        surface__in=list(SURFACES),
        person__is_active=True,
        person__wants_notices=True,
    )
    for zone in wanting.order_by().values_list("person__time_zone", flat=True).distinct():
        here = at.astimezone(ZoneInfo(zone) if zone else UTC)
        due = wanting.filter(person__time_zone=zone).exclude(looked_on__gte=here.date())
        search = due.select_related("person").first() if here.hour >= FROM_HOUR else None
        if search:
            return _told(search.person, here.date(), at)
    return False


@transaction.atomic
def _told(person: User, day: date, at: datetime) -> bool:
    """Send the mail where something is new; of two workers one does.

    What is told and until when is one transaction: a killed worker has told nothing.
    """
    wanting = SavedSearch.objects.filter(person=person, wants_mail=True)
    due = wanting.filter(surface__in=list(SURFACES)).exclude(looked_on__gte=day)
    news = []
    for search in due.select_for_update().order_by("name", "pk"):
        until = max(at - _SETTLES, search.told_until)
        fresh = _news_of(search, until)
        if fresh.entries:
            news.append(fresh)
        search.told_until, search.looked_on = until, day
        search.save(update_fields=["told_until", "looked_on"])
    if news:
        queue_mail("saved_searches", to=person, news=news)
    return True


def _news_of(search: SavedSearch, until: datetime) -> News:
    """Return what a visitor finds in it that was published since it was last told of."""
    source = of_surface(SURFACES[search.surface], narrowing_of(search))
    entries, number = since(source, search.told_until, until, MOST_TOLD)
    return News(search, address_of(search), entries, number - len(entries))


def narrowing_of(search: SavedSearch) -> QueryDict:
    """Return what the search keeps rows out by, without its order."""
    return SURFACES[search.surface].narrowing(QueryDict(search.query))


def address_of(search: SavedSearch) -> str:
    """Return the address of the list as the search narrows and orders it."""
    return page_of(SURFACES[search.surface], QueryDict(search.query))
