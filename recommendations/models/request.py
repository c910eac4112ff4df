from django.db import models
from django.utils.translation import gettext_lazy as _

from ledger.models import AppendOnlyModel, Entry
from recommendations.models.endorsement import Endorsement


class RequestedWithdrawal(AppendOnlyModel):
    """A curator's withdrawal for an organisation that asked in writing and has nobody to sign."""

    endorsement = models.OneToOneField(
        Endorsement, models.PROTECT, related_name="request", verbose_name=_("endorsement")
    )
    evidence = models.TextField(_("evidence"))
    entry = models.OneToOneField(Entry, models.PROTECT, verbose_name=_("ledger entry"))

    class Meta:
        verbose_name = _("withdrawal on written request")
        verbose_name_plural = _("withdrawals on written request")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(evidence=""), name="requested_withdrawal_gives_evidence"
            )
        ]

    def __str__(self) -> str:
        return str(self.endorsement)
