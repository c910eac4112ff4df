from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from consultations.kinds import kind_in_words
from consultations.models.window import Extension, Window
from organisations.models.user import CURATE, validate_time_zone
from organisations.names import validate_plain_line

CODE = RegexValidator(
    r"^[A-Z0-9]+(-[A-Z0-9]+)*$", _("A code has capital letters, digits and single hyphens only.")
)


class ProcessQuerySet(models.QuerySet["Process"]):
    def visible_to(self, user: Any) -> "ProcessQuerySet":
        """Return those of a consultation or document that the person may see."""
        held: Any = self.model.documents.rel.related_model
        meetings = Consultation.objects.visible_to(user).order_by()
        documents = held.objects.visible_to(user).order_by()
        return self.filter(
            models.Q(pk__in=meetings.values("process"))
            | models.Q(pk__in=documents.values("process"))
        )


class Process(models.Model):
    """An intergovernmental process, such as the making of a compact, made of consultations."""

    code = models.CharField(_("code"), max_length=20, unique=True, validators=[CODE])
    name = models.CharField(_("name"), max_length=200, validators=[validate_plain_line])
    starts = models.DateField(_("from"), null=True, blank=True)
    ends = models.DateField(_("until"), null=True, blank=True)
    complements = models.ManyToManyField(
        "self", symmetrical=False, blank=True, verbose_name=_("complements")
    )

    objects = ProcessQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("process")
        verbose_name_plural = _("processes")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def visible_to(self, user: Any) -> "ConsultationQuerySet":
        """Return the public ones, and drafts for curators."""
        if user.has_perm(CURATE):
            return self
        return self.filter(state=Consultation.State.PUBLIC)

    def open_for_endorsement(self, at: datetime) -> "ConsultationQuerySet":
        return self.filter(endorsement_opens__lte=at, endorsement_closes__gt=at)

    def open_for_comment(self, at: datetime) -> "ConsultationQuerySet":
        return self.filter(comment_opens__lte=at, comment_closes__gt=at)

    def with_recommendation_count(self, user: Any) -> "ConsultationQuerySet":
        """Add `recommendation_count`: how many published ones the person may see."""
        asked: Any = self.model.recommendations.rel.related_model
        counted = (
            asked.objects.visible_to(user)
            .published()
            .filter(consultation=models.OuterRef("pk"))
            .order_by()
            .values("consultation")
            .annotate(number=models.Count("pk"))
            .values("number")
        )
        return self.annotate(recommendation_count=Coalesce(models.Subquery(counted), 0))


