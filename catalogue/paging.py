"""Pages of a list, as many as cost no more than the first."""

from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator

# What stands after so many pages is found by narrowing, or by taking the whole list away.
MOST_PAGES = 40


class BoundedPaginator(Paginator):
    """Gives out the first pages of a list alone; `is_cut` tells that it goes on after them."""

    @cached_property
    def num_pages(self) -> int:
        return min(super().num_pages, MOST_PAGES)

    @property
    def is_cut(self) -> bool:
        return self.count > MOST_PAGES * self.per_page

    @property
    def reach(self) -> int:
        """How many rows can be paged through."""
        return min(self.count, MOST_PAGES * self.per_page)


def page_of(rows: Any, number: Any, *, size: int, count: int) -> Page[Any]:
    """Return the page of the number, as near as there is one, of so many rows."""
    paginator = BoundedPaginator(rows, size)
    paginator.__dict__["count"] = count
    return paginator.get_page(number)
