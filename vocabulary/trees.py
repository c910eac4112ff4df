"""The trees that lists are narrowed by: who chooses a node chooses what is under it, too."""

from django.db.models import QuerySet

from catalogue.facets import Node, tree_of
from vocabulary.models import Region, Theme


def theme_tree() -> dict[str, Node]:
    """Return all themes by their short names, each after the wider one."""
    return tree_of(Theme.objects.values_list("pk", "slug", "name", "parent"))


def region_tree() -> dict[str, Node]:
    """Return all regions by their M49 codes, each after the one it is part of."""
    return tree_of((pk, pk, name, parent) for pk, name, parent in _regions())


def _regions() -> QuerySet[Region, tuple[str, str, str | None]]:
    return Region.objects.values_list("pk", "name", "parent")
