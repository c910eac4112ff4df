"""A list of records: one definition for its page, count, export, feed and answer to programs."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse

from catalogue.fields import Field
from catalogue.following import Follows


def chosen(filter_class: Any, query: Any) -> QueryDict:
    """Return what of the query the filters and the order take: no page, nothing else."""
    kept = QueryDict(mutable=True)
    for name in filter_class.base_filters:
        if values := [value for value in query.getlist(name) if value]:
            kept.setlist(name, values)
    return kept


def narrowing(filter_class: Any, query: Any) -> QueryDict:
    """Return what of the query the filters keep rows out by: no order, no page, nothing else."""
    kept = chosen(filter_class, query)
    kept.pop("order", None)
    return kept


@dataclass(frozen=True)
class Surface:
    """One kind of record that is listed, filtered and taken away.

    `rows` returns what a person may see, by `visible_to`, and no more: it is counted. `ready`
    adds to a set of rows what its fields read, in a number of queries that does not grow.
    `identity` names the field by which a row is found again for ever.
    """

    name: str
    label: Any
    page: str
    filter_class: Any
    rows: Callable[[Any], QuerySet[Any]]
    ready: Callable[[QuerySet[Any], Any], QuerySet[Any]]
    fields: tuple[Field, ...]
    identity: str
    # How its rows are followed: see `catalogue.following`.
    follows: Follows
    # What decides which rows a person may see, and what is told beside them: people of whom it is
    # equal are shown the same.
    sees: Callable[[Any], Hashable] = attrgetter("pk")

    def filtered(self, query: Any, request: Any) -> Any:
        """Return the filter set over what the person of the request may see.

        `query` is a QueryDict, as of an address; what it does not know it leaves alone.
        """
        return self.filter_class(query, queryset=self.rows(request.user), request=request)

    def narrowing(self, query: Any) -> QueryDict:
        """Return what of the query keeps rows out, and nothing else of it."""
        return narrowing(self.filter_class, query)

    def chosen(self, query: Any) -> QueryDict:
        """Return what of the query narrows the list or puts it in order."""
        return chosen(self.filter_class, query)

    def narrowed(self, query: Any, request: Any) -> QuerySet[Any]:
        """Return the rows that the query keeps; none where the query is not well formed."""
        found = self.filtered(query, request)
        return found.qs if found.form.is_valid() else found.queryset.none()

    def values(self, row: Any, names: Iterable[str] | None = None) -> dict[str, Any]:
        """Return the fields of a row that `ready` prepared, all or those named, by their names."""
        wanted = None if names is None else set(names)
        fields = [each for each in self.fields if wanted is None or each.name in wanted]
        return {each.name: each.value(row) for each in fields}

    def get_absolute_url(self) -> str:
        return reverse(self.page)
