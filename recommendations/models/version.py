from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ledger.canonical import TEXT_FORM, fingerprint
from ledger.models import AppendOnlyModel, AppendOnlyQuerySet, Entry
from organisations.names import validate_plain_line
from recommendations.models.recommendation import Recommendation


class VersionQuerySet(AppendOnlyQuerySet):
    def set_withheld(self, reason: str) -> int:
        """Note why the texts are withheld, or with an empty reason that they are shown."""
        return models.QuerySet.update(self, withheld_reason=reason)


class Version(AppendOnlyModel):
    """One exact text of a recommendation, as published: what is signed is all of it.

    `title`, `text` and `note` are what anybody may read; what was published is kept under
    the `kept_` names, also while it is withheld.
    """

    class Change(models.TextChoices):
        FIRST = "first", _("first text")
        EDITORIAL = "editorial", _("editorial change")
        SUBSTANTIVE = "substantive", _("change of substance")

    recommendation = models.ForeignKey(
        Recommendation,
        models.PROTECT,
        related_name="versions",
        verbose_name=_("recommendation"),
    )
    number = models.PositiveSmallIntegerField(_("number"))
    kept_title = models.CharField(_("title"), max_length=200)
    kept_text = models.TextField(_("text"))
    addressees = models.JSONField(_("asked of"), default=list)
    language = models.CharField(_("language"), max_length=10)
    change = models.CharField(_("change"), max_length=12, choices=Change)
    kept_note = models.TextField(_("note on the change"), blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("published by"),
    )
    published_at = models.DateTimeField(_("published"))
    fingerprint = models.CharField(_("fingerprint"), max_length=64, unique=True)
    withheld_reason = models.TextField(
        _("why it is withheld"), blank=True, help_text=_("Empty while the text is shown.")
    )

    objects = VersionQuerySet.as_manager()  # type: ignore[misc] # the same, with its own verbs

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["recommendation", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "number"], name="version_number_is_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(number=1, change="first")
                | (models.Q(number__gt=1) & ~models.Q(change="first")),
                name="version_one_is_the_first",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation.code}, {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("version", args=[self.recommendation.code, self.number])

    @property
    def is_withheld(self) -> bool:
        return bool(self.withheld_reason)

    @property
    def title(self) -> str:
        return _now("Withheld text") if self.is_withheld else self.kept_title

    @property
    def text(self) -> str:
        if self.is_withheld:
            return _now("This text is withheld: %(reason)s") % {"reason": self.withheld_reason}
        return self.kept_text

    @property
    def note(self) -> str:
        return "" if self.is_withheld else self.kept_note

    @property
    def shown_translations(self) -> "models.QuerySet[Translation]":
        """Its translations; none while the text itself is withheld."""
        return self.translations.none() if self.is_withheld else self.translations.all()

    def signed_content(self, code: str) -> dict[str, Any]:
        """Return what an endorsement signs; its canonical JSON is what the fingerprint covers."""
        return {
            "form": TEXT_FORM,
            "code": code,
            "number": self.number,
            "language": self.language,
            "title": self.kept_title,
            "text": self.kept_text,
            "addressees": self.addressees,
        }

    def computed_fingerprint(self, code: str) -> str:
        return fingerprint(self.signed_content(code))


class Proposal(models.Model):
    """A curator's proposal of a change of wording, which a second curator looks at and publishes.

    It holds for exactly the text it was made of: the fingerprint of what the version would be.
    """

    class State(models.TextChoices):
        OPEN = "open", _("waits for a second curator")
        PUBLISHED = "published", _("published")
        DROPPED = "dropped", _("dropped")

    recommendation = models.ForeignKey(
        Recommendation,
        models.PROTECT,
        related_name="proposals",
        verbose_name=_("recommendation"),
    )
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    note = models.TextField(_("note on the change"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("proposed by"),
    )
    proposed_at = models.DateTimeField(_("proposed"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)

    class Meta:
        verbose_name = _("proposed change of wording")
        verbose_name_plural = _("proposed changes of wording")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation"],
                condition=models.Q(state="open"),
                name="proposal_is_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.recommendation.code}: {self.get_state_display()}"


class WithholdingDecision(AppendOnlyModel):
    """A curator's decision that a version's text is withheld, or shown again, and why."""

    version = models.ForeignKey(
        Version, models.PROTECT, related_name="decisions", verbose_name=_("version")
    )
    is_withheld = models.BooleanField(_("withheld"))
    reason = models.TextField(_("reason"))
    entry = models.OneToOneField(Entry, models.PROTECT, verbose_name=_("ledger entry"))

    class Meta:
        verbose_name = _("decision to withhold")
        verbose_name_plural = _("decisions to withhold")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.version}: {_now('withheld') if self.is_withheld else _now('shown again')}"


class Translation(models.Model):
    """A version's text in another language, to be read; what is signed is the version's own."""

    version = models.ForeignKey(
        Version, models.PROTECT, related_name="translations", verbose_name=_("version")
    )
    language = models.CharField(_("language"), max_length=10)
    title = models.CharField(_("title"), max_length=200, validators=[validate_plain_line])
    text = models.TextField(_("text"), max_length=5000)
    translator = models.CharField(
        _("whose translation"),
        max_length=200,
        validators=[validate_plain_line],
        help_text=_("As it is shown, for example: the secretariat; a machine, not checked."),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        ordering = ["version", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "language"],
                name="translation_once_in_a_language",
                violation_error_message=_("This version has a translation into this language."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.version} ({self.language})"

    def get_absolute_url(self) -> str:
        return f"{self.version.get_absolute_url()}#in-{self.language}"
