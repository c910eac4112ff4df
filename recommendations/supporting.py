"""Counts again what lists are ordered by, where it may have changed."""

from typing import Any

from django.db import transaction

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
        done = [
            Support.objects.filter(pk=row.pk, stamp=stamps[row.pk]).update(
                counted=stamps[row.pk],
                named=row.named_now,
                total=row.total_now,
                regions=row.regions_now,
                kinds=row.kinds_now,
                breadth=row.regions_now + row.kinds_now,
                until=row.changes_at,
            )
            for row in rows
        ]
    return any(done)
