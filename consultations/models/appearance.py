from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from consultations.models.consultation import Consultation, Session
from organisations.models import Organisation
from organisations.names import validate_plain_line


class SpeakerQuerySet(models.QuerySet["Speaker"]):
    def on_record(self) -> "SpeakerQuerySet":
        """Return those who appeared in something that is public."""
        public = Appearance.objects.filter(consultation__state=Consultation.State.PUBLIC)
        return self.filter(pk__in=public.values("speaker"))

    def visible_to(self, user: Any) -> "SpeakerQuerySet":
        """Return those who appeared in something that the person may see."""
        return self.filter(pk__in=Appearance.objects.visible_to(user).values("speaker"))

    def standing(self) -> "SpeakerQuerySet":
        """Return those that are not merged into another."""
        return self.filter(merged_into=None)

    def merged_before(self, user: Any) -> "SpeakerQuerySet":
        """Return those merged into another, which the person would have seen until then."""
        moved = Appearance.objects.visible_to(user)
        followed = {"merges__moved__in": moved, "merges__moved__speaker": models.F("merged_into")}
        merged = self.exclude(merged_into=None).select_related("merged_into")
        return merged.filter(merges__undoes=None, **followed).distinct()


class Speaker(models.Model):
    """A person who spoke, by the name that the sources print."""

    name = models.CharField(_("name"), max_length=150, validators=[validate_plain_line])
    honorific = models.CharField(_("honorific"), max_length=50, blank=True)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    is_identity_confirmed = models.BooleanField(_("identity confirmed"), default=False)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="merged_from",
        verbose_name=_("merged into"),
    )

    objects = SpeakerQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["merged_into"])

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("id")), name="speaker_merges_into_another"
            )
        ]

    def __str__(self) -> str:
        return f"{self.honorific} {self.name}".strip()

    def get_absolute_url(self) -> str:
        return reverse("speaker", args=[self.slug])

    @property
    def is_merged(self) -> bool:
        return self.merged_into_id is not None


class AppearanceQuerySet(models.QuerySet["Appearance"]):
    def visible_to(self, user: Any) -> "AppearanceQuerySet":
        """Return those in consultations that the person may see."""
        return self.filter(consultation__in=Consultation.objects.visible_to(user))

    def for_list(self, user: Any) -> "AppearanceQuerySet":
        """Return each with its speaker, its place and the organisation the person may see."""
        visible = models.Prefetch("organisation", Organisation.objects.visible_to(user))
        where = ("speaker", "consultation__process", "session")
        return self.select_related(*where).prefetch_related(visible)


class Appearance(models.Model):
    """Somebody's part in a consultation or one of its sessions, as printed then."""

    class Role(models.TextChoices):
        CHAIR = "chair", _("Chair")
        MODERATOR = "moderator", _("Moderator")
        CO_FACILITATOR = "co-facilitator", _("Co-facilitator")
        PRESENTER = "presenter", _("Presenter")
        PANELLIST = "panellist", _("Panellist")
        RAPPORTEUR = "rapporteur", _("Rapporteur")
        SUMMARISER = "summariser", _("Summariser")
        SPEAKER = "speaker", _("Speaker")
        PARTICIPANT = "participant", _("Participant")

    consultation = models.ForeignKey(
        Consultation,
        models.PROTECT,
        related_name="appearances",
        verbose_name=_("consultation"),
    )
    session = models.ForeignKey(
        Session,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appearances",
        verbose_name=_("session"),
    )
    speaker = models.ForeignKey(
        Speaker,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appearances",
        verbose_name=_("speaker"),
        help_text=_("Empty for unnamed and collective actors: then the printed words stand."),
    )
    printed = models.CharField(
        _("as printed"), max_length=200, blank=True, validators=[validate_plain_line]
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    position = models.CharField(_("position then"), max_length=200, blank=True)
    body = models.CharField(_("body then"), max_length=200, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appearances",
        verbose_name=_("organisation meant"),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = AppearanceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("appearance")
        verbose_name_plural = _("appearances")
        ordering = ["consultation", "session", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(speaker__isnull=False) | ~models.Q(printed=""),
                name="appearance_names_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.shown_name} ({self.get_role_display()})"

    @property
    def shown_name(self) -> str:
        return self.printed or str(self.speaker)
