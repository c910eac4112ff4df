"""Times in which something may be done, and how they were extended."""

from datetime import datetime
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledger.models import AppendOnlyModel, Entry


class Window(NamedTuple):
    """A time during which something may be done: half open, from `opens` to before `closes`."""

    opens: datetime | None
    closes: datetime | None

    def is_open(self, at: datetime) -> bool:
        return bool(self.opens and self.closes and self.opens <= at < self.closes)

    def is_over(self, at: datetime) -> bool:
        return bool(self.closes and self.closes <= at)

    def has_begun(self, at: datetime) -> bool:
        return bool(self.opens and self.opens <= at)


class Extension(AppendOnlyModel):
    """A curator's decision that a window, once open, closes later, with its public reason."""

    class Verb(models.TextChoices):
        ENDORSEMENT = "endorsement", _("endorsing")
        COMMENT = "comment", _("commenting")

    verb = models.CharField(_("for"), max_length=12, choices=Verb)
    closed = models.DateTimeField(_("closed until then"))
    closes = models.DateTimeField(_("closes now"))
    # Empty where nobody decided it: those who are asked to confirm always have fourteen days.
    reason = models.TextField(_("reason"), blank=True)
    entry = models.OneToOneField(Entry, models.PROTECT, verbose_name=_("ledger entry"))

    class Meta:
        abstract = True
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_verb_display()}: {self.closed} → {self.closes}"


class ConsultationExtension(Extension):
    """A consultation's window closes later, for all recommendations without one of their own."""

    consultation = models.ForeignKey(
        "consultations.Consultation",
        models.PROTECT,
        related_name="extensions",
        verbose_name=_("consultation"),
    )

    class Meta(Extension.Meta):
        verbose_name = _("extension of a consultation’s window")
        verbose_name_plural = _("extensions of consultations’ windows")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("closed")),
                name="consultation_extension_closes_later",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="consultation_extension_gives_reason"
            ),
        ]
