from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consultations.models.appearance import Appearance, Speaker
from ledger.models import AppendOnlyModel, AppendOnlyQuerySet, Entry


class SpeakerMergeQuerySet(AppendOnlyQuerySet):
    def standing(self) -> "SpeakerMergeQuerySet":
        """Return the merges that were not undone."""
        return self.filter(undoes=None, undone_by=None)


class SpeakerMerge(AppendOnlyModel):
    """A curator's decision that two records are of one person, or after all are not, and why.

    What moved is remembered, so that exactly that can move back.
    """

    merged = models.ForeignKey(
        Speaker, models.PROTECT, related_name="merges", verbose_name=_("record that goes")
    )
    kept = models.ForeignKey(
        Speaker, models.PROTECT, related_name="took_in", verbose_name=_("record that stays")
    )
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="undone_by", verbose_name=_("undoes")
    )
    moved = models.ManyToManyField(Appearance, related_name="+", verbose_name=_("moved"))
    reason = models.TextField(_("reason"))
    entry = models.OneToOneField(Entry, models.PROTECT, verbose_name=_("ledger entry"))

    objects = SpeakerMergeQuerySet.as_manager()  # type: ignore[misc] # the same, with its own verbs

    class Meta:
        verbose_name = _("merge of speakers")
        verbose_name_plural = _("merges of speakers")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="speaker_merge_gives_reason"
            ),
            models.CheckConstraint(
                condition=~models.Q(merged=models.F("kept")), name="speaker_merge_joins_two"
            ),
        ]

    def __str__(self) -> str:
        done = gettext("merged") if self.undoes_id is None else gettext("parted again")
        return f"{self.merged} → {self.kept}: {done}"