class Consultation(models.Model):
    """A meeting or round of a process in which positions are heard, with its windows."""

    # When it changes by itself: see `ledger.remembering`.
    EDGES = ("comment_opens", "comment_closes", "endorsement_opens", "endorsement_closes")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLIC = "public", _("public")

    class Moderation(models.TextChoices):
        BEFORE = "before", _("comments appear after approval")
        AFTER = "after", _("comments appear at once")

    process = models.ForeignKey(
        Process, models.PROTECT, related_name="consultations", verbose_name=_("process")
    )
    contributes_to = models.ManyToManyField(
        Process, blank=True, related_name="+", verbose_name=_("contributes to")
    )
    code = models.CharField(
        _("code"),
        max_length=20,
        unique=True,
        validators=[CODE],
        help_text=_("Recommendations are numbered after it: GFMD17-07. Fixed once public."),
    )
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=60, help_text=_("Thematic consultation …"))
    title = models.CharField(_("title"), max_length=200, validators=[validate_plain_line])
    official_title = models.CharField(
        _("official title"), max_length=400, blank=True, validators=[validate_plain_line]
    )
    place = models.CharField(_("place"), max_length=100, blank=True)
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[validate_time_zone])
    starts = models.DateField(_("first day"))
    ends = models.DateField(_("last day"))
    comment_opens = models.DateTimeField(_("comments from"), null=True, blank=True)
    comment_closes = models.DateTimeField(_("comments until"), null=True, blank=True)
    endorsement_opens = models.DateTimeField(_("endorsements from"), null=True, blank=True)
    endorsement_closes = models.DateTimeField(_("endorsements until"), null=True, blank=True)
    moderation = models.CharField(
        _("moderation"), max_length=10, choices=Moderation, default=Moderation.BEFORE
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.DRAFT, editable=False
    )
    curators_note = models.TextField(_("curators’ note"), blank=True)

    objects = ConsultationQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["state"])

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ["-starts", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__gte=models.F("starts")),
                name="consultation_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(comment_opens=None, comment_closes=None)
                | models.Q(
                    comment_opens__isnull=False,
                    comment_closes__isnull=False,
                    comment_closes__gt=models.F("comment_opens"),
                ),
                name="consultation_comment_window_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(endorsement_opens=None, endorsement_closes=None)
                | models.Q(
                    endorsement_opens__isnull=False,
                    endorsement_closes__isnull=False,
                    endorsement_closes__gt=models.F("endorsement_opens"),
                ),
                name="consultation_endorsement_window_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.code})"

    def get_absolute_url(self) -> str:
        return reverse("consultation", args=[self.slug])

    @property
    def kind_in_words(self) -> str:
        """Return its kind in the language that is active, where it is a customary one."""
        return kind_in_words(self.kind)

    @property
    def is_public(self) -> bool:
        return self.state == self.State.PUBLIC

    @property
    def endorsement_window(self) -> Window:
        return Window(self.endorsement_opens, self.endorsement_closes)

    @property
    def comment_window(self) -> Window:
        return Window(self.comment_opens, self.comment_closes)

    def window_for(self, verb: str) -> Window:
        """Return the window for endorsing or commenting."""
        is_endorsing = verb == Extension.Verb.ENDORSEMENT
        return self.endorsement_window if is_endorsing else self.comment_window

    def begun(self, at: datetime) -> list[str]:
        """Return for which verbs the window has opened: from then on it is only extended."""
        return [
            verb
            for verb in Extension.Verb.values
            if self.is_public and self.window_for(verb).has_begun(at)
        ]

    def is_open_for_endorsement(self, at: datetime) -> bool:
        return self.endorsement_window.is_open(at)

    def is_open_for_comment(self, at: datetime) -> bool:
        return self.comment_window.is_open(at)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class Session(models.Model):
    """One sitting of a consultation, with those who appeared in it."""

    consultation = models.ForeignKey(
        Consultation,
        models.PROTECT,
        related_name="sessions",
        verbose_name=_("consultation"),
    )
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=300, validators=[validate_plain_line])
    room = models.CharField(_("room"), max_length=100, blank=True)
    starts = models.DateTimeField(_("starts"), null=True, blank=True)
    ends = models.DateTimeField(_("ends"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["consultation", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "number"], name="session_number_is_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(ends=None)
                | models.Q(starts__isnull=False, ends__gt=models.F("starts")),
                name="session_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consultation.code}, {self.number}: {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("session", args=[self.consultation.slug, self.number])


class ClusterNumber(models.Model):
    """The number of a session's theme as one source prints it; two sources may differ."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="cluster_numbers")
    scheme = models.CharField(_("where it is printed"), max_length=200)
    number = models.CharField(_("number"), max_length=20)

    class Meta:
        verbose_name = _("cluster number")
        verbose_name_plural = _("cluster numbers")
        ordering = ["session", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "scheme"], name="cluster_number_once_per_scheme"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.scheme})"


class GuidingQuestion(models.Model):
    """A question that the organisers put to a session."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="guiding_questions")
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("guiding question")
        verbose_name_plural = _("guiding questions")
        ordering = ["session", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "number"], name="guiding_question_number_is_unique"
            )
        ]

    def __str__(self) -> str:
        return self.text
