"""Who stands behind a text: the one place where lists and breakdowns come from."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext as _

from ledger.clock import now
from organisations.models import Organisation, Representative
from recommendations.daily_count import FEWEST
from recommendations.models import Endorsement, Recommendation, Version
from recommendations.models.endorsement import EndorsementQuerySet

# The code in M49 of what all parts of the world are parts of.
_WORLD = "001"


class Backing(NamedTuple):
    """Who stands behind one text: those who are named, and how many more count."""

    named: list[Endorsement]
    unnamed: int

    @property
    def total(self) -> int:
        return len(self.named) + self.unnamed

    @property
    def networks(self) -> int:
        """Return how many of the named are networks of others."""
        return sum(each.organisation.kind == Organisation.Kind.NETWORK for each in self.named)

    @property
    def by_region(self) -> list[tuple[str, int]]:
        return breakdown_by_region(self.named)


def backings_of(rows: Iterable[Any], user: Any) -> dict[int, Backing]:
    """Return who stands behind the present texts of these, by their ids, in one question.

    The rows come with their numbers: `with_endorsement_count`.
    """
    counted = list(rows)
    named: dict[int, list[Endorsement]] = {row.pk: [] for row in counted}
    present = models.Q(version=models.F("recommendation__current_version"))
    found = Endorsement.objects.visible_to(user).named().filter(present, recommendation__in=named)
    for each in found.select_related("organisation__region__parent"):
        named[each.recommendation_id].append(each)
    return {
        row.pk: Backing(named[row.pk], row.endorsement_count - row.named_count) for row in counted
    }


def backing_of(version: Version, user: Any) -> Backing:
    """Return who stands behind the text now, by the one definition of the count."""
    named = list(named_endorsements(version.recommendation, user).filter(version=version))
    if version.recommendation.current_version_id != version.pk:
        return Backing(named, 0)
    counted = getattr(version.recommendation, "unnamed_count", None)
    if counted is None:
        rows = Endorsement.objects.counted_unnamed()
        counted = rows.filter(recommendation=version.recommendation_id).count()
    return Backing(named, counted if counted >= FEWEST else 0)


class Asked(NamedTuple):
    """How many of the named endorsed an earlier text and are asked to confirm the present one.

    Those who objected to a wording never endorsed the version: theirs was carried to it.
    """

    version: Version
    number: int
    is_objected: bool


def asked_of(recommendation: Recommendation, user: Any) -> list[Asked]:
    """Return who is awaited, by the text that was endorsed, over the named; the latest first."""
    texts = [recommendation, *recommendation.predecessors()]
    rows = Endorsement.objects.visible_to(user).awaiting().filter(named_from__lte=now())
    awaiting = rows.filter(recommendation__in=texts).select_related("version__recommendation")
    numbers = Counter((each.version, each.objected_at is not None) for each in awaiting)
    ordered = sorted(numbers, key=lambda told: (told[0].published_at, told[1]), reverse=True)
    return [Asked(version, numbers[version, objected], objected) for version, objected in ordered]


def once_endorsed(version: Version, user: Any) -> EndorsementQuerySet:
    """Return those, of the named, that signed exactly this text and whose endorsement moved on."""
    rows = Endorsement.objects.visible_to(user).ended().filter(version=version)
    named = rows.filter(named_from__lte=now()).exclude(successor__version=version)
    seen = Endorsement.objects.visible_to(user).filter(succeeds=models.OuterRef("pk"))
    rows = named.select_related("organisation__region", "successor__version__recommendation")
    return rows.annotate(is_successor_seen=models.Exists(seen))


def named_endorsements(recommendation: Recommendation, user: Any) -> EndorsementQuerySet:
    """Return those that are named, with organisation and, where agreed, the signatory."""
    agreed = Representative.objects.filter(
        user=models.OuterRef("signed_by"),
        organisation=models.OuterRef("organisation"),
        is_name_public=True,
    )
    rows = Endorsement.objects.visible_to(user).named().filter(recommendation=recommendation)
    return rows.select_related(
        "organisation__region__parent", "organisation__country", "signed_by"
    ).annotate(is_signatory_public=models.Exists(agreed))


def breakdown_by_region(endorsements: Iterable[Endorsement]) -> list[tuple[str, int]]:
    """Return how many of the named stand in each part of the world, most first."""
    return [(part, len(those)) for part, those in by_part_of_the_world(endorsements)]


def by_part_of_the_world(
    endorsements: Iterable[Endorsement],
) -> list[tuple[str, list[Endorsement]]]:
    """Return the named by the part of the world in which they stand, that with most first."""
    parts: dict[str, list[Endorsement]] = {}
    for each in endorsements:
        parts.setdefault(_part_of_the_world(each), []).append(each)
    return sorted(parts.items(), key=lambda pair: (-len(pair[1]), pair[0]))


def _part_of_the_world(endorsement: Endorsement) -> str:
    region = endorsement.organisation.region
    if region is None or region.pk == _WORLD:
        return _("Worldwide, or region not given")
    is_part = region.parent is None or region.parent_id == _WORLD
    return str(region if is_part else region.parent)
