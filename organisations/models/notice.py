from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.models.organisation import Organisation


class EndingNotice(models.Model):
    """That an organisation was told from when on nobody may sign for it any more."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    ends = models.DateTimeField(_("the last right to sign ends"))
    days = models.PositiveSmallIntegerField(_("days before"))
    told_at = models.DateTimeField(_("told"))

    class Meta:
        verbose_name = _("notice that the last right to sign ends")
        verbose_name_plural = _("notices that the last right to sign ends")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "ends", "days"], name="ending_notice_is_told_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.ends}"
