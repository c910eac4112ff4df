"""A list as CSV."""

import csv
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from typing import Any

from catalogue.cells import inert, joined
from catalogue.exports import LICENCE_ADDRESS, Export, as_text

_ROWS_AT_ONCE = 100


def as_table(export: Export) -> Iterator[bytes]:
    """Yield the list as CSV in UTF-8 (RFC 4180), headed by the names of the fields.

    The last columns say in each row when it was taken away, under which licence, and of a
    demonstration that it is one: a row that is copied elsewhere keeps them.
    """
    about = export.about
    last = {"taken_at": as_text(about.taken_at), "licence": LICENCE_ADDRESS}
    if about.notice:
        last["notice"] = inert(about.notice)
    names = [field.name for field in export.fields]
    yield "\ufeff".encode() + _lines([[*names, *last]])
    cells = ([*(_cell(row[name]) for name in names), *last.values()] for row in export.rows)
    while some := list(islice(cells, _ROWS_AT_ONCE)):
        yield _lines(some)


def _lines(rows: Any) -> bytes:
    made = StringIO()
    csv.writer(made).writerows(rows)
    return made.getvalue().encode()


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    written = as_text(value)
    if isinstance(written, list):
        written = joined(written)
    return inert(written) if isinstance(written, str) else written
