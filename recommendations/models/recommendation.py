from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from consultations.models import Consultation, Extension, Extract, Session, Window
from consultations.models.extract import Level
from ledger.clock import now
from organisations.models.user import CURATE
from organisations.names import validate_plain_line
from recommendations.daily_count import FEWEST
from vocabulary.models import Addressee, Instrument, Objective, Theme

if TYPE_CHECKING:
    from recommendations.models.version import Version


# The code in M49 of what all parts of the world are parts of: it tells of no region.
WORLD = "001"
_NEVER = models.Value(datetime(9999, 12, 31, tzinfo=UTC), models.DateTimeField())


class _Live:
    """Those who stand behind the row around a query, counted in the query."""

    def __init__(self, model: Any) -> None:
        self.rows = model._meta.get_field("endorsements").related_model.objects.order_by()
        self.here = {"recommendation": models.OuterRef("pk")}

    def named(self) -> Coalesce:
        return self._number(self.rows.named())

    def unnamed(self) -> Coalesce:
        return self._number(self.rows.counted_unnamed())

    def regions(self) -> Coalesce:
        some = self._listed().exclude(organisation__region=WORLD)
        return self._number(some, models.Count("organisation__region", distinct=True))

    def kinds(self) -> Coalesce:
        return self._number(self._listed(), models.Count("organisation__kind", distinct=True))

    def next_change(self) -> models.Subquery:
        """Return the first moment to come at which somebody is named, counted or no more so."""
        at = now()
        moments = [
            models.Case(models.When(**{f"{name}__gt": at}, then=name), default=_NEVER)
            for name in ("named_from", "counted_from", "counted_until")
        ]
        first = models.Min(models.functions.Least(*moments))
        waiting = self.rows.filter(**self.here).filter(
            models.Q(named_from__gt=at)
            | models.Q(counted_from__gt=at)
            | models.Q(counted_until__gt=at)
        )
        whole = waiting.annotate(all=models.Value(1)).values("all")
        return models.Subquery(whole.annotate(first=first).values("first"))

    def _listed(self) -> Any:
        return self.rows.named().filter(organisation__is_listed=True)

    def _number(self, rows: Any, number: Any = None) -> Coalesce:
        whole = rows.filter(**self.here).annotate(all=models.Value(1)).values("all")
        counted = whole.annotate(number=number or models.Count("pk")).values("number")
        return Coalesce(models.Subquery(counted), 0)


def _kept(kept: Any, counted: Coalesce) -> models.Case:
    """Return the number that is kept where nothing has moved it since; else what is counted."""
    stays = models.Q(support__until=None) | models.Q(support__until__gt=now())
    is_fresh = stays & models.Q(support__counted=models.F("support__stamp"))
    return models.Case(models.When(is_fresh, then=kept), default=counted)


