from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ledger.clock import now
from organisations.models.organisation import Organisation
from organisations.names import validate_plain_line


class RepresentativeQuerySet(models.QuerySet["Representative"]):
    def acting(self, at: datetime) -> "RepresentativeQuerySet":
        """Return those whose time has begun and not ended, for a verified organisation."""
        return (
            self.begun(at)
            .not_ended(at)
            .filter(
                user__is_active=True,
                organisation__status=Organisation.Status.VERIFIED,
            )
        )

    def begun(self, at: datetime) -> "RepresentativeQuerySet":
        return self.filter(starts__lte=at)

    def not_ended(self, at: datetime) -> "RepresentativeQuerySet":
        """Return those whose time goes on, or is still to come."""
        return self.filter(models.Q(ends=None) | models.Q(ends__gt=at))

    def of(self, user: Any) -> "RepresentativeQuerySet":
        """Return the person's own, with their organisations."""
        return self.filter(user=user).select_related("organisation")


class Representative(models.Model):
    """A person who may act for an organisation, with rights that a curator granted."""

    # When it changes by itself: see `ledger.remembering`.
    EDGES = ("starts", "ends")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="representatives",
        verbose_name=_("person"),
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="representatives",
        verbose_name=_("organisation"),
    )
    may_comment = models.BooleanField(_("may comment"), default=True)
    may_prepare = models.BooleanField(_("may prepare endorsements"), default=False)
    may_sign = models.BooleanField(_("may sign endorsements"), default=False)
    capacity = models.CharField(
        _("capacity"),
        max_length=120,
        blank=True,
        validators=[validate_plain_line],
        help_text=_("For example: Director."),
    )
    starts = models.DateTimeField(_("from"), default=now)
    ends = models.DateTimeField(
        _("until"), null=True, blank=True, help_text=_("Empty while no end is known.")
    )
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("granted by"),
    )
    evidence = models.TextField(
        _("evidence"), blank=True, help_text=_("What shows that this person may act.")
    )
    is_name_public = models.BooleanField(
        _("the person agreed to be named"),
        default=False,
        help_text=_("Only then do pages show the name and capacity beside the organisation’s."),
    )

    objects = RepresentativeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("representative")
        verbose_name_plural = _("representatives")
        ordering = ["organisation__name", "user__email"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"], name="representative_once_per_organisation"
            ),
            models.CheckConstraint(
                condition=models.Q(ends=None) | models.Q(ends__gte=models.F("starts")),
                name="representative_ends_not_before_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.organisation}"

    def is_acting(self, at: datetime) -> bool:
        """Tell whether the time of the grant has begun and not ended."""
        return self.starts <= at and (self.ends is None or at < self.ends)
