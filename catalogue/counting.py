"""How many rows a list would hold with each value of its facets."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any, NamedTuple

import django_filters

from catalogue.facets import Answer, FacetFilter, Labels, Node, Rows, TreeFacet
from search.normalising import folded


class Counted(NamedTuple):
    """One value of a facet, and how many rows the list would hold with it."""

    key: str
    label: Any
    number: int
    is_chosen: bool
    depth: int = 0


class FacetedFilterSet(django_filters.FilterSet):
    """Narrows a list by facets, and counts what each of their values would keep.

    `OPEN` names the facets that are counted with the list, the most used first; the others are
    counted when somebody asks.
    """

    OPEN: tuple[str, ...] = ()
    # Which filters ask what people do with the record, such as who endorses. None: all may.
    OF_ACTS: tuple[str, ...] | None = None

    @property
    def facets(self) -> dict[str, FacetFilter]:
        kept = self.filters.items()
        return {name: each for name, each in kept if isinstance(each, FacetFilter)}

    @property
    def orders(self) -> dict[str, Any]:
        """What the list can be ordered by, with what people read."""
        return dict(self.filters["order"].extra["choices"])

    @cached_property
    def cleaned(self) -> dict[str, Any]:
        """What was chosen and is well formed, by the name of its filter."""
        self.form.is_valid()
        return dict(getattr(self.form, "cleaned_data", {}))

    def chosen(self, name: str) -> list[str]:
        return list(self.cleaned.get(name) or [])

    @property
    def is_narrowed(self) -> bool:
        """Whether something is chosen that leaves rows out."""
        return any(value for name, value in self.cleaned.items() if name != "order")

    def is_lasting(self, names: Iterable[str]) -> bool:
        """Tell whether what is counted of these facets depends on the record alone."""
        if self.OF_ACTS is None:
            return False
        asked = {name for name, value in self.cleaned.items() if value} | set(names)
        return asked.isdisjoint(self.OF_ACTS)

    def narrowed(self, *, but_for: str = "") -> Rows:
        """Return the rows that what was chosen keeps, in no order; one filter may be left out."""
        if but_for and not self.cleaned.get(but_for):
            return self._kept
        return self._narrowed(but_for)

    @cached_property
    def _kept(self) -> Rows:
        return self._narrowed("")

    def _narrowed(self, but_for: str) -> Rows:
        rows: Rows = self.queryset
        for name, value in self.cleaned.items():
            if name != but_for:
                rows = self.filters[name].filter(rows, value)
        return rows

    def filter_queryset(self, queryset: Rows) -> Rows:
        return self.ordered(self._kept)

    def ordered(self, rows: Rows) -> Rows:
        """Return the rows in the order asked for."""
        raise NotImplementedError

    def counts(self, names: Iterable[str], present: int) -> dict[str, list[Counted]]:
        """Return for each facet its values, each with how many rows the list would hold with it.

        `present` is how many it holds now. A value that would add nothing is left out, unless
        it is chosen. All is one question to the database, but for the trees.
        """
        wanted = {name: self.facets[name] for name in names}
        asked = [each for name in wanted for each in self._questions(name)]
        answers: dict[str, list[Answer]] = {name: [] for name in wanted}
        if asked:
            for name, *answer in asked[0].union(*asked[1:], all=True) if asked[1:] else asked[0]:
                answers[name].append((answer[0], answer[1], answer[2]))
        return {name: self._counted(name, answers[name], present) for name in wanted}

    def _questions(self, name: str) -> list[Rows]:
        """Return what asks for the numbers of rows that each value has, and would add."""
        facet, keys = self.facets[name], self.chosen(name)
        others = self.narrowed(but_for=name)
        if keys:
            others = others.exclude(pk__in=facet.keep(self.queryset, keys).order_by().values("pk"))
        return facet.counted(others)

    def _counted(self, name: str, answers: list[Answer], present: int) -> list[Counted]:
        facet, keys = self.facets[name], self.chosen(name)
        gathered = [each for each in facet.gathered(answers) if each[2]]
        there = present if keys else 0
        numbers = {key: there + number for key, _label, number in gathered}
        nodes = facet.nodes if isinstance(facet, TreeFacet) else {}
        found = [
            Counted(key, label, numbers.get(key, present), key in keys, _depth(nodes, key))
            for key, label in self._labels(facet, keys, gathered).items()
            if key in numbers or key in keys
        ]
        if facet.is_ranked:
            found.sort(key=lambda each: (-each.number, folded(str(each.label))))
        return found

    def _labels(self, facet: FacetFilter, keys: list[str], gathered: list[Answer]) -> Labels:
        """Return what people read for the values, in the order in which they are listed."""
        if not callable(facet.offers):
            return facet.offers
        if isinstance(facet, TreeFacet):
            return {key: node.label for key, node in facet.nodes.items()}
        chosen = {key: facet.offered[key] for key in keys}
        return {key: label for key, label, _number in gathered} | chosen


def _depth(nodes: dict[str, Node], key: str) -> int:
    return nodes[key].depth if key in nodes else 0
