"""Every table in one form that does not depend on the database: what is compared and kept."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet

from ledger.canonical import canonical_json
from search.models import IndexedText

_ONCE = 2_000
# The copy of all words that is searched; `rebuild_search` makes it.
DERIVED = {IndexedText._meta.label}
# Who is logged in where; whoever restores a backup logs in anew. How often the record has changed
# here, which says nothing elsewhere.
PASSING = {"sessions.Session", "usersessions.UserSession", "ledger.RecordChange"}


def all_tables() -> list[type[Model]]:
    """Return a model for every table that Django keeps, in the order of their names."""
    models = apps.get_models(include_auto_created=True)
    own = (each for each in models if each._meta.managed and not each._meta.proxy)
    return sorted(own, key=lambda each: each._meta.label)


def kept_tables() -> list[type[Model]]:
    """Return those that cannot be made again from others, and outlive a restart."""
    left_out = DERIVED | PASSING
    return [each for each in all_tables() if each._meta.label not in left_out]


def columns(model: type[Model]) -> list[Any]:
    return list(model._meta.concrete_fields)


def lines(model: type[Model], using: str = DEFAULT_DB_ALIAS) -> Iterator[bytes]:
    """Give out each row, by its key, as a line of JSON: the values of its columns in their order.

    Times are in UTC with microseconds. Pages are read by their keys, so that nothing stays open.
    """
    names = [each.attname for each in columns(model)]
    key = model._meta.pk.attname
    place = names.index(key)
    rows: QuerySet[Any] = QuerySet(model, using=using).order_by(key).values_list(*names)
    page = list(rows[:_ONCE])
    while page:
        for row in page:
            yield canonical_json([_written(value) for value in row]) + b"\n"
        page = list(rows.filter(**{f"{key}__gt": page[-1][place]})[:_ONCE])


def digest_of(model: type[Model], using: str = DEFAULT_DB_ALIAS) -> tuple[int, str]:
    """Return how many rows the table has, and SHA-256 over its lines: alike in both databases."""
    return digest(lines(model, using))


def digest(written: Iterable[bytes]) -> tuple[int, str]:
    """Return how many lines there are, and SHA-256 over them."""
    found, number = hashlib.sha256(), 0
    for number, line in enumerate(written, start=1):  # noqa: B007 - the last is returned
        found.update(line)
    return number, found.hexdigest()


def put_back(model: type[Model], written: Iterable[bytes]) -> None:
    """Insert the rows of these lines as they are; nothing is filled in or stamped anew.

    Raises ValueError where a line is no row of the table.
    """
    fields = columns(model)
    size = max(1, min(_ONCE, connection.ops.bulk_batch_size(fields, [None] * _ONCE)))
    batch: list[Model] = []
    for line in written:
        batch.append(_row(model, fields, line))
        if len(batch) == size:
            _insert(model, batch, fields)
            batch = []
    if batch:
        _insert(model, batch, fields)


def _insert(model: type[Model], rows: list[Model], fields: list[Any]) -> None:
    # As `loaddata` does it: `bulk_create` would stamp times anew.
    every: Any = QuerySet(model)
    every._insert(rows, fields=fields, using=DEFAULT_DB_ALIAS, raw=True)


def _row(model: type[Model], fields: list[Any], line: bytes) -> Model:
    values = json.loads(line)
    if not isinstance(values, list) or len(values) != len(fields):
        raise ValueError(f"This is no row of {model._meta.label}.")
    told = zip(fields, values, strict=True)
    return model(**{field.attname: _read(field, value) for field, value in told})


def _written(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date | Decimal | UUID):
        return str(value)
    return value


def _read(field: Any, value: Any) -> Any:
    return value if value is None else field.to_python(value)
