"""Counts again what lists are ordered by, where it may have changed."""

from typing import Any

from django.db import transaction
from django.db.models import F

from ledger.clock import now
from recommendations.models import Recommendation, Support

_AT_ONCE = 100


def recount_next() -> bool:
    """Count for some recommendations whose numbers may have changed; tell whether any were left.

    What changes while it is counted stays to be counted: its stamp is another one by then.
    """
    stamps = dict(Support.objects.stale(now()).values_list("pk", "stamp")[:_AT_ONCE])
    rows: Any = Recommendation.objects.filter(pk__in=stamps).counted_now()
    with transaction.atomic():
        done = [_keep(row, stamps[row.pk], stamp=stamps[row.pk]) for row in rows]
    return any(done)


def recount(recommendation: Recommendation) -> None:
    """Count within the act that changes who stands behind it, so that lists need not.

    Whoever calls it has locked the recommendation, so that nobody else changes it meanwhile.
    """
    _keep(Recommendation.objects.counted_now().get(pk=recommendation.pk), F("stamp"))


def _keep(row: Any, counted: Any, **where: Any) -> int:
    return Support.objects.filter(pk=row.pk, **where).update(
        counted=counted,
        named=row.named_now,
        total=row.total_now,
        regions=row.regions_now,
        kinds=row.kinds_now,
        breadth=row.regions_now + row.kinds_now,
        until=row.changes_at,
    )
