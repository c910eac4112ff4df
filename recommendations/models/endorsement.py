from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from consultations.models import StoredFile
from ledger.clock import now
from organisations.models import Organisation, Representative
from recommendations.models.recommendation import Recommendation
from recommendations.models.version import Version


class EndorsementQuerySet(models.QuerySet["Endorsement"]):
    def visible_to(self, user: Any) -> "EndorsementQuerySet":
        """Return those of recommendations that the person may see, named or of their own."""
        # Looked up for each, since those of one text are a few of thousands.
        asks = Recommendation.objects.visible_to(user).order_by()
        rows = self.filter(models.Exists(asks.filter(pk=models.OuterRef("recommendation"))))
        named = models.Q(named_from__lte=now())
        if not user.is_authenticated:
            return rows.filter(named)
        own = Representative.objects.acting(now()).filter(user=user)
        return rows.filter(named | models.Q(organisation__in=own.values("organisation")))

    def live(self) -> "EndorsementQuerySet":
        return self.filter(state=Endorsement.State.LIVE)

    def named(self) -> "EndorsementQuerySet":
        """Return the live ones whose organisation is named: those of every list."""
        return self.live().filter(named_from__lte=now())

    def counted_unnamed(self) -> "EndorsementQuerySet":
        """Return those that the day's total counts without naming them.

        They are as they stood at the last 00:00 UTC, whatever became of them since.
        """
        at = now()
        still = models.Q(counted_until=None) | models.Q(counted_until__gt=at)
        return self.filter(still, counted_from__lte=at)

    def count_no_more(self) -> None:
        """Let none of them count unnamed from now on: the text that they were for has changed."""
        at = now()
        self.filter(counted_from__gt=at).update(counted_from=None, counted_until=None)
        self.counted_unnamed().update(counted_until=at)

    def standing(self) -> "EndorsementQuerySet":
        """Return those neither withdrawn nor otherwise ended."""
        return self.filter(state__in=Endorsement.STANDING)

    def answering(self) -> "EndorsementQuerySet":
        """Return those by which an organisation has said yes or no, and is asked no more."""
        states = Endorsement.State
        return self.filter(
            state__in=[states.LIVE, states.PAUSED, states.WITHDRAWN, states.DECLINED]
        )

    def awaiting(self) -> "EndorsementQuerySet":
        """Return those whose organisation is asked whether it endorses the present text."""
        return self.filter(state=Endorsement.State.AWAITING)

    def ended(self) -> "EndorsementQuerySet":
        """Return those that were signed and neither count nor are paused."""
        states = Endorsement.State
        return self.exclude(
            state__in=[states.LIVE, states.PAUSED, states.PREPARED, states.DECLINED]
        )

    def prepared(self) -> "EndorsementQuerySet":
        """Return those that wait for a signature."""
        return self.filter(state=Endorsement.State.PREPARED)


