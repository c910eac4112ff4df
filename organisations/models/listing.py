from django.db import models
from django.utils.translation import gettext_lazy as _

from ledger.models import AppendOnlyModel, Entry
from organisations.models.organisation import Organisation


class ListingDecision(AppendOnlyModel):
    """That an organisation is named in public, or exists for its own people alone from now on."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="listings", verbose_name=_("organisation")
    )
    is_listed = models.BooleanField(_("listed"))
    reason = models.TextField(_("reason"))
    entry = models.OneToOneField(Entry, models.PROTECT, verbose_name=_("ledger entry"))

    class Meta:
        verbose_name = _("decision on listing")
        verbose_name_plural = _("decisions on listing")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="listing_decision_gives_reason"
            )
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class Look(AppendOnlyModel):
    """That somebody who protects others looked at an organisation that is not listed, and why."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="looks", verbose_name=_("organisation")
    )
    reason = models.TextField(_("reason"))
    entry = models.OneToOneField(Entry, models.PROTECT, verbose_name=_("ledger entry"))

    class Meta:
        verbose_name = _("look at an organisation")
        verbose_name_plural = _("looks at organisations")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="look_gives_reason")
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class UnlistedManager(models.Manager["UnlistedOrganisation"]):
    """Knows of no other organisation."""

    def get_queryset(self) -> models.QuerySet["UnlistedOrganisation"]:
        return super().get_queryset().filter(is_listed=False)


class UnlistedOrganisation(Organisation):
    """An organisation that is not listed, as those see it who may ask to be shown which it is."""

    objects = UnlistedManager()  # type: ignore[misc, assignment] # fewer rows

    class Meta:
        proxy = True
        verbose_name = _("organisation that is not listed")
        verbose_name_plural = _("organisations that are not listed")
        default_permissions = ("view",)
        ordering = ["pk"]
