"""Counts again what lists are ordered by, where it may have changed."""

from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from ledger.clock import now
from recommendations.daily_count import FEWEST
from recommendations.models import Recommendation, Support
from recommendations.models.recommendation import WORLD

_AT_ONCE = 100
# What is kept, and as what it is counted.
_KEPT = {
    "named": "named_now",
    "total": "total_now",
    "regions": "regions_now",
    "kinds": "kinds_now",
    "until": "changes_at",
}


_NEVER = datetime(9999, 12, 31, tzinfo=UTC)
_RECOUNT = """
UPDATE recommendations_support SET
    counted = stamp,
    (named, total, regions, kinds, breadth, until) = (
        SELECT
            named,
            named + CASE WHEN unnamed >= %(fewest)s THEN unnamed ELSE 0 END,
            regions,
            kinds,
            regions + kinds,
            NULLIF(
                {least}(
                    COALESCE(first_named, %(never)s),
                    COALESCE(first_counted, %(never)s),
                    COALESCE(first_not_counted, %(never)s)
                ),
                %(never)s
            )
        FROM (
            SELECT
                COUNT(CASE WHEN is_named THEN 1 END) AS named,
                COUNT(CASE WHEN is_unnamed THEN 1 END) AS unnamed,
                COUNT(DISTINCT CASE WHEN is_shown AND region_id <> %(world)s THEN region_id END)
                    AS regions,
                COUNT(DISTINCT CASE WHEN is_shown THEN kind END) AS kinds,
                MIN(CASE WHEN named_from > %(at)s THEN named_from END) AS first_named,
                MIN(CASE WHEN counted_from > %(at)s THEN counted_from END) AS first_counted,
                MIN(CASE WHEN counted_until > %(at)s THEN counted_until END) AS first_not_counted
            FROM (
                SELECT
                    named_from, counted_from, counted_until, kind, region_id,
                    state = 'live' AND named_from <= %(at)s AS is_named,
                    state = 'live' AND named_from <= %(at)s AND is_listed AS is_shown,
                    counted_from <= %(at)s
                        AND (counted_until IS NULL OR counted_until > %(at)s) AS is_unnamed
                FROM recommendations_endorsement
                JOIN organisations_organisation
                    ON organisations_organisation.id = organisation_id
                WHERE recommendation_id = %(recommendation)s
            ) AS here
        ) AS counted
    )
WHERE recommendation_id = %(recommendation)s
"""


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

    Whoever calls it has locked the recommendation, so that nobody else changes it meanwhile. It
    counts what `counted_now` counts, in one statement: put together by Django, each endorsement
    would take twice as long.
    """
    written = connection.ops.adapt_datetimefield_value
    told: dict[str, Any] = {
        "recommendation": recommendation.pk,
        "fewest": FEWEST,
        "world": WORLD,
        "at": written(now()),
        "never": written(_NEVER),
    }
    least = "MIN" if connection.vendor == "sqlite" else "LEAST"
    with connection.cursor() as cursor:
        cursor.execute(_RECOUNT.format(least=least), told)


def _keep(row: Any, stamp: int) -> int:
    kept = {name: getattr(row, source) for name, source in _KEPT.items()}
    breadth = kept["regions"] + kept["kinds"]
    rows = Support.objects.filter(pk=row.pk, stamp=stamp)
    return rows.update(counted=stamp, breadth=breadth, **kept)
