"""How records are followed: what was published, the latest first, a page at a time."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

PAGE = 50
# By this name each row has the moment at which it was published.
MOMENT = "became_public"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PLACE = re.compile(r"(\d{1,17})~(\d)~([\w:.-]{1,200})", re.ASCII)


class Category(NamedTuple):
    """A subject of an entry: its short name, what people read, and the list it stands for."""

    term: str
    label: str
    scheme: str


@dataclass(frozen=True)
class Entry:
    """What is told of one record to those who follow it.

    `identity` is a part of an address that stays for ever; another text has another one. `text`
    is plain, in the language; what nobody wrote in any language has none.
    """

    identity: str
    title: str
    path: str
    moment: datetime
    text: str = ""
    language: str = ""
    author: str = ""
    categories: tuple[Category, ...] = ()


@dataclass(frozen=True)
class Follows:
    """How the rows of one kind are followed.

    `dated` adds to each when it was published, under the name that MOMENT is, and what `key`
    names: that by which rows of one moment are told apart. `entry` says what is told of a row.
    """

    dated: Callable[[QuerySet[Any]], QuerySet[Any]]
    key: str
    entry: Callable[[Any], Entry]


class Source(NamedTuple):
    """Rows that a person may see, ready for their entries, and how they are followed."""

    rows: QuerySet[Any]
    follows: Follows


class Place(NamedTuple):
    """Where an entry stands among others: by its moment, the number of its source, its key."""

    moment: datetime
    source: int
    key: str

    def __str__(self) -> str:
        return f"{(self.moment - _EPOCH) // timedelta(microseconds=1)}~{self.source}~{self.key}"


class Told(NamedTuple):
    """An entry and its place."""

    place: Place
    entry: Entry


class Page(NamedTuple):
    """Some entries, the latest first, and whether there are later and earlier ones."""

    entries: list[Told]
    has_later: bool
    has_earlier: bool


def place_of(written: str) -> Place | None:
    """Return the place that an address names, or None where it names none."""
    found = _PLACE.fullmatch(written)
    if found is None:
        return None
    moment = _EPOCH + timedelta(microseconds=int(found[1]))
    return Place(moment, int(found[2]), found[3])


def earlier(sources: Sequence[Source], place: Place | None = None, size: int = PAGE) -> Page:
    """Return the page that follows the place: the latest entries of all where none is given."""
    found = _merged(sources, place, size, is_back=False)
    return Page(found[:size], place is not None, len(found) > size)


def later(sources: Sequence[Source], place: Place, size: int = PAGE) -> Page:
    """Return the page that stands before the place."""
    found = _merged(sources, place, size, is_back=True)
    return Page(found[:size][::-1], len(found) > size, has_earlier=True)


def since(sources: Sequence[Source], moment: datetime, until: datetime) -> list[Entry]:
    """Return what was published after the one moment and not after the other, latest first."""
    told = []
    for source in sources:
        between = {f"{MOMENT}__gt": moment, f"{MOMENT}__lte": until}
        rows = source.follows.dated(source.rows).filter(**between)
        told += [source.follows.entry(row) for row in rows.order_by(*_order(source, "-"))]
    return told


def _merged(
    sources: Sequence[Source], place: Place | None, size: int, *, is_back: bool
) -> list[Told]:
    """Return one more than fit on the page, in the direction in which it is turned.

    Of one moment the rows of the first source stand first, each source's by their key.
    """
    numbered = list(enumerate(sources))
    told = [
        each
        for number, source in (numbered[::-1] if is_back else numbered)
        for each in _of_source(source, number, place, size, is_back=is_back)
    ]
    return sorted(told, key=lambda each: each.place.moment, reverse=not is_back)[: size + 1]


def _of_source(
    source: Source, number: int, place: Place | None, size: int, *, is_back: bool
) -> list[Told]:
    follows = source.follows
    rows = follows.dated(source.rows)
    if place is not None:
        rows = rows.filter(_beyond(place, number, follows.key, is_back=is_back))
    ordered = rows.order_by(*_order(source, "" if is_back else "-"))
    return [
        Told(Place(getattr(row, MOMENT), number, _key(row, follows.key)), follows.entry(row))
        for row in ordered[: size + 1]
    ]


def _order(source: Source, sign: str) -> tuple[str, str]:
    return f"{sign}{MOMENT}", f"{sign}{source.follows.key}"


def _key(row: Any, path: str) -> str:
    for name in path.split("__"):
        row = getattr(row, name)
    return str(row)


def _beyond(place: Place, number: int, key: str, *, is_back: bool) -> Q:
    """Return the condition under which a row of the source stands beyond the place."""
    side = "gt" if is_back else "lt"
    beyond = Q(**{f"{MOMENT}__{side}": place.moment})
    same = Q(**{MOMENT: place.moment})
    if number == place.source:
        return beyond | (same & Q(**{f"{key}__{side}": place.key}))
    stands_beyond = number < place.source if is_back else number > place.source
    return beyond | same if stands_beyond else beyond
