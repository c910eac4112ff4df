from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consultations.models.extract import make_public_id
from ledger.models import AppendOnlyModel, Entry
from organisations.models import Organisation
from organisations.names import validate_plain_line
from recommendations.models.recommendation import Recommendation


class FrozenList(AppendOnlyModel):
    """Who stood behind one or several texts at one moment, kept as it was for good."""

    public_id = models.CharField(
        _("public id"), max_length=12, unique=True, default=make_public_id, editable=False
    )
    title = models.CharField(_("title"), max_length=200, validators=[validate_plain_line])
    frozen_at = models.DateTimeField(_("frozen (UTC)"))
    # What the fingerprint covers: texts by their fingerprints, names behind their commitments.
    content = models.JSONField(_("content"))
    fingerprint = models.CharField(_("fingerprint"), max_length=64, unique=True)
    entry = models.OneToOneField(Entry, models.PROTECT, verbose_name=_("ledger entry"))

    class Meta:
        verbose_name = _("frozen list")
        verbose_name_plural = _("frozen lists")
        ordering = ["-frozen_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("frozen-list", args=[self.public_id])


class FrozenSignatoryQuerySet(models.QuerySet["FrozenSignatory"]):
    def of(self, organisation: int, recommendation: int) -> "FrozenSignatoryQuerySet":
        return self.filter(organisation=organisation, recommendation=recommendation)

    def withhold(self) -> int:
        """Forget what the commitments stand for; the lists still verify. Return how many."""
        return self.filter(opening__isnull=False).update(opening=None)


class FrozenSignatory(models.Model):
    """One who was named on a frozen list: the list holds a commitment, this what it stands for."""

    frozen_list = models.ForeignKey(
        FrozenList, models.PROTECT, related_name="signatories", verbose_name=_("list")
    )
    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, related_name="+", verbose_name=_("recommendation")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    commitment = models.CharField(_("commitment"), max_length=64, unique=True)
    # With its salt; null from the moment when the organisation is named no more.
    opening: Any = models.JSONField(_("opening"), null=True)

    objects = FrozenSignatoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("signatory of a frozen list")
        verbose_name_plural = _("signatories of frozen lists")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["frozen_list", "recommendation", "organisation"],
                name="frozen_signatory_once_per_text",
            )
        ]

    def __str__(self) -> str:
        return self.commitment
