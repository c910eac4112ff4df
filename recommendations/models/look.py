from django.db import models
from django.utils.translation import gettext_lazy as _

from ledger.models import AppendOnlyModel, Entry
from recommendations.models.recommendation import Recommendation


class SignatureLook(AppendOnlyModel):
    """That somebody who protects others looked at who endorses a text without being named."""

    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, related_name="looks", verbose_name=_("recommendation")
    )
    reason = models.TextField(_("reason"))
    entry = models.OneToOneField(Entry, models.PROTECT, verbose_name=_("ledger entry"))

    class Meta:
        verbose_name = _("look at unnamed signatures")
        verbose_name_plural = _("looks at unnamed signatures")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="signature_look_gives_reason"
            )
        ]

    def __str__(self) -> str:
        return str(self.recommendation)


class PublicManager(models.Manager["UnnamedSignatures"]):
    """Knows of no draft: nobody endorses one."""

    def get_queryset(self) -> models.QuerySet["UnnamedSignatures"]:
        return super().get_queryset().exclude(code=None)


class UnnamedSignatures(Recommendation):
    """A recommendation, as those see it who may ask who endorses it without being named."""

    objects = PublicManager()  # type: ignore[misc, assignment] # fewer rows

    class Meta:
        proxy = True
        verbose_name = _("unnamed signatures of a recommendation")
        verbose_name_plural = _("unnamed signatures")
        default_permissions = ("view",)
        ordering = ["code"]
