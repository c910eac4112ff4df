"""What was worked out from the record, remembered until anything in the record changes.

Each process remembers for itself. Before anything is given out, the database is asked for its
stamp: any commit, by whichever process, makes it another one, and all is forgotten. Time changes
the record, too: what is remembered ends at the next edge of a window, an embargo or a right, which
models name in `EDGES`, and after a minute at the latest.
"""

import os
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from django.apps import apps
from django.db import connection, connections
from django.db.models import Min, Q

from ledger.clock import is_set_back, now

LONGEST = timedelta(seconds=60)
MOST_PAGES, MOST_ANSWERS, MOST_LISTS, MOST_PARTS = 400, 200, 60, 3000
_SQLITE, _POSTGRESQL = "sqlite", "postgresql"
_KINDS = (MOST_PAGES, MOST_ANSWERS, MOST_LISTS, MOST_PARTS)


class Moment:
    """All that is remembered of the record as it stands: for one stamp, until one edge."""

    def __init__(self, stamp: Hashable, begun: datetime) -> None:
        self.stamp, self.begun = stamp, begun
        self.until = min(begun + LONGEST, _midnight_after(begun), _next_edge(begun))
        self.kept: dict[int, OrderedDict[Hashable, Any]] = {most: OrderedDict() for most in _KINDS}

    def is_present(self, stamp: Hashable, at: datetime) -> bool:
        """Tell whether nothing has changed since, by the stamp and the time."""
        return self.stamp == stamp and self.begun <= at < self.until

    def get(self, key: Hashable, *, of: int = MOST_ANSWERS) -> Any:
        """Return what is kept under the key, or None."""
        return self.kept[of].get(key)

    def keep(self, key: Hashable, value: Any, *, of: int = MOST_ANSWERS) -> None:
        """Keep the value; `of` is how many of its kind there are at most: the oldest gives way."""
        kept = self.kept[of]
        with _lock:
            kept[key] = value
            while len(kept) > of:
                kept.popitem(last=False)


_lock = Lock()
_present: dict[str, Moment] = {}
_watching: dict[int, dict[str, Any]] = {}


# While something is read that changes nothing: what was found to be present for it.
_reading: ContextVar[list[Moment] | None] = ContextVar("reading", default=None)


def remembered(key: Hashable, work_out: Callable[[], Any], *, of: int = MOST_ANSWERS) -> Any:
    """Return what is remembered under the key, else what is worked out, and remember that."""
    moment = present_moment()
    if moment is None:
        return work_out()
    found = moment.get(key, of=of)
    if found is None:
        found = work_out()
        moment.keep(key, found, of=of)
    return found


@contextmanager
def reading() -> Iterator[None]:
    """Ask only once, while one answer is made, whether anything has changed.

    What is worked out after a change is kept with the stamp of before, and is given out to those
    alone who began to read before it.
    """
    token = _reading.set([])
    try:
        yield
    finally:
        _reading.reset(token)


def present_moment() -> Moment | None:
    """Return what is remembered of the record as it stands now, or as it stood on `reading`.

    None inside a transaction, which sees what nobody else does, in a database in memory, and where
    the clock is set back. Raises OperationalError where the database does not answer.
    """
    if connection.in_atomic_block or is_set_back() or not _has_stamps():
        return None
    found = _reading.get()
    if found is None:
        return _moment()
    if not found:
        found.append(_moment())
    return found[0]


def _moment() -> Moment:
    stamp, at = _stamp(), now()
    moment = _present.get(connection.alias)
    if moment is None or not moment.is_present(stamp, at):
        # Edges are read after the stamp: a change meanwhile makes both out of date.
        moment = _present[connection.alias] = Moment(stamp, at)
    return moment


def _has_stamps() -> bool:
    if connection.vendor == _SQLITE:
        return not connection.is_in_memory_db()  # type: ignore[attr-defined]
    return connection.vendor == _POSTGRESQL


def _stamp() -> Hashable:
    """Return what any commit changes, and what never comes back once it has changed."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == _POSTGRESQL:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_snapshot()::text")
            return name, cursor.fetchone()[0]
    with _lock:
        return name, os.getpid(), _version_of(name)


def _version_of(name: str) -> int:
    """Return the number that a connection sees change with each commit by another.

    So it is a connection of its own in each process, which never writes, and is never closed:
    another one would count anew.
    """
    watching = _watching.setdefault(os.getpid(), {})
    if name not in watching:
        watching[name] = connections[connection.alias].copy()
        watching[name].inc_thread_sharing()
    with watching[name].cursor() as cursor:
        cursor.execute("PRAGMA data_version")
        return int(cursor.fetchone()[0])


def _midnight_after(at: datetime) -> datetime:
    """Return when the day ends, in UTC: who is counted unnamed is counted then."""
    return at.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _next_edge(at: datetime) -> datetime:
    """Return the first moment to come at which a row changes by itself."""
    named = ((model, getattr(model, "EDGES", ())) for model in apps.get_models())
    edges = (_first_of(model, names, at) for model, names in named if names)
    return min((edge for edge in edges if edge), default=at + LONGEST)


def _first_of(model: Any, names: tuple[str, ...], at: datetime) -> datetime | None:
    first = {f"first_{name}": Min(name, filter=Q(**{f"{name}__gt": at})) for name in names}
    found = model._base_manager.order_by().aggregate(**first)
    return min((edge for edge in found.values() if edge), default=None)
