"""One table of the open data: which rows it has, what each holds, how a row is found again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from catalogue.fields import Field, Kind
from catalogue.keyset import PAGE, in_pages
from catalogue.surfaces import Surface

Row = dict[str, Any]
Key = tuple[Any, ...]
NOBODY = AnonymousUser()


@dataclass(frozen=True)
class Table:
    """Rows of one kind, as somebody sees them who is not logged in.

    `key` names the fields that identify a row, with the lookup by which each is found, or ""
    where there is none. `rows` returns what is listed now; `shown` what may be told of a row that
    an older archive holds, if that is more. `lasting` are the fields that stay in older archives
    as they were: they never hold what may be hidden later; None means all. What is not among
    them is put as it may be read now. `witness` returns rows of any kind one of which is gone
    when something of the table may be told no more.
    """

    name: str
    title: Any
    fields: tuple[Field, ...]
    key: dict[str, str]
    rows: Callable[[], QuerySet[Any]]
    ready: Callable[[QuerySet[Any]], QuerySet[Any]] = lambda rows: rows
    shown: Callable[[], QuerySet[Any]] | None = None
    witness: Callable[[], QuerySet[Any]] | None = None
    lasting: frozenset[str] | None = frozenset()
    # Field → table and field that it points at.
    points_at: dict[str, tuple[str, str]] = field(default_factory=dict)

    def key_of(self, row: Row) -> Key:
        return tuple(row[name] for name in self.key)

    def all_rows(self) -> Iterator[Row]:
        """Yield what is listed now, fetched by pages."""
        return (self.values(each) for each in in_pages(self.rows(), self.ready, first=PAGE))

    def values(self, record: Any) -> Row:
        return {each.name: plain(each.value(record)) for each in self.fields}

    @property
    def stays(self) -> frozenset[str]:
        """The names of the fields that an older archive keeps as they were."""
        every = frozenset(each.name for each in self.fields)
        return every if self.lasting is None else self.lasting | frozenset(self.key)

    @property
    def witnesses(self) -> QuerySet[Any]:
        return (self.witness or self.shown or self.rows)()

    @property
    def tellable(self) -> QuerySet[Any]:
        return (self.shown or self.rows)()

    def now(self, old: list[Row]) -> dict[Key, Row]:
        """Return, by their keys, what may be told now of these rows; what may not is left out."""
        wanted = {self.key_of(row) for row in old}
        narrowed = {
            f"{lookup}__in": {key[place] for key in wanted} - {None}
            for place, lookup in enumerate(self.key.values())
            if lookup
        }
        found = self.ready(self.tellable.filter(**narrowed).order_by("pk"))
        rows = (self.values(each) for each in found)
        return {self.key_of(row): row for row in rows if self.key_of(row) in wanted}


def plain(value: Any) -> Any:
    """Return the value as JSON has it: moments in UTC to the second, days as ISO 8601 writes."""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return str(value)
    return list(map(plain, value)) if isinstance(value, (list, tuple)) else value


def of_surface(surface: Surface, **more: Any) -> Table:
    """Return the table of a list that has a page of its own."""
    given: dict[str, Any] = {
        "title": surface.label,
        "key": {surface.identity: surface.identity},
        "rows": lambda: surface.rows(NOBODY),
    }
    return Table(
        name=surface.name,
        fields=surface.fields,
        ready=lambda rows: surface.ready(rows, NOBODY),
        **given | more,
    )


def column(name: str, kind: Kind, means: str, value: Any = None) -> Field:
    """Return a field; without a value, or with the path to it, it is read from the row.

    What it means is said in the data package, which is in English.
    """
    label = name.replace("_", " ").capitalize()
    read = value if callable(value) else _reader(value or name)
    return Field(name, kind, label, means, read)


def _reader(path: str) -> Callable[[Any], Any]:
    """Return what follows the path from a row; a link to nothing gives None."""
    names = path.split(".")

    def read(row: Any) -> Any:
        for name in names:
            row = None if row is None else attrgetter(name)(row)
        return row

    return read
