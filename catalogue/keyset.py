"""Rows a page at a time, each by a query of its own."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet

_PAGE = 500


def in_pages(
    rows: QuerySet[Any],
    ready: Callable[[QuerySet[Any]], QuerySet[Any]],
    size: int = _PAGE,
) -> Iterator[Any]:
    """Yield the rows in the order of their ids, fetched `size` at a time and made ready.

    Each page is a query by key, never one long cursor: an open one would hold every writer of
    SQLite, and a deep page by offset costs what all before it cost. What is added or hidden
    meanwhile may or may not be among the pages not yet fetched.
    """
    kept, last = rows.order_by("pk"), None
    while True:
        later = kept if last is None else kept.filter(pk__gt=last)
        page = list(ready(later)[:size])
        last = page[-1].pk if page else last
        yield from page
        if len(page) < size:
            return
