from typing import Any

from django.db import models
from django.utils.crypto import get_random_string
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from consultations.models.appearance import Appearance, Speaker
from consultations.models.document import Document, Paragraph
from organisations.models import Organisation
from vocabulary.models import Addressee, Instrument, Objective, Theme

# Letters and digits that are not mistaken for one another when read aloud or copied.
_PUBLIC_ID_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def make_public_id() -> str:
    """Return a short random id: a serial number would tell how much is hidden."""
    return get_random_string(10, _PUBLIC_ID_ALPHABET)


class Level(models.TextChoices):
    POLITICAL = "political", _("Political")
    PRACTICAL = "practical", _("Practical")
    UNSPECIFIED = "unspecified", _("Level not specified")


class VoiceKind(models.TextChoices):
    CIVIL_SOCIETY = "civil-society", _("Civil society")
    SESSION_PARTICIPANTS = "session-participants", _("Session participants")
    CHAIR = "chair", _("Chair")
    PRESENTER = "presenter", _("Presenter")
    RAPPORTEUR = "rapporteur", _("Rapporteur")
    ORGANISERS = "organisers", _("Organisers")
    PANELLISTS = "panellists", _("Panellists")
    ISSUE_BRIEF = "issue-brief", _("Issue brief")
    DRAFT_CONTRIBUTION = "draft-contribution", _("Draft contribution")


class ExtractQuerySet(models.QuerySet["Extract"]):
    def visible_to(self, user: Any) -> "ExtractQuerySet":
        """Return those of documents that the person may see, each with the words they may read.

        One that rests on withheld words alone is not among them.
        """
        readable = ExtractSpan.objects.readable_by(user)
        own = models.Q(extract=models.OuterRef("pk"))
        rests_on_words = models.Exists(ExtractSpan.objects.filter(own))
        visible = self.filter(document__in=Document.objects.visible_to(user))
        shown = visible.filter(~rests_on_words | models.Exists(readable.filter(own)))
        return shown.prefetch_related(
            models.Prefetch("spans", readable.select_related("paragraph"))
        )

    def marked_in(self, document: Document, user: Any) -> "ExtractQuerySet":
        """Return those of the document, and of older editions with words that stand there too.

        Those that the person may see; where a mark was carried to is `carried` of its span.
        """
        return self._placed_in(document, user).filter(_is_marked_in(document, user))

    def met_in(self, document: Document, user: Any) -> "ExtractQuerySet":
        """Return those marked in the document, and others whose words came by way of it.

        `is_marked` tells the first from the second.
        """
        is_marked = _is_marked_in(document, user)
        by_way = Attribution.objects.filter(document=document)
        met: Any = self._placed_in(document, user)
        told: ExtractQuerySet = met.annotate(is_marked=is_marked)
        return told.filter(is_marked | models.Q(pk__in=by_way.values("extract")))

    def _placed_in(self, document: Document, user: Any) -> "ExtractQuerySet":
        visible = self.visible_to(user).select_related("document")
        if document.replaces_id is None:
            return visible
        carried = _carried_to(document, user).select_related("paragraph")
        return visible.prefetch_related(
            models.Prefetch("spans__placements", carried, to_attr="carried")
        )

    def voiced_by(self, appearances: "models.QuerySet[Appearance]") -> "ExtractQuerySet":
        """Return those that the documents attribute to one of the appearances.

        Theirs is the voice, or it is said by them at the beginning of the chain.
        """
        said_by = {"relation": Attribution.Relation.SAID_BY, "appearance__in": appearances}
        said = Attribution.objects.filter(extract=models.OuterRef("pk"), **said_by)
        is_theirs = models.Q(voice_appearance__in=appearances)
        return self.filter(is_theirs | models.Exists(said))

    def with_recommendations(self, user: Any) -> "ExtractQuerySet":
        """Return each with the recommendations drawn from it that the person may see."""
        drawn: Any = self.model.recommendations.rel.related_model
        visible = drawn.objects.visible_to(user).for_list()
        return self.prefetch_related(models.Prefetch("recommendations", queryset=visible))

    def with_attribution(self, user: Any) -> "ExtractQuerySet":
        """Return each with who voices it, as `voiced_by`, and its chain of attribution."""
        voices = Appearance.objects.visible_to(user).filter(pk=models.OuterRef("voice_appearance"))
        told = self.select_related("voice_appearance__speaker").annotate(
            is_voice_shown=models.Exists(voices)
        )
        return told.prefetch_related(
            models.Prefetch("attributions", Attribution.objects.told_to(user))
        )


