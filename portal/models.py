from datetime import datetime

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from consultations.models import Consultation
from organisations.models import Representative, User
from recommendations.models import Endorsement

# Pages that have an address of their own, by the name of the route.
_PLACES = {"about": "about", "reflected": "about-reflected"}


class AboutPageQuerySet(models.QuerySet["AboutPage"]):
    def for_readers_of(self, language: str | None) -> "AboutPageQuerySet":
        """Return each page once: in the language, else in the house's own, else in any."""
        first = models.Case(
            models.When(language=language or "", then=0),
            models.When(language=settings.LANGUAGE_CODE, then=1),
            default=2,
        )
        same = AboutPage.objects.filter(slug=models.OuterRef("slug")).order_by(first, "pk")
        return self.filter(pk=models.Subquery(same.values("pk")[:1]))


class AboutPage(models.Model):
    """A short page of explanation that curators edit, in one language."""

    slug = models.SlugField(_("slug"), max_length=40)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), help_text=_("Markdown: ## heading, *emphasis*, - list."))
    language = models.CharField(
        _("language"),
        max_length=10,
        default="en",
        help_text=_("Who reads a language in which there is no such page reads it in English."),
    )

    objects = AboutPageQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("about page")
        verbose_name_plural = _("about pages")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "language"],
                name="about_page_once_in_a_language",
                violation_error_message=_("There is this page in this language already."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        if self.slug in _PLACES:
            return reverse(_PLACES[self.slug])
        return reverse("about-page", args=[self.slug])


class NameQuestion(models.Model):
    """That an organisation was asked, on the day it chose, whether it is named now."""

    endorsement = models.ForeignKey(
        Endorsement, models.PROTECT, related_name="+", verbose_name=_("endorsement")
    )
    day = models.DateField(_("day"))

    class Meta:
        verbose_name = _("question whether to be named")
        verbose_name_plural = _("questions whether to be named")
        constraints = [
            models.UniqueConstraint(fields=["endorsement", "day"], name="name_is_asked_once")
        ]

    def __str__(self) -> str:
        return f"{self.day}"


class Reminder(models.Model):
    """That somebody who may sign was looked at before endorsing closed, and reminded if due."""

    representative = models.ForeignKey(
        Representative, models.PROTECT, related_name="+", verbose_name=_("representative")
    )
    consultation = models.ForeignKey(
        Consultation, models.PROTECT, related_name="+", verbose_name=_("consultation")
    )
    closes = models.DateTimeField(_("closes"))
    looked_at = models.DateTimeField(_("looked at"))

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(
                fields=["representative", "consultation", "closes"], name="reminder_is_sent_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.consultation}: {self.closes}"


class Digest(models.Model):
    """That a moderator was told, on that day of theirs, what waits; or that nothing did."""

    moderator = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("moderator")
    )
    day = models.DateField(_("day"))

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        constraints = [
            models.UniqueConstraint(fields=["moderator", "day"], name="digest_is_sent_once")
        ]

    def __str__(self) -> str:
        return f"{self.day}"


class CalendarAddressQuerySet(models.QuerySet["CalendarAddress"]):
    def holding(self, at: datetime) -> "CalendarAddressQuerySet":
        """Return those that have not run out, of people who may act for the organisation then."""
        acting = Representative.objects.acting(at)
        return self.filter(expires_at__gt=at, representative__in=acting)


class CalendarAddress(models.Model):
    """A secret address at which a calendar program reads when something awaits somebody.

    A representative has one at a time. Who takes it back, or makes another, deletes the row.
    """

    representative = models.OneToOneField(
        Representative, models.PROTECT, related_name="+", verbose_name=_("representative")
    )
    # SHA-256 of what the address holds, which nobody can read here.
    digest = models.CharField(max_length=64, unique=True, editable=False)
    # What sessions are bound to as well: it dies with the password that it was made under.
    seal = models.CharField(max_length=128, editable=False)
    made_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("works until"))

    objects = CalendarAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("address of a calendar")
        verbose_name_plural = _("addresses of calendars")

    def __str__(self) -> str:
        return f"{self.representative}: {self.made_at}"

    @property
    def is_sealed(self) -> bool:
        """Whether the person's password is still the one it was made under."""
        return constant_time_compare(self.seal, self.representative.user.get_session_auth_hash())


class OpenDataArchive(models.Model):
    """The public record of one day as a file to take away."""

    day = models.DateField(_("day"), unique=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    made_at = models.DateTimeField(_("made"))
    # Since when it lacks what was concealed or withheld after that day.
    made_again_at = models.DateTimeField(_("made again"), null=True)
    # What could be told when it was made: see `portal.opendata.archives`.
    witness = models.JSONField(editable=False)

    class Meta:
        verbose_name = _("archive of open data")
        verbose_name_plural = _("archives of open data")
        ordering = ["-day"]

    def __str__(self) -> str:
        return self.day.isoformat()

    def get_absolute_url(self) -> str:
        return reverse("open-data-archive", args=[self.day.isoformat()])

    @property
    def name(self) -> str:
        """The name in the storage under which it is kept."""
        return f"open-data/{self.sha256}.zip"
