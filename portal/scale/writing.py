"""Writes rows to many tables at once; the database checks every one of them as it always does."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import DateField, DateTimeField, Field, JSONField, Max, Model

_ONCE = 40_000
# In kB; of this process's connection alone.
_CACHE = 256 * 1024
_FREE = object()


class Writer:
    """Takes rows with keys of its own, and writes them some ten thousand in a transaction.

    A row may point at another that comes later in the same transaction: foreign keys are looked
    at when it ends. Whoever adds rows says with `pause` where it may end.
    """

    def __init__(self) -> None:
        if connection.vendor == "sqlite":
            # Keys of chance fall everywhere in their index; it is kept in memory.
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA cache_size = -{_CACHE}")
        self._tables: dict[type[Model], _Table] = {}
        self._waiting = 0
        self.written = 0

    def add(self, model: type[Model], **values: Any) -> int:
        """Take a row, with what its model sets where nothing is said; return its key."""
        self._waiting += 1
        return self._table(model).add(values)

    def key(self, model: type[Model]) -> int:
        """Return the key that the next row of the model gets."""
        return self._table(model).next_key

    def pause(self) -> None:
        """Write what waits, if that is much."""
        if self._waiting >= _ONCE:
            self.flush()

    def flush(self) -> None:
        """Write what waits, all of it or, where the database refuses a row, nothing."""
        with transaction.atomic():
            for table in self._tables.values():
                table.write()
        self.written += self._waiting
        self._waiting = 0

    def close(self) -> None:
        """Write what is left, and let the database give keys that follow on those given here."""
        self.flush()
        statements = connection.ops.sequence_reset_sql(no_style(), list(self._tables))
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def _table(self, model: type[Model]) -> "_Table":
        if model not in self._tables:
            self._tables[model] = _Table(model)
        return self._tables[model]


class _Table:
    """The rows of one model that are to be written."""

    def __init__(self, model: type[Model]) -> None:
        fields = list(model._meta.concrete_fields)
        self.name = connection.ops.quote_name(model._meta.db_table)
        self.columns = ", ".join(connection.ops.quote_name(str(each.column)) for each in fields)
        self.places = {each.attname: place for place, each in enumerate(fields)}
        self.usual = [_usual(each) for each in fields]
        self.key_place = self.places[model._meta.pk.attname]
        made = [(place, _written(each)) for place, each in enumerate(fields)]
        self.made = [(place, make) for place, make in made if make]
        last = model._base_manager.aggregate(last=Max("pk"))["last"]
        self.next_key: int = (last or 0) + 1
        self.rows: list[list[Any]] = []

    def add(self, values: dict[str, Any]) -> int:
        row = self.usual.copy()
        for name, value in values.items():
            row[self.places[name]] = value
        row[self.key_place] = key = self.next_key
        self.next_key += 1
        self.rows.append(row)
        return key

    def write(self) -> None:
        for place, make in self.made:
            for row in self.rows:
                if row[place] is not None:
                    row[place] = make(row[place])
        if self.rows:
            _WAYS[connection.vendor](self)
        self.rows = []

    def insert(self) -> None:
        places = ", ".join(["%s"] * len(self.usual))
        statement = f"INSERT INTO {self.name} ({self.columns}) VALUES ({places})"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.executemany(statement, self.rows)

    def copy(self) -> None:
        statement: Any = f"COPY {self.name} ({self.columns}) FROM STDIN"
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in self.rows:
                copy.write_row(row)


_WAYS: dict[str, Callable[[_Table], None]] = {"sqlite": _Table.insert, "postgresql": _Table.copy}


def _usual(field: "Field[Any, Any]") -> Any:
    """Return what stands in the field where nothing is said; what is made anew must be said."""
    is_made = field.has_default() and callable(field.default)
    return _FREE if is_made else field.get_default()


def _written(field: "Field[Any, Any]") -> Callable[[Any], Any] | None:
    """Return how the database takes a value of the field, where it is not as it is."""
    if isinstance(field, JSONField):
        return json.dumps
    if connection.vendor == "sqlite" and isinstance(field, DateTimeField | DateField):
        return _moment
    return None


def _moment(value: date) -> str:
    # As Django writes them there.
    return str(value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else value)
