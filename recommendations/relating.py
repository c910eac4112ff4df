"""Which asks are about the same: found by what they share, across processes and meetings."""

from typing import Any, NamedTuple

from django.db import models
from django.db.models.functions import Coalesce

from recommendations.models import Recommendation

_MOST = 12


class Related(NamedTuple):
    """An ask, and the names of what it shares with another."""

    recommendation: Recommendation
    shared: list[str]


class _Part(NamedTuple):
    """One kind of thing that two asks may share."""

    field: str
    column: str

    @property
    def ties(self) -> Any:
        return Recommendation._meta.get_field(self.field).remote_field.through._default_manager  # type: ignore[union-attr]


# What likens two asks by their words, once words are kept in an index, is one more part of
# `_closeness`: a number for each row that is added to these.
_PARTS = (
    _Part("themes", "theme"),
    _Part("objectives", "objective"),
    _Part("instruments", "instrument"),
)


def related_to(recommendation: Recommendation, user: Any) -> list[Related]:
    """Return those published that the person may see and that share most with it.

    Those of other processes come first, then those that share more, then those that more endorse.
    Each theme, objective and instrument that is shared counts one.
    """
    own = {part: set(getattr(recommendation, part.field).all()) for part in _PARTS}
    visible = Recommendation.objects.visible_to(user).published().exclude(pk=recommendation.pk)
    near: Any = visible.filter(_shares_any(own)).for_list()
    rows = near.annotate(closeness=_closeness(own)).prefetch_related(
        *(part.field for part in _PARTS), "objectives__framework"
    )
    process = recommendation.consultation.process_id
    is_elsewhere = models.Case(
        models.When(consultation__process=process, then=models.Value(1)), default=models.Value(0)
    )
    ordered = rows.order_by(is_elsewhere, "-closeness", "-endorsement_count", "code")
    return [Related(row, _names(row, own)) for row in ordered[:_MOST]]


def _shares_any(own: dict[_Part, set[Any]]) -> models.Q:
    found = models.Q(pk__in=[])
    for part, things in own.items():
        tied = part.ties.filter(**{f"{part.column}__in": things})
        found |= models.Q(pk__in=tied.values("recommendation"))
    return found


def _closeness(own: dict[_Part, set[Any]]) -> Any:
    """Return, as part of a query, how many things of each kind a row shares, together."""
    total: Any = models.Value(0)
    for part, things in own.items():
        here = {"recommendation": models.OuterRef("pk"), f"{part.column}__in": things}
        tied = part.ties.filter(**here).order_by().values("recommendation")
        number = tied.annotate(number=models.Count("pk")).values("number")
        total += Coalesce(models.Subquery(number, models.IntegerField()), 0)
    return total


def _names(row: Recommendation, own: dict[_Part, set[Any]]) -> list[str]:
    return [
        str(thing)
        for part, things in own.items()
        for thing in getattr(row, part.field).all()
        if thing in things
    ]
