from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ledger.models import Entry
from organisations.models import Organisation
from recommendations.models.recommendation import Recommendation
from recommendations.models.version import Version


class EndorsementQuerySet(models.QuerySet["Endorsement"]):
    def visible_to(self, user: Any) -> "EndorsementQuerySet":
        """Return the endorsements of recommendations that the person may see."""
        return self.filter(recommendation__in=Recommendation.objects.visible_to(user))

    def counted(self) -> "EndorsementQuerySet":
        """Return the rows of the one definition of the count: live, on any surface."""
        return self.filter(state=Endorsement.State.LIVE)

    def standing(self) -> "EndorsementQuerySet":
        """Return those neither withdrawn nor otherwise ended."""
        return self.filter(state__in=Endorsement.STANDING)


class Endorsement(models.Model):
    """An organisation's backing of one exact text, signed by a representative."""

    class State(models.TextChoices):
        LIVE = "live", _("live")
        PAUSED = "paused", _("paused while the organisation is suspended")
        WITHDRAWN = "withdrawn", _("withdrawn")

    STANDING = (State.LIVE, State.PAUSED)

    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="endorsements",
        verbose_name=_("organisation"),
    )
    organisation_name = models.CharField(_("organisation’s name then"), max_length=200)
    recommendation = models.ForeignKey(
        Recommendation,
        models.PROTECT,
        related_name="endorsements",
        verbose_name=_("recommendation"),
    )
    version = models.ForeignKey(
        Version, models.PROTECT, related_name="endorsements", verbose_name=_("version")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.LIVE)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="signed_endorsements",
        verbose_name=_("signed by"),
    )
    capacity = models.CharField(_("capacity"), max_length=120, blank=True)
    signed_at = models.DateTimeField(_("signed"))
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="withdrawn_endorsements",
        verbose_name=_("withdrawn by"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    source = models.CharField(_("by way of"), max_length=10, choices=Entry.Source)

    objects = EndorsementQuerySet.as_manager()

    class Meta:
        verbose_name = _("endorsement")
        verbose_name_plural = _("endorsements")
        ordering = ["-signed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "recommendation"],
                condition=models.Q(state__in=["live", "paused"]),
                name="endorsement_stands_once",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state="withdrawn", withdrawn_by__isnull=False, withdrawn_at__isnull=False
                )
                | (~models.Q(state="withdrawn") & models.Q(withdrawn_by=None, withdrawn_at=None)),
                name="endorsement_withdrawal_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["recommendation", "state"], name="endorsement_counted")]

    def __str__(self) -> str:
        return f"{self.organisation_name}: {self.recommendation.code}"
