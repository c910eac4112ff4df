from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ledger.models import AppendOnlyModel, Entry


class Blanking(AppendOnlyModel):
    """Why it was taken off the record who a person is; by whom and when, its entry says."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="blanking",
        verbose_name=_("person"),
    )
    reason = models.TextField(_("reason"))
    entry = models.OneToOneField(Entry, models.PROTECT, verbose_name=_("ledger entry"))

    class Meta:
        verbose_name = _("blanking of a person")
        verbose_name_plural = _("blankings of people")
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="blanking_gives_reason")
        ]

    def __str__(self) -> str:
        return str(self.person)
