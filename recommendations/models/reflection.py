"""What became of an ask in the later texts of its process, and in which words."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from consultations.models import Consultation, Document, Paragraph
from consultations.models.document import DocumentQuerySet
from recommendations.models.recommendation import Recommendation
from recommendations.models.version import Version


class LaterTextQuerySet(DocumentQuerySet):
    def held(self) -> "LaterTextQuerySet":
        """Return those whose text is here; what is only cited can't be read for an ask."""
        return self.filter(is_stub=False)

    def after(self, consultation: Consultation) -> "LaterTextQuerySet":
        """Return those in which what was asked in the consultation may be reflected."""
        own = models.Q(process=consultation.process_id)
        joined = models.Q(process__in=consultation.contributes_to.all())
        return self.filter(own | joined, date__gt=consultation.ends)

    def after_that_of(self, outer: str) -> "LaterTextQuerySet":
        """Return the same, as part of a query, for the consultation that a row there names."""
        joining = Consultation.contributes_to.through._default_manager
        joined = joining.filter(consultation=models.OuterRef(models.OuterRef(outer)))
        own = models.Q(process=models.OuterRef(f"{outer}__process"))
        in_joined = models.Q(process__in=joined.values("process"))
        return self.filter(own | in_joined, date__gt=models.OuterRef(f"{outer}__ends"))


class LaterTextManager(models.Manager.from_queryset(LaterTextQuerySet)):  # type: ignore[misc]
    """Dated texts of a whole process."""

    def get_queryset(self) -> LaterTextQuerySet:
        rows: LaterTextQuerySet = super().get_queryset()
        return rows.filter(consultation=None, date__isnull=False)


class LaterText(Document):
    """A text of a whole process, such as a draft or the outcome, as it is read for what was asked.

    It is later for the asks of the consultations that ended before its date: those of its own
    process, and those that contribute to it.
    """

    objects = LaterTextManager()  # type: ignore[misc] # of fewer rows

    class Meta:
        proxy = True
        verbose_name = _("later text")
        verbose_name_plural = _("later texts")
        ordering = ["date", "title"]

    def is_after(self, consultation: Consultation) -> bool:
        """Tell the same of one text; what the consultation contributes to has been fetched."""
        processes = {consultation.process_id}
        processes |= {process.pk for process in consultation.contributes_to.all()}
        is_later = self.date is not None and self.date > consultation.ends
        return is_later and self.consultation_id is None and self.process_id in processes

    def asks(self) -> models.QuerySet[Recommendation]:
        """Return what is published and asked before this text, and not assessed in it yet."""
        joining = Consultation.contributes_to.through._default_manager.filter(process=self.process)
        own = models.Q(consultation__process=self.process_id)
        joined = models.Q(consultation__in=joining.values("consultation"))
        rows = Recommendation.objects.published().filter(
            own | joined, consultation__ends__lt=self.date
        )
        assessed = Reflection.objects.live().filter(document=self.pk)
        unread = rows.exclude(pk__in=assessed.values("recommendation"))
        return unread.select_related("current_version", "consultation")

    def earlier(self) -> "models.QuerySet[LaterText]":
        """Return the texts of its process from which findings may be carried to it."""
        found = Reflection.objects.live().filter(document=models.OuterRef("pk"))
        texts = LaterText.objects.filter(process=self.process_id, date__lte=self.date)
        earlier: models.QuerySet[LaterText] = texts.exclude(pk=self.pk)
        return earlier.filter(models.Exists(found)).order_by("-date", "title")


class ReflectionQuerySet(models.QuerySet["Reflection"]):
    def live(self) -> "ReflectionQuerySet":
        """Return those that hold: no other has taken their place."""
        return self.exclude(state=Reflection.State.SUPERSEDED)

    def in_later_texts(self) -> "ReflectionQuerySet":
        """Return those in texts that are later ones for the ask, as they stand now.

        A text may have lost its date since, or got another, or another process.
        """
        joining = Consultation.contributes_to.through._default_manager
        joined = joining.filter(
            consultation=models.OuterRef("recommendation__consultation"),
            process=models.OuterRef("document__process"),
        )
        asked_in = "recommendation__consultation"
        own = models.Q(document__process=models.F(f"{asked_in}__process"))
        is_later = {"document__date__gt": models.F(f"{asked_in}__ends")}
        return self.filter(own | models.Exists(joined), document__consultation=None, **is_later)

    def visible_to(self, user: Any) -> "ReflectionQuerySet":
        """Return those on what is asked, in later texts, that the person may see.

        `is_readable` tells whether the person may read the words that the finding rests on.
        """
        readable = Paragraph.objects.readable_by(user).filter(pk=models.OuterRef("paragraph"))
        visible = self.in_later_texts().filter(
            recommendation__in=Recommendation.objects.visible_to(user),
            document__in=Document.objects.visible_to(user),
        )
        return visible.annotate(
            is_readable=models.Q(paragraph=None) | models.Exists(readable),
        )

    def answering(self, document: Document, user: Any) -> "ReflectionQuerySet":
        """Return the findings that rest on words of the document which the person may read."""
        rows: Any = self.live().visible_to(user).filter(document=document)
        readable = rows.exclude(paragraph=None).filter(is_readable=True)
        asked: ReflectionQuerySet = readable.select_related("recommendation__current_version")
        return asked.order_by("recommendation__code")


