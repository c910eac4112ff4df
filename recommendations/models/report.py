from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ledger.clock import now
from recommendations.models.comment import Comment
from recommendations.models.decision import ModerationDecision


class ReportQuerySet(models.QuerySet["Report"]):
    def open(self) -> "ReportQuerySet":
        return self.filter(state=Report.State.OPEN)


class Report(models.Model):
    """What somebody who is signed in finds wrong with a published comment; for moderators' eyes."""

    class Reason(models.TextChoices):
        SAFETY = "safety", _("It gives away personal data, or endangers somebody")
        INSULT = "insult", _("It insults, or stirs up hatred")
        TOPIC = "topic", _("It is about something else")
        SPAM = "spam", _("It is an advertisement, or sent many times")
        ATTRIBUTION = "attribution", _("It says of somebody what they did not say")
        COPYRIGHT = "copyright", _("It copies somebody’s work")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        OPEN = "open", _("waits for a moderator")
        HIDDEN = "hidden", _("the comment was hidden")
        LEFT = "left", _("the comment was left as it is")
        GONE = "gone", _("the comment was withdrawn by its organisation")

    comment = models.ForeignKey(
        Comment, models.PROTECT, related_name="reports", verbose_name=_("comment")
    )
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("reporter")
    )
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    words = models.TextField(_("in words"), blank=True)
    reported_at = models.DateTimeField(_("reported"), default=now)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    decision = models.ForeignKey(
        ModerationDecision,
        models.PROTECT,
        null=True,
        related_name="reports",
        verbose_name=_("decision"),
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["reported_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "reporter"], name="a_comment_is_reported_once_by_each"
            ),
            models.CheckConstraint(
                condition=~models.Q(reason="other") | ~models.Q(words=""),
                name="another_reason_is_put_in_words",
            ),
            models.CheckConstraint(
                condition=models.Q(state="hidden", decision__isnull=False)
                | (~models.Q(state="hidden") & models.Q(decision=None)),
                name="report_names_the_decision_it_led_to",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comment}: {self.get_reason_display()}"