def _told(unnamed: str) -> models.Case:
    """Return how many that are not named are told of: none where they are few."""
    return models.Case(
        models.When(**{f"{unnamed}__gte": FEWEST}, then=unnamed), default=models.Value(0)
    )


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    def visible_to(self, user: Any) -> "RecommendationQuerySet":
        """Return what was published in public consultations, and all for curators."""
        if user.has_perm(CURATE):
            return self
        return self.exclude(state=Recommendation.State.DRAFT).filter(
            consultation__state=Consultation.State.PUBLIC
        )

    def published(self) -> "RecommendationQuerySet":
        return self.filter(state=Recommendation.State.PUBLISHED)

    def counted_now(self) -> "RecommendationQuerySet":
        """Add the numbers of those who stand behind each, counted as it is asked.

        `named_now`, and `total_now` by the one definition of the count; over the named, in how
        many regions and of how many kinds they are; and `changes_at`, the midnight at which one
        of the numbers changes by itself.
        """
        live = _Live(self.model)
        counted = self.annotate(
            named_now=live.named(), unnamed_now=live.unnamed(), changes_at=live.next_change()
        )
        return counted.annotate(
            total_now=models.F("named_now") + _told("unnamed_now"),
            regions_now=live.regions(),
            kinds_now=live.kinds(),
        )

    def with_endorsement_count(self) -> "RecommendationQuerySet":
        """Add `named_count`, and `endorsement_count` by the one definition of the count."""
        live = _Live(self.model)
        kept = models.F("support__total") - models.F("support__named")
        counted = self.annotate(
            named_count=_kept(models.F("support__named"), live.named()),
            unnamed_count=_kept(kept, live.unnamed()),
        )
        return counted.annotate(endorsement_count=models.F("named_count") + _told("unnamed_count"))

    def with_breadth(self) -> "RecommendationQuerySet":
        """Add in how many regions the named are, of how many kinds, and `breadth`: both together.

        Each region and each kind counts once, however many are in it.
        """
        live = _Live(self.model)
        counted = self.annotate(
            region_count=_kept(models.F("support__regions"), live.regions()),
            kind_count=_kept(models.F("support__kinds"), live.kinds()),
        )
        return counted.annotate(breadth=models.F("region_count") + models.F("kind_count"))

    def with_closing_time(self) -> "RecommendationQuerySet":
        """Add `closes`: when endorsing ends, by its own window or the consultation's."""
        return self.annotate(
            closes=Coalesce("endorsement_closes", "consultation__endorsement_closes")
        )

    def open_for(self, verb: str, at: datetime) -> "RecommendationQuerySet":
        """Return those open for the verb, `endorsement` or `comment`."""
        edges = {
            f"{edge}_edge": Coalesce(f"{verb}_{edge}", f"consultation__{verb}_{edge}")
            for edge in ("opens", "closes")
        }
        is_open = {"opens_edge__lte": at, "closes_edge__gt": at}
        return self.published().alias(**edges).filter(**is_open)

    def for_list(self) -> "RecommendationQuerySet":
        """Return each with what a line of a list shows."""
        return (
            self.select_related("current_version", "consultation__process")
            .with_endorsement_count()
            .with_closing_time()
        )