class Reflection(models.Model):
    """What curators found of a recommendation in a later text: how far, and in which words.

    What was found never changes: a corrected finding is a new row that succeeds the old.
    """

    class Finding(models.TextChoices):
        IN_FULL = "in-full", _("in full")
        IN_PART = "in-part", _("in part")
        TERM_DROPPED = "term-dropped", _("the idea is kept, the term dropped")
        WEAKENED = "weakened", _("weakened")
        ABSENT = "absent", _("not there")
        AGAINST = "against", _("against it")
        NOT_ASSESSABLE = "not-assessable", _("cannot be assessed")

    class State(models.TextChoices):
        ASSESSED = "assessed", _("assessed by one, not yet seconded")
        SECONDED = "seconded", _("assessed by two")
        TO_BE_CONFIRMED = "to-be-confirmed", _("to be confirmed")
        SUPERSEDED = "superseded", _("corrected since")

    WITHOUT_WORDS = (Finding.ABSENT, Finding.NOT_ASSESSABLE)

    recommendation = models.ForeignKey(
        Recommendation,
        models.PROTECT,
        related_name="reflections",
        verbose_name=_("recommendation"),
    )
    version = models.ForeignKey(
        Version, models.PROTECT, related_name="+", verbose_name=_("version that was looked for")
    )
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="reflections", verbose_name=_("later text")
    )
    paragraph = models.ForeignKey(
        Paragraph,
        models.PROTECT,
        null=True,
        related_name="reflections",
        verbose_name=_("paragraph"),
    )
    start = models.PositiveIntegerField(_("start"), null=True, help_text=_("In code points."))
    end = models.PositiveIntegerField(
        _("end"), null=True, help_text=_("In code points, not included.")
    )
    words = models.TextField(_("exact words"), blank=True)
    finding = models.CharField(_("finding"), max_length=16, choices=Finding)
    reason = models.TextField(_("reason"), blank=True)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.ASSESSED)
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("assessed by"),
    )
    assessed_at = models.DateTimeField(_("assessed"), null=True)
    seconded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("seconded by"),
    )
    seconded_at = models.DateTimeField(_("seconded"), null=True)
    succeeds = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        related_name="succeeded_by",
        verbose_name=_("corrects"),
    )
    carried_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="carried_to",
        verbose_name=_("carried from"),
    )

    objects = ReflectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["document__date", "document", "recommendation__code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "document"],
                condition=~models.Q(state="superseded"),
                name="reflection_holds_once_in_a_text",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    ~models.Q(finding__in=("absent", "not-assessable")),
                    ~models.Q(words=""),
                    paragraph__isnull=False,
                    start__isnull=False,
                    end__isnull=False,
                    end__gt=models.F("start"),
                )
                | models.Q(
                    ~models.Q(reason=""),
                    finding__in=("absent", "not-assessable"),
                    paragraph=None,
                    start=None,
                    end=None,
                    words="",
                ),
                name="reflection_rests_on_words_or_gives_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(assessed_by=None, assessed_at=None)
                | models.Q(assessed_by__isnull=False, assessed_at__isnull=False),
                name="reflection_assessor_comes_with_time",
            ),
            models.CheckConstraint(
                condition=models.Q(seconded_by=None, seconded_at=None)
                | models.Q(
                    ~models.Q(seconded_by=models.F("assessed_by")),
                    assessed_by__isnull=False,
                    seconded_by__isnull=False,
                    seconded_at__isnull=False,
                ),
                name="reflection_second_assessor_is_another",
            ),
            models.CheckConstraint(
                condition=models.Q(state="superseded")
                | models.Q(state="assessed", assessed_by__isnull=False, seconded_by=None)
                | models.Q(state="seconded", seconded_by__isnull=False)
                | models.Q(state="to-be-confirmed", assessed_by=None, carried_from__isnull=False),
                name="reflection_state_agrees_with_assessors",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation.code}, {self.document}: {self.get_finding_display()}"

    def get_absolute_url(self) -> str:
        return f"{self.recommendation.get_absolute_url()}#reflected"

    @property
    def is_live(self) -> bool:
        return self.state != self.State.SUPERSEDED

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody has read the text for it: it was not only carried from another."""
        return self.state != self.State.TO_BE_CONFIRMED

    @property
    def is_seconded(self) -> bool:
        return self.state == self.State.SECONDED
