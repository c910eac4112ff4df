"""Who stands behind a text: the one place where lists and breakdowns come from."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from organisations.models import Representative
from recommendations.models import Endorsement, Recommendation
from recommendations.models.endorsement import EndorsementQuerySet

# The code in M49 of what all parts of the world are parts of.
_WORLD = "001"


def named_endorsements(recommendation: Recommendation, user: Any) -> EndorsementQuerySet:
    """Return the counted endorsements with organisation and, where agreed, the signatory."""
    agreed = Representative.objects.filter(
        user=models.OuterRef("signed_by"),
        organisation=models.OuterRef("organisation"),
        is_name_public=True,
    )
    rows = Endorsement.objects.visible_to(user).counted().filter(recommendation=recommendation)
    return rows.select_related(
        "organisation__region__parent", "organisation__country", "signed_by"
    ).annotate(is_signatory_public=models.Exists(agreed))


def breakdown_by_region(endorsements: Iterable[Endorsement]) -> list[tuple[str, int]]:
    """Return how many of the named stand in each part of the world, most first."""
    counted = Counter(_part_of_the_world(each) for each in endorsements)
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def _part_of_the_world(endorsement: Endorsement) -> str:
    region = endorsement.organisation.region
    if region is None or region.pk == _WORLD:
        return _("Worldwide, or region not given")
    is_part = region.parent is None or region.parent_id == _WORLD
    return str(region.name if is_part else region.parent.name)  # type: ignore[union-attr]
