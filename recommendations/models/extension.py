from django.db import models
from django.utils.translation import gettext_lazy as _

from consultations.models import Extension
from recommendations.models.recommendation import Recommendation


class RecommendationExtension(Extension):
    """The window of one recommendation closes later; from then on it has its own."""

    recommendation = models.ForeignKey(
        Recommendation,
        models.PROTECT,
        related_name="extensions",
        verbose_name=_("recommendation"),
    )

    class Meta(Extension.Meta):
        verbose_name = _("extension of a recommendation’s window")
        verbose_name_plural = _("extensions of recommendations’ windows")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("closed")),
                name="recommendation_extension_closes_later",
            ),
        ]
