from django.db import models
from django.utils.translation import gettext_lazy as _

from consultations.models.document import Paragraph


class SentenceMark(models.Model):
    """A curator's finding about a sentence that no extract rests on; it goes with its words."""

    class Kind(models.TextChoices):
        NO_RECORD = "no-record", _("no record needed")
        DISMISSED = "dismissed", _("suggestion dismissed")

    paragraph = models.ForeignKey(
        Paragraph,
        models.CASCADE,
        related_name="sentence_marks",
        verbose_name=_("paragraph"),
    )
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    kind = models.CharField(_("finding"), max_length=10, choices=Kind)

    class Meta:
        verbose_name = _("finding about a sentence")
        verbose_name_plural = _("findings about sentences")
        ordering = ["paragraph", "start"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__gt=models.F("start")), name="sentence_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["paragraph", "start", "end", "kind"], name="sentence_mark_is_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paragraph}, {self.start}–{self.end}: {self.get_kind_display()}"
