from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ledger.clock import now
from recommendations.models.decision import ModerationDecision


class AppealQuerySet(models.QuerySet["Appeal"]):
    def open(self) -> "AppealQuerySet":
        return self.filter(state=Appeal.State.OPEN)


class Appeal(models.Model):
    """What an organisation says against a moderator's decision, and what another one answered."""

    class State(models.TextChoices):
        OPEN = "open", _("waits for an answer")
        OVERTURNED = "overturned", _("the decision was overturned")
        STANDS = "stands", _("the decision stands")

    decision = models.OneToOneField(
        ModerationDecision, models.PROTECT, related_name="appeal", verbose_name=_("decision")
    )
    text = models.TextField(_("text"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made"), default=now)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered"), null=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="open", answer="", answered_by=None, answered_at=None)
                | (
                    ~models.Q(state="open")
                    & ~models.Q(answer="")
                    & models.Q(answered_by__isnull=False, answered_at__isnull=False)
                ),
                name="appeal_is_open_or_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision}: {self.get_state_display()}"
