from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.models.organisation import Organisation


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, at: datetime) -> "InvitationQuerySet":
        """Return those that can still be answered."""
        return self.filter(state=Invitation.State.OPEN, expires_at__gt=at)


class Invitation(models.Model):
    """A colleague's request that somebody comment for, or prepare for, their organisation."""

    class State(models.TextChoices):
        OPEN = "open", _("waits for an answer")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        REVOKED = "revoked", _("taken back")
        EXPIRED = "expired", _("not answered in time")

    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="invitations",
        verbose_name=_("organisation"),
    )
    # Emptied in time, and when the person is blanked: the answer stays, the address does not.
    email = models.EmailField(_("e-mail address"), blank=True)
    may_comment = models.BooleanField(_("may comment"))
    may_prepare = models.BooleanField(_("may prepare endorsements"))
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("invited by"),
    )
    invited_at = models.DateTimeField(_("invited"))
    expires_at = models.DateTimeField(_("to be answered before"))
    # SHA-256 of what the mailed address holds, which nobody can read here.
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=models.Q(state="open"),
                name="invitation_is_open_once_per_address",
            ),
            models.CheckConstraint(
                condition=models.Q(may_comment=True) | models.Q(may_prepare=True),
                name="invitation_gives_a_right",
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", answered_at=None)
                | (~models.Q(state="open") & models.Q(answered_at__isnull=False)),
                name="invitation_answered_has_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="open", email=""),
                name="invitation_open_has_an_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_state_display()}"

    def is_open(self, at: datetime) -> bool:
        """Tell whether it can still be answered."""
        return self.state == self.State.OPEN and at < self.expires_at