class Recommendation(models.Model):
    """One thing that is asked, drawn from what was said, whose text organisations endorse."""

    # When it changes by itself: see `ledger.remembering`.
    EDGES = ("comment_opens", "comment_closes", "endorsement_opens", "endorsement_closes")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")
        MERGED = "merged", _("merged into another")

    consultation = models.ForeignKey(
        Consultation,
        models.PROTECT,
        related_name="recommendations",
        verbose_name=_("consultation"),
    )
    session = models.ForeignKey(
        Session,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="recommendations",
        verbose_name=_("session"),
    )
    number = models.PositiveIntegerField(_("number"), null=True, editable=False)
    # Null, not empty, until it is published: drafts have no code, and codes are unique.
    code = models.CharField(  # noqa: DJ001 - see above
        _("code"), max_length=32, null=True, unique=True, editable=False
    )
    extracts = models.ManyToManyField(
        Extract, blank=True, related_name="recommendations", verbose_name=_("drawn from")
    )
    level = models.CharField(_("level"), max_length=12, choices=Level, default=Level.UNSPECIFIED)
    is_level_inferred = models.BooleanField(
        _("the level is our reading"),
        default=True,
        help_text=_("Untick where the source itself labels the level."),
    )
    themes = models.ManyToManyField(Theme, blank=True, verbose_name=_("themes"))
    objectives = models.ManyToManyField(Objective, blank=True, verbose_name=_("objectives"))
    instruments = models.ManyToManyField(Instrument, blank=True, verbose_name=_("instruments"))
    asked_of = models.ManyToManyField(
        Addressee, blank=True, editable=False, verbose_name=_("asked of")
    )
    draft_title = models.CharField(_("title"), max_length=200, validators=[validate_plain_line])
    draft_text = models.TextField(_("text"), max_length=5000)
    draft_addressees = models.TextField(
        _("asked of"), blank=True, help_text=_("As the source prints them, one on each line.")
    )
    draft_language = models.CharField(_("language"), max_length=10, default="en")
    comment_opens = models.DateTimeField(_("comments from"), null=True, blank=True)
    comment_closes = models.DateTimeField(_("comments until"), null=True, blank=True)
    endorsement_opens = models.DateTimeField(_("endorsements from"), null=True, blank=True)
    endorsement_closes = models.DateTimeField(_("endorsements until"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.DRAFT, editable=False
    )
    current_version = models.OneToOneField(
        "recommendations.Version",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="current_for",
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="merged_from"
    )

    objects = RecommendationQuerySet.as_manager()
    history = HistoricalRecords(
        excluded_fields=["state", "number", "code", "current_version", "merged_into"]
    )

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["consultation", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "number"], name="recommendation_number_is_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft", code=None, number=None, current_version=None)
                | (
                    ~models.Q(state="draft")
                    & models.Q(
                        code__isnull=False, number__isnull=False, current_version__isnull=False
                    )
                ),
                name="recommendation_has_code_once_public",
            ),
            models.CheckConstraint(
                condition=models.Q(state="merged", merged_into__isnull=False)
                | (~models.Q(state="merged") & models.Q(merged_into=None)),
                name="recommendation_merged_names_the_other",
            ),
            models.CheckConstraint(
                condition=models.Q(comment_opens=None, comment_closes=None)
                | models.Q(
                    comment_opens__isnull=False,
                    comment_closes__isnull=False,
                    comment_closes__gt=models.F("comment_opens"),
                ),
                name="recommendation_comment_window_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(endorsement_opens=None, endorsement_closes=None)
                | models.Q(
                    endorsement_opens__isnull=False,
                    endorsement_closes__isnull=False,
                    endorsement_closes__gt=models.F("endorsement_opens"),
                ),
                name="recommendation_endorsement_window_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code or _('draft')}: {self.title}"

    def get_absolute_url(self) -> str:
        """Return its page; for a draft, which has none, the curators' page in the admin."""
        if self.code is None:
            return reverse("admin:recommendations_recommendation_change", args=[self.pk])
        return reverse("recommendation", args=[self.code])

    @property
    def title(self) -> str:
        return self.current_version.title if self.current_version else self.draft_title

    @property
    def text(self) -> "Version":
        """The text as it stands; raises TypeError for a draft, which has none."""
        if self.current_version is None:
            raise TypeError("A draft has no text that could be signed.")
        return self.current_version

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def endorsement_window(self) -> Window:
        if self.endorsement_opens:
            return Window(self.endorsement_opens, self.endorsement_closes)
        return self.consultation.endorsement_window

    @property
    def comment_window(self) -> Window:
        if self.comment_opens:
            return Window(self.comment_opens, self.comment_closes)
        return self.consultation.comment_window

    def window_for(self, verb: str) -> Window:
        """Return the window that holds here for endorsing or commenting."""
        is_endorsing = verb == Extension.Verb.ENDORSEMENT
        return self.endorsement_window if is_endorsing else self.comment_window

    @property
    def endorsement_extensions(self) -> "models.QuerySet[Extension]":
        return self._extensions(Extension.Verb.ENDORSEMENT, is_own=bool(self.endorsement_opens))

    @property
    def comment_extensions(self) -> "models.QuerySet[Extension]":
        return self._extensions(Extension.Verb.COMMENT, is_own=bool(self.comment_opens))

    def _extensions(self, verb: str, *, is_own: bool) -> "models.QuerySet[Extension]":
        """Return how the window that holds here was extended, latest first.

        Nothing is asked for where the row was read with the answer that there is none.
        """
        whose: Any = self if is_own else self.consultation
        extensions: models.QuerySet[Extension] = whose.extensions.all()
        is_none = getattr(self, "has_extensions", None) is False
        return extensions.none() if is_none else extensions.filter(verb=verb)

    def begun(self, at: datetime) -> list[str]:
        """Return for which verbs the window has opened: from then on it is only extended."""
        return [
            verb
            for verb in Extension.Verb.values
            if self.is_published and self.window_for(verb).has_begun(at)
        ]

    def is_open_for_endorsement(self, at: datetime) -> bool:
        return self.is_published and self.endorsement_window.is_open(at)

    def is_open_for_comment(self, at: datetime) -> bool:
        return self.is_published and self.comment_window.is_open(at)

    @property
    def successor(self) -> "Recommendation":
        """The recommendation that it was merged into in the end, else itself."""
        return self.merged_into.successor if self.merged_into else self

    def predecessors(self) -> list["Recommendation"]:
        """Return those that were merged into it, directly or through others."""
        direct = list(self.merged_from.all())
        return [*direct, *(earlier for each in direct for earlier in each.predecessors())]

    def draft_addressee_names(self) -> list[str]:
        """Return those asked, as typed, one each, in order."""
        return [line.strip() for line in self.draft_addressees.splitlines() if line.strip()]
