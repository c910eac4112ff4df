from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ledger.models import AppendOnlyModel, Entry


class SecondFactorReset(AppendOnlyModel):
    """That a person's second factor was taken away, as they had lost it, and how it was known."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="factor_resets",
        verbose_name=_("person"),
    )
    reason = models.TextField(_("reason"))
    entry = models.OneToOneField(Entry, models.PROTECT, verbose_name=_("ledger entry"))

    class Meta:
        verbose_name = _("reset of a second factor")
        verbose_name_plural = _("resets of second factors")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="factor_reset_gives_reason")
        ]

    def __str__(self) -> str:
        return str(self.person)
