from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.models.representative import Representative
from organisations.names import validate_plain_line


class TokenQuerySet(models.QuerySet["Token"]):
    def of(self, user: object) -> "TokenQuerySet":
        """Return the person's own, with whom they act for."""
        return self.filter(representative__user=user).select_related("representative__organisation")


class Token(models.Model):
    """What a person gave a program, so that it acts for one organisation in their name."""

    representative = models.ForeignKey(
        Representative,
        models.PROTECT,
        related_name="tokens",
        verbose_name=_("representative"),
    )
    label = models.CharField(_("label"), max_length=60, validators=[validate_plain_line])
    may_endorse = models.BooleanField(_("may endorse"), default=False)
    may_withdraw = models.BooleanField(_("may withdraw endorsements"), default=False)
    may_comment = models.BooleanField(_("may comment"), default=False)
    # How it begins, so that people tell theirs apart; and SHA-256 of the whole, which nobody
    # reads here.
    prefix = models.CharField(_("begins with"), max_length=20)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    # What sessions carry as well: another password, and the token is dead.
    password_mark = models.CharField(max_length=128, editable=False)
    created_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("ends"))
    # In UTC; the day is enough to notice a stranger.
    last_used_on = models.DateField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(may_endorse=True)
                | models.Q(may_withdraw=True)
                | models.Q(may_comment=True),
                name="token_is_for_something",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="token_ends_after_it_is_made",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}…"

    def is_over(self, at: datetime) -> bool:
        """Tell whether it was revoked, or its time has ended."""
        return self.revoked_at is not None or self.expires_at <= at


class KeptAnswer(models.Model):
    """What a program was answered to one key, so that asking again acts but once.

    Kept for a day; neither the request nor the answer is held in words.
    """

    token = models.ForeignKey(
        Token, models.CASCADE, related_name="answers", verbose_name=_("token")
    )
    # SHA-256 of the key, and of method, address and body.
    key_digest = models.CharField(max_length=64, editable=False)
    request_digest = models.CharField(max_length=64, editable=False)
    status = models.PositiveSmallIntegerField(_("status"))
    content = models.JSONField(_("answer"))
    kept_at = models.DateTimeField(_("kept"), db_index=True)

    class Meta:
        verbose_name = _("kept answer")
        verbose_name_plural = _("kept answers")
        constraints = [
            models.UniqueConstraint(
                fields=["token", "key_digest"], name="answer_is_kept_once_per_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.token}: {self.status}"
