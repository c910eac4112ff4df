from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from consultations.models.document import Document, Paragraph
from consultations.models.extract import ExtractSpan
from ledger.models import Entry
from organisations.models.user import CURATE


class PlacementQuerySet(models.QuerySet["Placement"]):
    def visible_to(self, user: Any) -> "PlacementQuerySet":
        """Return those that have a place, where the person may read the words of both editions.

        What waits to be confirmed is for curators.
        """
        readable = Paragraph.objects.readable_by(user)
        placed = self.filter(paragraph__in=readable, span__paragraph__in=readable)
        return placed if user.has_perm(CURATE) else placed.filter(state=Placement.State.PLACED)

    def in_order(self) -> "PlacementQuerySet":
        """Return them as their words stand in the older edition."""
        return self.order_by("span__paragraph__position", "span__start", "pk")


class Placement(models.Model):
    """Where the words that an extract rests on in an older edition stand in a newer one."""

    class How(models.TextChoices):
        EXACT = "exact", _("the same words, in the same paragraph")
        CONTEXT = "context", _("the same words, elsewhere or in several places")
        SIMILAR = "similar", _("words that are alike")
        BY_HAND = "by-hand", _("placed by hand")
        NONE = "none", _("not found")

    class State(models.TextChoices):
        WAITING = "waiting", _("to be looked at")
        PLACED = "placed", _("placed")
        GONE = "gone", _("gone")

    span = models.ForeignKey(
        ExtractSpan, models.PROTECT, related_name="placements", verbose_name=_("marked words")
    )
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="placements", verbose_name=_("newer edition")
    )
    paragraph = models.ForeignKey(
        Paragraph,
        models.PROTECT,
        null=True,
        related_name="placements",
        verbose_name=_("paragraph"),
    )
    start = models.PositiveIntegerField(_("start"), null=True, help_text=_("In code points."))
    end = models.PositiveIntegerField(
        _("end"), null=True, help_text=_("In code points, not included.")
    )
    how = models.CharField(_("how it was found"), max_length=10, choices=How)
    score = models.PositiveSmallIntegerField(_("what speaks for it"), help_text=_("From 0 to 100."))
    state = models.CharField(_("state"), max_length=10, choices=State)
    entry = models.ForeignKey(
        Entry, models.PROTECT, related_name="+", verbose_name=_("latest ledger entry")
    )

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("place in a newer edition")
        verbose_name_plural = _("places in newer editions")
        ordering = ["document", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["span", "document"], name="placement_of_span_is_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(paragraph=None, start=None, end=None, how="none")
                | (
                    models.Q(paragraph__isnull=False, start__isnull=False, end__isnull=False)
                    & models.Q(end__gt=models.F("start"))
                    & ~models.Q(how="none")
                ),
                name="placement_is_whole_or_none",
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting")
                | models.Q(state="placed", paragraph__isnull=False)
                | models.Q(state="gone", paragraph=None),
                name="placement_has_place_unless_gone",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="waiting") | ~models.Q(how__in=("exact", "by-hand")),
                name="placement_waits_unless_certain",
            ),
            models.CheckConstraint(
                condition=models.Q(score__lte=100), name="placement_score_is_of_a_hundred"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.span}: {self.get_state_display()}"

    @property
    def extract_id(self) -> int:
        return self.span.extract_id

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def words(self) -> str:
        """Return the words that stand there now; none where it has no place."""
        return self.paragraph.text[self.start : self.end] if self.paragraph else ""
