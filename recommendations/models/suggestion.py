"""Suggested texts: what a curator answers to them, and which version owes something to one."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledger.models import AppendOnlyModel, AppendOnlyQuerySet, Entry
from recommendations.models.comment import Comment, CommentQuerySet, CommentRevision
from recommendations.models.recommendation import Recommendation
from recommendations.models.version import Version


class AnswerQuerySet(AppendOnlyQuerySet):
    def taken(self) -> models.QuerySet[Any]:
        """Return those that made the suggested text the draft."""
        return self.filter(entry__verb="suggestion.taken")

    def to_be_credited(self, recommendation: Recommendation) -> "AnswerQuerySet":
        """Return the latest answer to each comment that accepts something no version names yet."""
        later = self.model.objects.filter(
            comment=models.OuterRef("comment"), pk__gt=models.OuterRef("pk")
        )
        rows = self.filter(comment__state=Comment.State.PUBLISHED, credit=None)
        accepted = rows.filter(
            comment__recommendation=recommendation, verdict__in=("accepted", "partly")
        )
        return accepted.exclude(models.Exists(later)).order_by("pk")


class SuggestionAnswer(AppendOnlyModel):
    """What a curator answers to a suggested text; everybody reads it beside the comment.

    A later answer takes the place of an earlier one: the comment names the one that holds.
    """

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        PARTLY = "partly", _("accepted in part")
        NOT_ACCEPTED = "not-accepted", _("not accepted")

    comment = models.ForeignKey(
        Comment, models.PROTECT, related_name="verdicts", verbose_name=_("comment")
    )
    revision = models.ForeignKey(
        CommentRevision, models.PROTECT, related_name="verdicts", verbose_name=_("words")
    )
    verdict = models.CharField(_("answer"), max_length=12, choices=Verdict)
    reason = models.TextField(_("reason"), blank=True)
    entry = models.OneToOneField(Entry, models.PROTECT, verbose_name=_("ledger entry"))

    objects = AnswerQuerySet.as_manager()  # type: ignore[misc] # the same, with its own verbs

    class Meta:
        verbose_name = _("answer to a suggested text")
        verbose_name_plural = _("answers to suggested texts")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verdict="accepted") | ~models.Q(reason=""),
                name="suggestion_answer_gives_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.comment}: {self.get_verdict_display()}"


class CreditQuerySet(AppendOnlyQuerySet):
    def shown(self) -> models.QuerySet[Any]:
        """Return those whose comment everybody may read: no other is told of."""
        shown = self.filter(answer__comment__state=Comment.State.PUBLISHED)
        return shown.select_related("answer__comment__organisation").order_by("pk")


class Credit(AppendOnlyModel):
    """That a version owes something to a suggested text that was accepted.

    It names no organisation: that is read from the comment, as the organisation is named now.
    """

    version = models.ForeignKey(
        Version, models.PROTECT, related_name="credits", verbose_name=_("version")
    )
    answer = models.OneToOneField(
        SuggestionAnswer, models.PROTECT, related_name="credit", verbose_name=_("answer")
    )

    objects = CreditQuerySet.as_manager()  # type: ignore[misc] # the same, with its own verbs

    class Meta:
        verbose_name = _("credit")
        verbose_name_plural = _("credits")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.version}: {self.comment}"

    @property
    def comment(self) -> Comment:
        comment: Comment = self.answer.comment
        return comment


class SuggestionManager(models.Manager.from_queryset(CommentQuerySet)):  # type: ignore[misc]
    """Comments that suggest another text, while everybody may read them."""

    def get_queryset(self) -> CommentQuerySet:
        rows: CommentQuerySet = super().get_queryset()
        shown = rows.published().exclude(revision__suggested_text="").with_particulars()
        return shown.select_related("recommendation", "version__recommendation")


class Suggestion(Comment):
    """A comment that suggests another text, as curators look at it."""

    objects = SuggestionManager()  # type: ignore[misc] # of fewer rows

    class Meta:
        proxy = True
        verbose_name = _("suggested text")
        verbose_name_plural = _("suggested texts")
        ordering = ["created", "pk"]
