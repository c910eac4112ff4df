from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from ledger.clock import now
from spreadsheets.cells import Row, Table

# So long a curator may think about what an import would do.
TIME_TO_CONFIRM = timedelta(days=1)


def make_public_id() -> str:
    return get_random_string(24)


class SpreadsheetQuerySet(models.QuerySet["Spreadsheet"]):
    def waiting(self, at: datetime) -> "SpreadsheetQuerySet":
        """Return those that may still be confirmed at that moment."""
        return self.filter(made_at__gt=at - TIME_TO_CONFIRM)

    def over(self, at: datetime) -> "SpreadsheetQuerySet":
        return self.filter(made_at__lte=at - TIME_TO_CONFIRM)

    def kept_for(self, user: Any) -> "SpreadsheetQuerySet":
        """Return the person's own: nobody else sees or confirms them."""
        return self.filter(user=user)


class Spreadsheet(models.Model):
    """What a curator's file says, read once, until they confirm it or a day has passed."""

    public_id = models.CharField(max_length=24, unique=True, default=make_public_id)
    kind = models.CharField(_("kind"), max_length=20)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="spreadsheets", verbose_name=_("of")
    )
    headings = models.JSONField(_("headings"))
    rows = models.JSONField(_("rows"))  # each a number, its cells, and what is wrong with some
    # Of each row, a fingerprint of what it would do and of the record that it would do it to.
    seen = models.JSONField(_("as it was seen"), default=dict)
    made_at = models.DateTimeField(_("made at"), default=now)

    objects = SpreadsheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("spreadsheet")
        verbose_name_plural = _("spreadsheets")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("spreadsheet", args=[self.public_id])

    @property
    def table(self) -> Table:
        return Table(self.headings, [Row(*row) for row in self.rows])
