"""What was worked out from the record, remembered until anything in the record changes.

Each process remembers for itself. Before anything is given out, the database is asked for its
stamp: any commit, by whichever process, makes it another one, and all is forgotten. Time changes
the record, too: what is remembered ends at the next edge of a window, an embargo or a right, which
models name in `EDGES`, and after a minute at the latest.

What depends on the record alone, and not on what people do with it, is lasting: an endorsement or
a comment leaves it, see `ledger.changes`. Numbers, keys of rows and labels of the record are kept
so: no name of an organisation, and nothing that people wrote.
"""

import os
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connection, connections
from django.db.models import Min, Q

from ledger.changes import COUNTED, is_of_record
from ledger.clock import is_set_back, now

LONGEST = timedelta(seconds=60)
MOST_PAGES, MOST_ANSWERS, MOST_LISTS, MOST_PARTS = 400, 200, 60, 3000
# Whoever asks for ever other things fills no memory: so many characters of one kind, keys included.
MOST_CHARACTERS = 5_000_000
_SQLITE, _POSTGRESQL = "sqlite", "postgresql"
_KINDS = (MOST_PAGES, MOST_ANSWERS, MOST_LISTS, MOST_PARTS)


class Stamps(NamedTuple):
    """What any commit changes, and what one that changes the record does."""

    of_all: Hashable
    of_record: Hashable


class Moment:
    """All that is remembered as it stands: for one stamp, until one edge.

    `lasting` is what is remembered of the record alone.
    """

    def __init__(
        self, stamp: Hashable, begun: datetime, until: datetime, lasting: "Moment | None" = None
    ) -> None:
        self.stamp, self.begun, self.until, self.lasting = stamp, begun, until, lasting
        self.kept: dict[int, OrderedDict[Hashable, Any]] = {most: OrderedDict() for most in _KINDS}
        self.characters = dict.fromkeys(_KINDS, 0)

    def is_present(self, stamp: Hashable, at: datetime) -> bool:
        """Tell whether nothing has changed since, by the stamp and the time."""
        return self.stamp == stamp and self.begun <= at < self.until

    def get(self, key: Hashable, *, of: int = MOST_ANSWERS) -> Any:
        """Return what is kept under the key, or None."""
        return self.kept[of].get(key)

    def keep(self, key: Hashable, value: Any, *, of: int = MOST_ANSWERS) -> None:
        """Keep the value; `of` is how many of its kind there are at most: the oldest gives way."""
        kept, long = self.kept[of], _length(key, value)
        with _lock:
            if key in kept:
                return
            kept[key] = value
            self.characters[of] += long
            while len(kept) > of or self.characters[of] > MOST_CHARACTERS:
                self.characters[of] -= _length(*kept.popitem(last=False))


def _length(key: Hashable, value: Any) -> int:
    return len(repr(key)) + (len(value) if isinstance(value, str) else 0)


_lock = Lock()
_present: dict[str, Moment] = {}
_watching: dict[int, dict[str, Any]] = {}


# While something is read that changes nothing: what was found to be present for it, if asked yet.
_reading: ContextVar[list[Moment] | None] = ContextVar("reading", default=None)


def remembered(
    key: Hashable,
    work_out: Callable[[], Any],
    *,
    of: int = MOST_ANSWERS,
    is_lasting: bool = False,
) -> Any:
    """Return what is remembered under the key, else what is worked out, and remember that.

    `is_lasting` says that it depends on nothing that people do with the record.
    """
    present = present_moment()
    moment = present and present.lasting if is_lasting else present
    if moment is None:
        return work_out()
    found = moment.get(key, of=of)
    if found is None:
        found = work_out()
        moment.keep(key, found, of=of)
    return found


@contextmanager
def reading() -> Iterator[None]:
    """Remember while one answer is made, and ask only once for it whether anything has changed.

    What acts is told nothing that is remembered, but asks the database. What is worked out after
    a change is kept with the stamp of before, and is given out to those alone who began to read
    before it.
    """
    token = _reading.set([])
    try:
        yield
    finally:
        _reading.reset(token)


def present_moment() -> Moment | None:
    """Return what is remembered of the record as it stands now, or as it stood on `reading`.

    None where nothing is being read, inside a transaction, which sees what nobody else does, in a
    database in memory, and where the clock is set back. Raises OperationalError where the database
    does not answer.
    """
    found = _reading.get()
    if found is None or connection.in_atomic_block or is_set_back() or not _has_stamps():
        return None
    if not found:
        found.append(_moment())
    return found[0]


def _moment() -> Moment:
    stamps, at = _stamps(), now()
    moment = _present.get(connection.alias)
    if moment is None or not moment.is_present(stamps.of_all, at):
        # Edges are read after the stamp: a change meanwhile makes both out of date.
        lasting = moment and moment.lasting
        if lasting is None or not lasting.is_present(stamps.of_record, at):
            longest = min(at + LONGEST, _midnight_after(at))
            lasting = Moment(stamps.of_record, at, _next_edge(at, longest, is_lasting=True))
        until = _next_edge(at, lasting.until, is_lasting=False)
        moment = _present[connection.alias] = Moment(stamps.of_all, at, until, lasting)
    return moment


def _has_stamps() -> bool:
    if connection.vendor == _SQLITE:
        return not connection.is_in_memory_db()  # type: ignore[attr-defined]
    return connection.vendor == _POSTGRESQL


def _stamps() -> Stamps:
    """Return what commits change, and what never comes back once it has changed."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == _POSTGRESQL:
        with connection.cursor() as cursor:
            # One statement sees one state of the database.
            cursor.execute(f"SELECT pg_current_snapshot()::text, ({COUNTED})")
            snapshot, changes = cursor.fetchone()
            return Stamps((name, snapshot), (name, changes))
    with _lock:
        version, changes = _versions_of(name)
        return Stamps((name, os.getpid(), version), (name, os.getpid(), changes))


def _versions_of(name: str) -> tuple[int, int]:
    """Return the number that a connection sees change with each commit by another.

    And how often the record has changed, which is read after it: a commit between the two makes
    the next version another one, and with it both are read again.

    So it is a connection of its own in each process, which never writes, and is never closed:
    another one would count anew.
    """
    watching = _watching.setdefault(os.getpid(), {})
    if name not in watching:
        watching[name] = connections[connection.alias].copy()
        watching[name].inc_thread_sharing()
    with watching[name].cursor() as cursor:
        cursor.execute("PRAGMA data_version")
        version = int(cursor.fetchone()[0])
        cursor.execute(COUNTED)
        return version, int(cursor.fetchone()[0])


def _midnight_after(at: datetime) -> datetime:
    """Return when the day ends, in UTC: who is counted unnamed is counted then."""
    return at.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _next_edge(at: datetime, longest: datetime, *, is_lasting: bool) -> datetime:
    """Return when a row changes by itself next, of the record or of the rest, or the longest."""
    found = [longest]
    for model in apps.get_models():
        names = getattr(model, "EDGES", ())
        if names and not model._meta.proxy and is_of_record(model) == is_lasting:
            found += [_first_of(model, names, at) or longest]
    return min(found)


def _first_of(model: Any, names: tuple[str, ...], at: datetime) -> datetime | None:
    first = {f"first_{name}": Min(name, filter=Q(**{f"{name}__gt": at})) for name in names}
    found = model._base_manager.order_by().aggregate(**first)
    return min((edge for edge in found.values() if edge), default=None)
