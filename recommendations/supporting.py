"""Counts again what lists are ordered by, where it may have changed."""

from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Subquery

from ledger.clock import now
from recommendations.models import Recommendation, Support

_AT_ONCE = 100
# What is kept, and as what it is counted.
_KEPT = {
    "named": "named_now",
    "total": "total_now",
    "regions": "regions_now",
    "kinds": "kinds_now",
    "until": "changes_at",
}


def recount_next() -> bool:
    """Count for some recommendations whose numbers may have changed; tell whether any were left.

    What changes while it is counted stays to be counted: its stamp is another one by then. An act
    that changes all of them may hold some and wait for others, so what is held is left for later.
    """
    with transaction.atomic():
        free = Support.objects.select_for_update(skip_locked=True).stale(now())
        stamps = dict(free.values_list("pk", "stamp")[:_AT_ONCE])
        rows: Any = Recommendation.objects.filter(pk__in=stamps).counted_now()
        done = [_keep(row, stamps[row.pk]) for row in rows]
    return any(done)


def recount(recommendation: Recommendation) -> None:
    """Count within the act that changes who stands behind it, so that lists need not.

    Whoever calls it has locked the recommendation, so that nobody else changes it meanwhile.
    """
    here = Recommendation.objects.counted_now().order_by().filter(pk=OuterRef("pk"))
    kept = {name: Subquery(here.values(source)) for name, source in _KEPT.items()}
    breadth = kept["regions"] + kept["kinds"]
    rows = Support.objects.filter(pk=recommendation.pk)
    rows.update(counted=F("stamp"), breadth=breadth, **kept)


def _keep(row: Any, stamp: int) -> int:
    kept = {name: getattr(row, source) for name, source in _KEPT.items()}
    breadth = kept["regions"] + kept["kinds"]
    rows = Support.objects.filter(pk=row.pk, stamp=stamp)
    return rows.update(counted=stamp, breadth=breadth, **kept)
