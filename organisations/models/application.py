from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ledger.clock import now
from organisations.models.organisation import Organisation


class Application(models.Model):
    """A person's request for an account for an organisation, waiting for a curator."""

    organisation = models.OneToOneField(
        Organisation,
        models.PROTECT,
        related_name="application",
        verbose_name=_("organisation"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="applications",
        verbose_name=_("applicant"),
    )
    capacity = models.CharField(_("capacity"), max_length=120)
    about = models.TextField(_("about the organisation"))
    received = models.DateTimeField(_("received"), default=now)

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["received"]

    def __str__(self) -> str:
        return str(self.organisation)
