"""How many stand behind each recommendation, kept so that a list can be ordered by it.

The numbers are those of `with_endorsement_count` and `with_breadth`. Triggers of the database move
`stamp` with every change that could move a number, whoever makes it; the worker counts again. A
number that is not up to date is never shown: whoever reads it counts instead.
"""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from recommendations.models.recommendation import Recommendation

_IS_STALE = ~Q(counted=F("stamp"))


class SupportQuerySet(models.QuerySet["Support"]):
    def stale(self, at: datetime) -> "SupportQuerySet":
        """Return those whose numbers may have changed since they were counted."""
        return self.filter(_IS_STALE | Q(until__lte=at))


class Support(models.Model):
    """The numbers of those who stand behind a recommendation, as they were counted last."""

    # Put in place, and taken away, with the row by the database: see migration 0022.
    recommendation = models.OneToOneField(
        Recommendation,
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="support",
    )
    stamp = models.BigIntegerField(default=0, db_default=0)
    counted = models.BigIntegerField(default=-1, db_default=-1)
    named = models.PositiveIntegerField(default=0, db_default=0)
    total = models.PositiveIntegerField(default=0, db_default=0)
    regions = models.PositiveIntegerField(default=0, db_default=0)
    kinds = models.PositiveIntegerField(default=0, db_default=0)
    breadth = models.PositiveIntegerField(default=0, db_default=0)
    # When the numbers change by themselves, at a midnight: null where they do not.
    until = models.DateTimeField(null=True)

    objects = SupportQuerySet.as_manager()

    class Meta:
        verbose_name = "support"
        verbose_name_plural = "support"
        indexes = [
            models.Index(F("total").desc(), "recommendation", name="support_total"),
            models.Index(
                F("breadth").desc(), F("total").desc(), "recommendation", name="support_breadth"
            ),
            models.Index(fields=["recommendation"], condition=_IS_STALE, name="support_stale"),
            models.Index(fields=["until"], name="support_until"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.total}"
