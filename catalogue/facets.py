"""Facets: properties by whose values a list is narrowed, and how many rows each value would keep.

A facet says once which rows have which values; what it keeps and what it counts come of the same
question, so that the number beside a value is the number of the list that a click leads to.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, NamedTuple

import django_filters
from django import forms
from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.utils.translation import get_language

from ledger.remembering import remembered

Rows = QuerySet[Any]
# What a facet offers: for a value of the address, what people read.
Labels = dict[str, Any]
# A value, its label and how many rows have it.
Answer = tuple[str, Any, int]


def as_key(path: str) -> Cast:
    """Return the column as it stands in an address."""
    return Cast(F(path), CharField())


def as_label(path: Any) -> Cast:
    return Cast(F(path) if isinstance(path, str) else path, TextField())


class FacetFilter(django_filters.MultipleChoiceFilter):
    """Narrows to the rows with any of the chosen values of one property.

    `offers` returns the values that can be chosen, with their labels; it is asked only where
    something is chosen, or a form is drawn. `is_ranked` says that values are listed by how many
    rows have them, not in an order of their own. `read` returns what people read for a value that
    the database holds without a label.
    """

    def __init__(
        self,
        *,
        offers: Labels | Callable[[Any], Labels],
        is_ranked: bool = True,
        read: Callable[[str], Any] = str,
        **kwargs: Any,
    ) -> None:
        self.offers, self.is_ranked, self.read = offers, is_ranked, read
        # Programs are told of a closed list; what the database holds is asked for when needed.
        choices = [] if callable(offers) else list(offers.items())
        super().__init__(choices=list if callable(offers) else choices, **kwargs)

    @property
    def request(self) -> Any:
        return self.parent.request

    @cached_property
    def offered(self) -> Labels:
        """What can be chosen, by the person of the request; what depends on rows is remembered."""
        offers, person = self.offers, self.request.user.pk
        if not callable(offers):
            return offers
        key = ("offered", type(self.parent), self.field_name, person, get_language())
        return remembered(key, lambda: offers(self.request))

    @property
    def field(self) -> Any:
        return forms.MultipleChoiceField(
            choices=lambda: list(self.offered.items()),
            label=self.label,
            help_text=self.extra.get("help_text", ""),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def filter(self, qs: Rows, value: list[str]) -> Rows:
        return self.keep(qs, value) if value else qs

    def keep(self, rows: Rows, keys: list[str]) -> Rows:
        """Return the rows with any of the values, each once."""
        raise NotImplementedError

    def counted(self, rows: Rows) -> list[Rows]:
        """Return questions whose answers are a value, its label and how many of the rows have it.

        No value is answered twice.
        """
        raise NotImplementedError

    def gathered(self, answers: Iterable[Answer]) -> list[Answer]:
        """Return the answers to those questions as values, labels and numbers of rows."""
        return [(key, label or self.read(key), number) for key, label, number in answers if key]

    def _answers(self, rows: Rows, key: Any, label: Any, number: Any) -> Rows:
        """Return the rows grouped by the key, so that questions of all facets are one union."""
        grouped = rows.order_by().values(
            facet=Value(self.field_name, CharField()), facet_key=key, facet_label=label
        )
        counted = grouped.annotate(facet_number=number)
        return counted.values_list("facet", "facet_key", "facet_label", "facet_number")


class ColumnFacet(FacetFilter):
    """A property of which each row has one value, at most.

    Unless it is told what to offer, it offers what the rows have that the person may see.
    """

    def __init__(self, path: str, *, named: Any = None, offers: Any = None, **kwargs: Any) -> None:
        super().__init__(offers=self._of_visible if offers is None else offers, **kwargs)
        self.path, self.named = path, named

    def _of_visible(self, request: Any) -> Labels:
        return {str(each): self.read(str(each)) for each in self._values()}

    def _values(self) -> list[Any]:
        rows = self.parent.queryset.order_by().values_list(self.path, flat=True)
        return sorted(each for each in rows.distinct() if each not in (None, ""))

    def keep(self, rows: Rows, keys: list[str]) -> Rows:
        return rows.filter(**{f"{self.path}__in": keys})

    def counted(self, rows: Rows) -> list[Rows]:
        label = as_label(self.named) if self.named else _label()
        return [self._answers(rows, as_key(self.path), label, Count("pk"))]


class SplitFacet(ColumnFacet):
    """A property whose values stand in one column, with commas between them."""

    def _values(self) -> list[str]:
        return sorted({each for kept in super()._values() for each in _split(kept)})

    def keep(self, rows: Rows, keys: list[str]) -> Rows:
        kept = [each for each in super()._values() if not _split(each).isdisjoint(keys)]
        return super().keep(rows, kept)

    def gathered(self, answers: Iterable[Answer]) -> list[Answer]:
        numbers: Counter[str] = Counter()
        for kept, _label, number in answers:
            numbers.update(dict.fromkeys(_split(kept or ""), number))
        return [(key, self.read(key), number) for key, number in numbers.items()]


def _split(kept: str) -> set[str]:
    return {each.strip() for each in kept.split(",") if each.strip()}


class JoinedFacet(FacetFilter):
    """A property of which a row has several values: they stand in rows of their own.

    `source` returns those rows; `row` is their path to what is listed, `path` to the value.
    Unless it is told what to offer, it offers what the rows have that the person may see.
    """

    def __init__(
        self,
        source: Callable[[Any], Rows],
        row: str,
        path: str,
        *,
        named: Any = None,
        is_once: bool = False,
        offers: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(offers=self._of_visible if offers is None else offers, **kwargs)
        self.source, self.row, self.path, self.named = source, row, path, named
        # Where a row never has the same value twice, counting is cheaper.
        self.number = Count("pk") if is_once else Count(row, distinct=True)

    def _of_visible(self, request: Any) -> Labels:
        pairs = self.of(self.parent.queryset).order_by().values_list(self.path, self.named)
        return {str(key): label for key, label in pairs.distinct()}

    def keep(self, rows: Rows, keys: list[str]) -> Rows:
        return rows.filter(pk__in=self._having(keys).values(self.row))

    def _having(self, keys: Iterable[Any]) -> Rows:
        return self.source(self.request).filter(**{f"{self.path}__in": list(keys)}).order_by()

    def of(self, rows: Rows) -> Rows:
        """Return the rows of their own of what is listed."""
        return self.source(self.request).filter(**{f"{self.row}__in": rows.order_by().values("pk")})

    def counted(self, rows: Rows) -> list[Rows]:
        label = as_label(self.named) if self.named else _label()
        return [self._answers(self.of(rows), as_key(self.path), label, self.number)]


class Node(NamedTuple):
    """One value of a tree, by its id, with those under it, itself among them."""

    pk: Any
    key: str
    label: Any
    depth: int
    within: frozenset[Any]


def tree_of(rows: Iterable[tuple[Any, str, Any, Any]]) -> dict[str, Node]:
    """Return the nodes by their keys, each after the one above it, in the order given.

    A row is an id, a key, a label and the id of the one above; a circle is left out.
    """
    below: dict[Any, list[tuple[Any, str, Any]]] = {}
    for pk, key, label, parent in rows:
        below.setdefault(parent, []).append((pk, key, label))
    return {node.key: node for node in _walk(below, None, 0)}


def _walk(below: dict[Any, list[tuple[Any, str, Any]]], parent: Any, depth: int) -> list[Node]:
    found = []
    for pk, key, label in below.get(parent, []):
        under = _walk(below, pk, depth + 1)
        inner = frozenset(each.pk for each in under)
        found += [Node(pk, key, label, depth, inner | {pk}), *under]
    return found


class TreeFacet(JoinedFacet):
    """A property whose values are a tree: who chooses one chooses those under it, too.

    `path` leads to the id of a node; `tree` returns the nodes. All of them can be chosen where
    everybody may know them; else those that rows have which the person may see, and those above.
    """

    def __init__(
        self,
        *args: Any,
        tree: Callable[[], dict[str, Node]],
        is_known: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, offers=self._of_tree, is_ranked=False, **kwargs)
        self.tree, self.is_known = tree, is_known

    @cached_property
    def nodes(self) -> dict[str, Node]:
        return self.tree()

    def _of_tree(self, request: Any) -> Labels:
        if self.is_known:
            return {key: node.label for key, node in self.nodes.items()}
        seen = self.of(self.parent.queryset).order_by().values_list(self.path, flat=True)
        there = set(seen.distinct())
        return {key: node.label for key, node in self.nodes.items() if node.within & there}

    def keep(self, rows: Rows, keys: list[str]) -> Rows:
        wanted = [self.nodes[key].within for key in keys]
        return super().keep(rows, list(frozenset().union(*wanted)))

    def counted(self, rows: Rows) -> list[Rows]:
        """Return a question on each node alone, and one on each level of those with some below."""
        having = self.of(rows)
        inner = [node for node in self.nodes.values() if len(node.within) > 1]
        levels = [[node for node in inner if node.depth == depth] for depth in range(len(inner))]
        alone = self._answers(having, as_key(self.path), _label(_ALONE), self.number)
        return [alone, *(self._with_those_below(having, nodes) for nodes in levels if nodes)]

    def _with_those_below(self, having: Rows, nodes: list[Node]) -> Rows:
        ids = frozenset().union(*(node.within for node in nodes))
        places = [
            When(**{f"{self.path}__in": list(node.within)}, then=Value(str(node.pk)))
            for node in nodes
        ]
        key = Case(*places, output_field=CharField())
        within = having.filter(**{f"{self.path}__in": list(ids)})
        return self._answers(within, key, _label(_WHOLE), Count(self.row, distinct=True))

    def gathered(self, answers: Iterable[Answer]) -> list[Answer]:
        numbers = {(key, which): number for key, which, number in answers}
        return [
            (node.key, node.label, numbers.get((str(node.pk), _which(node)), 0))
            for node in self.nodes.values()
        ]


# Whether an answer is on a node alone, or on the node with those below it.
_ALONE, _WHOLE = "alone", "whole"


def _which(node: Node) -> str:
    return _WHOLE if len(node.within) > 1 else _ALONE


def _label(text: str = "") -> Value:
    return Value(text, TextField())


class ConditionFacet(FacetFilter):
    """A property of which each value is a condition of its own.

    `conditions` returns, for a value, those of the rows that fulfil it.
    """

    def __init__(self, conditions: dict[str, Callable[[Rows], Rows]], **kwargs: Any) -> None:
        super().__init__(is_ranked=False, **kwargs)
        self.conditions = conditions

    def keep(self, rows: Rows, keys: list[str]) -> Rows:
        any_of = Q()
        for key in keys:
            any_of |= Q(pk__in=self._fulfilling(rows, key).values("pk"))
        return rows.filter(any_of)

    def _fulfilling(self, rows: Rows, key: str) -> Rows:
        return self.conditions[key](rows.order_by())

    def counted(self, rows: Rows) -> list[Rows]:
        none = _label()
        return [
            self._answers(self._fulfilling(rows, key), Value(key, CharField()), none, Count("pk"))
            for key in self.conditions
        ]
