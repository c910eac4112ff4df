from django.db import models
from django.utils.translation import gettext_lazy as _

from ledger.models import AppendOnlyModel, Entry
from recommendations.models.comment import Comment, CommentRevision
from recommendations.models.rule import RuleVersion


class ModerationDecision(AppendOnlyModel):
    """A moderator's decision on a comment, with its reason and what it was decided on."""

    comment = models.ForeignKey(
        Comment, models.PROTECT, related_name="decisions", verbose_name=_("comment")
    )
    revision = models.ForeignKey(
        CommentRevision, models.PROTECT, related_name="decisions", verbose_name=_("words")
    )
    state = models.CharField(_("new state"), max_length=10, choices=Comment.State)
    rule = models.ForeignKey(
        RuleVersion,
        models.PROTECT,
        null=True,
        related_name="decisions",
        verbose_name=_("rule"),
    )
    reason = models.TextField(_("reason"), blank=True)
    fingerprint = models.CharField(_("fingerprint of the words"), max_length=64)
    entry = models.OneToOneField(Entry, models.PROTECT, verbose_name=_("ledger entry"))

    class Meta:
        verbose_name = _("moderation decision")
        verbose_name_plural = _("moderation decisions")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="published")
                | ~models.Q(reason="")
                | models.Q(rule__isnull=False),
                name="moderation_decision_gives_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.comment}: {self.get_state_display()}"

    @property
    def is_against(self) -> bool:
        """Whether it keeps words from being read: then it can be appealed against."""
        return self.state != Comment.State.PUBLISHED
