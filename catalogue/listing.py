"""The page of a list: its rows, what it was narrowed by, and what else it can be narrowed by."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language

from catalogue.counting import Counted, FacetedFilterSet
from catalogue.paging import page_of
from catalogue.surfaces import Surface
from ledger.remembering import MOST_LISTS, remembered

# How many rows are kept, how many there are in all, and how many there are of each value.
Numbers = tuple[int, int, dict[str, list[Counted]]]
# A facet with more values shows so many until somebody asks for all.
_SHOWN = 12
# Which facet is opened beside those that are open already; it narrows nothing.
_ALSO = "also"


class Choices(NamedTuple):
    """A facet that is open: its values, and where the rest of them are, if some are left out."""

    name: str
    label: Any
    help: Any
    values: list[Counted]
    left_out: int
    all_at: str


class Way(NamedTuple):
    """A link: what it says, and where it leads."""

    label: Any
    address: str
    facet: Any = ""


@dataclass(frozen=True)
class Listing:
    """One page of a list; `surface` is the name under which it is taken away.

    `key` tells pages apart, and those to whom they are shown: what is drawn of one may be
    given to all who get the same key.
    """

    key: Hashable
    surface: str
    filter: FacetedFilterSet
    page: Page[Any]
    total: int
    choices: list[Choices]
    closed: list[Way]
    chips: list[Way]
    # Whether its numbers and facets depend on the record alone: see `ledger.changes`.
    is_lasting: bool

    @property
    def is_narrowed(self) -> bool:
        return self.filter.is_narrowed

    @property
    def is_open(self) -> bool:
        """Whether a facet was asked for, or what was asked is mended: else a phone folds them.

        Whoever narrowed the list wants to see it; the chips above it say by what.
        """
        return _ALSO in self.filter.data or not self.filter.form.is_valid()


def listing_of(
    surface: Surface,
    request: HttpRequest,
    size: int,
    shown: Callable[[QuerySet[Any]], QuerySet[Any]],
) -> Listing:
    """Return the page that the address asks for; `shown` adds what a line of it shows.

    Whoever sees the same rows is given the same page, until anything changes: nothing in it
    depends on who asks but by what the surface `sees`.
    """
    key = (surface.name, surface.sees(request.user), get_language(), request.GET.urlencode())
    drawn = lambda: _drawn(key, surface, request, size, shown)  # noqa: E731
    return remembered(("list", *key), drawn, of=MOST_LISTS)


def _drawn(
    key: Hashable,
    surface: Surface,
    request: HttpRequest,
    size: int,
    shown: Callable[[QuerySet[Any]], QuerySet[Any]],
) -> Listing:
    kept: FacetedFilterSet = surface.filtered(request.GET, request)
    also = request.GET.get(_ALSO, "")
    names = [name for name in kept.facets if _is_open(kept, name, also)]
    present, total, counts = _numbers(surface, kept, names)
    page = page_of(
        _Ordered(surface, kept, shown), request.GET.get("page"), size=size, count=present
    )
    return Listing(
        key=key,
        surface=surface.name,
        filter=kept,
        page=page,
        total=total,
        choices=[_choices(kept, name, counts[name], also) for name in _in_order(kept, names)],
        closed=[
            Way(facet.label, f"{_address(kept.data, **{_ALSO: [name]})}#by-{name}")
            for name, facet in kept.facets.items()
            if name not in names
        ],
        chips=_chips(kept),
        is_lasting=kept.is_lasting(names),
    )


def _numbers(surface: Surface, kept: FacetedFilterSet, names: list[str]) -> Numbers:
    """Return how many rows there are, narrowed and in all, and with each value of those facets.

    Whoever sees the same rows is told the same numbers, until one of the rows changes.
    """

    def count() -> Numbers:
        present = kept.narrowed().count()
        total = kept.queryset.count() if kept.is_narrowed else present
        return present, total, kept.counts(names, present)

    key = ("numbers", *_asked(surface, kept), *names)
    return remembered(key, count, is_lasting=kept.is_lasting(names))


class _Ordered:
    """The rows of a list in their order: which stand on a page is remembered, they are read anew.

    Whoever sees the same rows sees them in the same order, until one of them changes.
    """

    def __init__(
        self,
        surface: Surface,
        kept: FacetedFilterSet,
        shown: Callable[[QuerySet[Any]], QuerySet[Any]],
    ) -> None:
        self.surface, self.kept, self.shown = surface, kept, shown

    def __getitem__(self, part: slice) -> list[Any]:
        order = self.kept.cleaned.get("order", "")
        key = ("rows", *_asked(self.surface, self.kept), order, part.start, part.stop)
        keys = remembered(key, lambda: list(self.kept.qs.values_list("pk", flat=True)[part]))
        here = self.kept.queryset.filter(pk__in=keys)
        return list(self.shown(self.kept.ordered(here)))


def _asked(surface: Surface, kept: FacetedFilterSet) -> tuple[Hashable, ...]:
    """Return what decides which rows a list holds, and what is told of them."""
    asked = surface.narrowing(kept.data).urlencode()
    return surface.name, surface.sees(kept.request.user), get_language(), asked


def _is_open(kept: FacetedFilterSet, name: str, also: str) -> bool:
    return name in kept.OPEN or name == also or bool(kept.chosen(name))


def _in_order(kept: FacetedFilterSet, names: list[str]) -> list[str]:
    return sorted(names, key=lambda name: (name not in kept.OPEN, names.index(name)))


def _choices(kept: FacetedFilterSet, name: str, values: list[Counted], also: str) -> Choices:
    facet = kept.facets[name]
    shown = values if name == also else _most_used(values)
    return Choices(
        name=name,
        label=facet.label,
        help=facet.extra.get("help_text", ""),
        values=shown,
        left_out=len(values) - len(shown),
        all_at=_address(kept.data, **{_ALSO: [name]}),
    )


def _most_used(values: list[Counted]) -> list[Counted]:
    """Return those chosen and those with most rows, as many as are shown, in their order."""
    ranked = sorted(values, key=lambda each: (not each.is_chosen, -each.number))
    kept = {each.key for each in ranked[:_SHOWN]} | {each.key for each in values if each.is_chosen}
    return [each for each in values if each.key in kept]


def _chips(kept: FacetedFilterSet) -> list[Way]:
    """Return what was chosen, each leading to the list without it."""
    words = kept.cleaned.get("q")
    chips = [Way(f"“{words}”", _address(kept.data, q=[]))] if words else []
    for name, facet in kept.facets.items():
        keys = kept.chosen(name)
        for key in keys:
            others = [each for each in keys if each != key]
            chips.append(
                Way(facet.offered[key], _address(kept.data, **{name: others}), facet.label)
            )
    return chips


def _address(query: Any, **changed: list[str]) -> str:
    """Return the address of the list, on its first page, with some parameters changed."""
    kept: QueryDict = query.copy()
    for name in ("page", _ALSO):
        kept.pop(name, None)
    for name, values in changed.items():
        kept.setlist(name, values)
    return f"?{kept.urlencode()}"