def _carried_to(document: Document, user: Any) -> Any:
    placement: Any = ExtractSpan.placements.rel.related_model
    return placement.objects.visible_to(user).filter(document=document)


def _is_marked_in(document: Document, user: Any) -> models.Q:
    """Return the condition: it is drawn from the document, or from one that it replaces."""
    own = models.Q(document=document)
    if document.replaces_id is None:
        return own
    return own | models.Q(pk__in=_carried_to(document, user).values("span__extract"))


class Extract(models.Model):
    """One thing that was said, in our wording, tied to its words in a source."""

    class Kind(models.TextChoices):
        OBSERVATION = "observation", _("Observation")
        RECOMMENDATION = "recommendation", _("Recommendation")
        CHALLENGE = "challenge", _("Challenge")
        CONVERGENCE = "convergence", _("Point of convergence")
        GOOD_PRACTICE = "good-practice", _("Good practice")
        EVIDENCE = "evidence", _("Evidence")
        PRINCIPLE = "principle", _("Principle")
        DEFINITION = "definition", _("Definition")
        POLICY_AREA = "policy-area", _("Policy area")
        GUIDING_QUESTION = "guiding-question", _("Guiding question")

    public_id = models.CharField(
        _("public id"), max_length=12, unique=True, default=make_public_id, editable=False
    )
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="extracts", verbose_name=_("document")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    text = models.TextField(_("our wording"))
    voice = models.CharField(
        _("voice as printed"), max_length=200, help_text=_("Who says it, by the source.")
    )
    voice_kind = models.CharField(
        _("asked by"), max_length=30, choices=VoiceKind, help_text=_("Our reading of the voice.")
    )
    voice_appearance = models.ForeignKey(
        Appearance,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="voiced",
        verbose_name=_("appearance meant"),
    )
    voice_organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="voiced",
        verbose_name=_("organisation meant"),
    )
    themes = models.ManyToManyField(Theme, blank=True, verbose_name=_("themes"))
    objectives = models.ManyToManyField(Objective, blank=True, verbose_name=_("objectives"))
    instruments = models.ManyToManyField(Instrument, blank=True, verbose_name=_("instruments"))
    addressees = models.ManyToManyField(Addressee, blank=True, verbose_name=_("asked of"))
    level = models.CharField(_("level"), max_length=12, choices=Level, default=Level.UNSPECIFIED)
    inferred = models.JSONField(
        _("our reading"),
        default=list,
        blank=True,
        help_text=_("Names of the fields that the source does not label."),
    )
    note = models.TextField(_("note"), blank=True)

    is_voice_shown: bool  # as found by `with_attribution`
    is_marked: bool  # as found by `met_in`

    objects = ExtractQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("extract")
        verbose_name_plural = _("extracts")
        ordering = ["document", "pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def anchor(self) -> str:
        """Return what its note in the reader is known by."""
        return f"e-{self.public_id}"

    @property
    def voice_in_words(self) -> str:
        """Return the voice as printed; behind our reading of it for readers of other languages."""
        is_read = (get_language() or "en")[:2] == self.document.language[:2]
        if is_read or self.voice_organisation_id:
            return self.voice
        meant = self.get_voice_kind_display()
        if meant.casefold() == self.voice.casefold():
            return self.voice
        told = {"voice": f"{meant[:1].lower()}{meant[1:]}", "printed": self.voice}
        return gettext("%(voice)s (“%(printed)s”)") % told

    @property
    def voiced_by(self) -> Speaker | None:
        """Return whose voice it is, if the person `with_attribution` is for may see who it is."""
        meant: Any = self.voice_appearance if self.is_voice_shown else None
        return meant and meant.speaker

    @property
    def is_level_inferred(self) -> bool:
        return "level" in self.inferred


class ExtractSpanQuerySet(models.QuerySet["ExtractSpan"]):
    def readable_by(self, user: Any) -> "ExtractSpanQuerySet":
        """Return those whose words the person may read."""
        return self.filter(paragraph__in=Paragraph.objects.readable_by(user))


class ExtractSpan(models.Model):
    """The exact words of a paragraph that an extract rests on."""

    extract = models.ForeignKey(Extract, models.PROTECT, related_name="spans")
    paragraph = models.ForeignKey(Paragraph, models.PROTECT, related_name="spans")
    start = models.PositiveIntegerField(_("start"), help_text=_("In code points."))
    end = models.PositiveIntegerField(_("end"), help_text=_("In code points, not included."))
    words = models.TextField(_("exact words"))

    objects = ExtractSpanQuerySet.as_manager()

    class Meta:
        verbose_name = _("span")
        verbose_name_plural = _("spans")
        ordering = ["extract", "paragraph__position", "start"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__gt=models.F("start")), name="span_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["extract", "paragraph", "start", "end"], name="span_is_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.words


class AttributionQuerySet(models.QuerySet["Attribution"]):
    def told_to(self, user: Any) -> "AttributionQuerySet":
        """Return each with the speaker and the document it refers to, if the person may see them.

        They are its `speaker_shown` and its `document_shown`.
        """
        appearances = Appearance.objects.visible_to(user).filter(pk=models.OuterRef("appearance"))
        documents = Document.objects.visible_to(user).filter(pk=models.OuterRef("document"))
        return self.select_related("appearance__speaker", "document").annotate(
            is_appearance_shown=models.Exists(appearances),
            is_document_shown=models.Exists(documents),
        )


class Attribution(models.Model):
    """One link of the chain by which an extract's words reached the source."""

    class Relation(models.TextChoices):
        SAID_BY = "said-by", _("said by")
        EXCERPTED_FROM = "excerpted-from", _("excerpted from")
        REPORTED_BY = "reported-by", _("reported by")

    extract = models.ForeignKey(Extract, models.PROTECT, related_name="attributions")
    order = models.PositiveSmallIntegerField(_("order"))
    relation = models.CharField(_("relation"), max_length=20, choices=Relation)
    printed = models.CharField(_("as printed"), max_length=200)
    appearance = models.ForeignKey(
        Appearance, models.PROTECT, null=True, blank=True, related_name="+"
    )
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")

    is_appearance_shown: bool  # as found by `told_to`, like the next
    is_document_shown: bool

    objects = AttributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("attribution")
        verbose_name_plural = _("attribution chain")
        ordering = ["extract", "order"]
        constraints = [
            models.UniqueConstraint(fields=["extract", "order"], name="attribution_order_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.get_relation_display()} {self.printed}"

    @property
    def speaker_shown(self) -> Speaker | None:
        meant: Any = self.appearance if self.is_appearance_shown else None
        return meant and meant.speaker

    @property
    def document_shown(self) -> Document | None:
        return self.document if self.is_document_shown else None


class ExtractLinkQuerySet(models.QuerySet["ExtractLink"]):
    def visible_to(self, user: Any) -> "ExtractLinkQuerySet":
        """Return those whose two extracts the person may both see."""
        visible = Extract.objects.visible_to(user)
        return self.filter(extract__in=visible, other__in=visible)


class ExtractLink(models.Model):
    """A curator's finding that one extract restates, supports or contradicts another."""

    class Kind(models.TextChoices):
        RESTATES = "restates", _("restates")
        SUPPORTS = "supports", _("supports")
        IN_TENSION = "in-tension", _("is in tension with")

    extract = models.ForeignKey(Extract, models.PROTECT, related_name="links")
    other = models.ForeignKey(Extract, models.PROTECT, related_name="linked_from")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    reason = models.TextField(_("reason"))

    objects = ExtractLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link between extracts")
        verbose_name_plural = _("links between extracts")
        constraints = [
            models.UniqueConstraint(
                fields=["extract", "other", "kind"], name="extract_link_is_unique"
            ),
            models.CheckConstraint(
                condition=~models.Q(extract=models.F("other")), name="extract_link_joins_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.extract} {self.get_kind_display()} {self.other}"

    @property
    def backwards(self) -> str:
        """Return how the other relates to the extract."""
        return {
            self.Kind.RESTATES: gettext("is restated by"),
            self.Kind.SUPPORTS: gettext("is supported by"),
            self.Kind.IN_TENSION: gettext("is in tension with"),
        }[self.Kind(self.kind)]
