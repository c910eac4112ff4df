"""Rows a page at a time, each by a query of its own."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet

_FIRST = 50
PAGE = 500


def in_pages(
    rows: QuerySet[Any],
    ready: Callable[[QuerySet[Any]], QuerySet[Any]],
    size: int = PAGE,
    first: int = _FIRST,
) -> Iterator[Any]:
    """Yield the rows in the order of their ids, fetched `size` at a time and made ready.

    The `first` are fewer, so that whoever waits sees them soon; then each time twice as many.
    Each page is a query by key, never one long cursor: an open one would hold every writer of
    SQLite, and a deep page by offset costs what all before it cost. What is added or hidden
    meanwhile may or may not be among the pages not yet fetched.
    """
    kept, last, most = rows.order_by("pk"), None, min(first, size)
    while True:
        later = kept if last is None else kept.filter(pk__gt=last)
        page = list(ready(later)[:most])
        last = page[-1].pk if page else last
        yield from page
        if len(page) < most:
            return
        most = min(most * 2, size)