class Endorsement(models.Model):
    """An organisation's backing of one exact text, signed by a representative."""

    class State(models.TextChoices):
        PREPARED = "prepared", _("prepared, waits for a signature")
        DECLINED = "declined", _("declined by one who may sign")
        LIVE = "live", _("live")
        AWAITING = "awaiting", _("asked to confirm")
        PAUSED = "paused", _("paused while the organisation is suspended")
        SUPERSEDED = "superseded", _("superseded by a later one")
        WITHDRAWN = "withdrawn", _("withdrawn")
        LAPSED = "lapsed", _("lapsed without an answer")

    class Naming(models.TextChoices):
        NAMED = "named", _("Named")
        UNNAMED = "unnamed", _("Not named")
        ASK_AGAIN = "ask-again", _("Not named, ask us again")

    class Source(models.TextChoices):
        WEB = "web", _("web page")
        API = "api", _("program")
        PAPER = "paper", _("paper, with its scan")
        COMMAND = "command", _("command")

    STANDING = (State.LIVE, State.AWAITING, State.PAUSED)

    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="endorsements",
        verbose_name=_("organisation"),
    )
    organisation_name = models.CharField(_("organisation’s name then"), max_length=200)
    recommendation = models.ForeignKey(
        Recommendation,
        models.PROTECT,
        related_name="endorsements",
        verbose_name=_("recommendation"),
    )
    version = models.ForeignKey(
        Version, models.PROTECT, related_name="endorsements", verbose_name=_("version")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.LIVE)
    reservation = models.TextField(
        _("reservation"), blank=True, help_text=_("Empty where it endorses in full.")
    )
    naming = models.CharField(_("naming"), max_length=10, choices=Naming, default=Naming.NAMED)
    ask_again_on = models.DateField(_("ask again on"), null=True, blank=True)
    # Both in UTC, and set by what is chosen: see `recommendations.terms` and `daily_count`.
    named_from = models.DateTimeField(_("named from"), null=True, blank=True)
    counted_from = models.DateTimeField(_("counted unnamed from"), null=True, blank=True)
    counted_until = models.DateTimeField(_("counted unnamed until"), null=True, blank=True)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="prepared_endorsements",
        verbose_name=_("prepared by"),
    )
    # For its own people alone: what the drafter tells whoever signs, and by when to do it.
    note = models.TextField(_("note for the signatory"), blank=True)
    sign_by = models.DateField(_("to be signed by"), null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="signed_endorsements",
        verbose_name=_("signed by"),
    )
    capacity = models.CharField(_("capacity"), max_length=120, blank=True)
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="withdrawn_endorsements",
        verbose_name=_("withdrawn by"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    # Carrying and confirming leave a row as it is and add one that succeeds it.
    succeeds = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="successor",
        verbose_name=_("succeeds"),
    )
    objected_at = models.DateTimeField(_("objected to the new wording"), null=True, blank=True)
    # Both for its own people alone: what a drafter adds, and what was signed on paper.
    attachment = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="endorsements",
        verbose_name=_("attachment"),
    )
    scan = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="endorsements_on_paper",
        verbose_name=_("scan of the paper"),
    )
    source = models.CharField(_("by way of"), max_length=10, choices=Source)

    objects = EndorsementQuerySet.as_manager()

    class Meta:
        verbose_name = _("endorsement")
        verbose_name_plural = _("endorsements")
        ordering = ["-signed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "recommendation"],
                condition=models.Q(state__in=["live", "awaiting", "paused"]),
                name="endorsement_stands_once",
            ),
            models.UniqueConstraint(
                fields=["organisation", "recommendation"],
                condition=models.Q(state="prepared"),
                name="endorsement_is_prepared_once",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["prepared", "declined"],
                    prepared_by__isnull=False,
                    signed_by=None,
                    signed_at=None,
                )
                | (
                    ~models.Q(state__in=["prepared", "declined"])
                    & models.Q(signed_by__isnull=False, signed_at__isnull=False)
                ),
                name="endorsement_signature_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(objected_at=None) | ~models.Q(state="live"),
                name="endorsement_objected_to_is_not_live",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state="withdrawn", withdrawn_by__isnull=False, withdrawn_at__isnull=False
                )
                | (~models.Q(state="withdrawn") & models.Q(withdrawn_by=None, withdrawn_at=None)),
                name="endorsement_withdrawal_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(naming="named", named_from__isnull=False)
                | (~models.Q(naming="named") & models.Q(named_from=None)),
                name="endorsement_is_named_from_a_moment",
            ),
            models.CheckConstraint(
                condition=models.Q(naming="ask-again", ask_again_on__isnull=False)
                | (~models.Q(naming="ask-again") & models.Q(ask_again_on=None)),
                name="endorsement_is_asked_again_on_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(counted_until=None)
                | models.Q(counted_until__gte=models.F("counted_from")),
                name="endorsement_leaves_count_after_it_enters",
            ),
        ]
        indexes = [
            models.Index(fields=["recommendation", "state"], name="endorsement_counted"),
            models.Index(fields=["recommendation", "counted_from"], name="endorsement_unnamed"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_name}: {self.recommendation.code}"

    @property
    def is_carried(self) -> bool:
        """Tell whether it came to this text by a change of wording."""
        is_editorial = self.version.change == Version.Change.EDITORIAL
        if not is_editorial or self.succeeds_id is None or self.signed_at is None:
            return False
        return self.signed_at <= self.version.published_at

    @property
    def is_awaiting(self) -> bool:
        return self.state == self.State.AWAITING

    def is_named(self, at: datetime) -> bool:
        """Tell whether everybody may see, at that moment, whose it is."""
        return self.named_from is not None and self.named_from <= at
