"""The trees that lists are narrowed by: who chooses a node chooses what is under it, too."""

from typing import Any

from django.db.models import Q, QuerySet

from catalogue.facets import Node, tree_of
from vocabulary.models import Region, Theme
from vocabulary.naming import in_order, place_name


def theme_tree() -> dict[str, Node]:
    """Return all themes by their short names, each after the wider one."""
    return tree_of(Theme.objects.values_list("pk", "slug", "name", "parent"))


def themes_around(pks: QuerySet[Any, Any]) -> dict[str, Node]:
    """Return those of the ids that are themes', and the wider ones above them, in one question."""
    columns = Theme.objects.annotate(is_one=Q(pk__in=pks))
    rows = list(columns.values_list("pk", "slug", "name", "parent", "is_one"))
    chosen = {row[0] for row in rows if row[-1]}
    nodes = tree_of(row[:4] for row in rows)
    return {key: node for key, node in nodes.items() if node.within & chosen}


def region_tree() -> dict[str, Node]:
    """Return all regions by their M49 codes, each after the one it is part of, else by name."""
    rows = Region.objects.values_list("pk", "name", "parent")
    named = [(pk, place_name(pk, name), parent) for pk, name, parent in rows]
    named.sort(key=lambda row: in_order(row[1]))
    return tree_of((pk, pk, name, parent) for pk, name, parent in named)
