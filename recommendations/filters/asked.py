"""How the list of what is asked is narrowed and ordered."""

from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalogue.counting import FacetedFilterSet
from catalogue.facets import ColumnFacet, ConditionFacet, JoinedFacet, Labels, TreeFacet
from catalogue.ordering import OrderFilter
from catalogue.words import WordsFilter
from consultations.filters import (
    consultations,
    instruments,
    labels,
    objective_name,
    objectives,
    processes,
    session_name,
    sessions,
)
from consultations.models import Extract
from consultations.models.extract import Level, VoiceKind
from ledger.clock import now
from organisations.models import Organisation
from recommendations.filters.reflected import ReflectedFacet
from recommendations.indexing import RECOMMENDATIONS, TRANSLATIONS
from recommendations.models import Endorsement, Recommendation, Support, Translation
from search.matching import ids_matching
from vocabulary.naming import language_name
from vocabulary.trees import region_tree, theme_tree


def _open_for(verb: str) -> Any:
    return lambda rows: rows.filter(
        pk__in=Recommendation.objects.open_for(verb, now()).values("pk")
    )


def _voices(request: Any) -> Any:
    """Return what ties it to what was said, where the person may read that."""
    heard = Extract.objects.visible_to(request.user).order_by()
    drawn = Recommendation.extracts.through._default_manager
    # Not a list of them: without statistics SQLite would try each with each recommendation.
    return drawn.filter(models.Exists(heard.filter(pk=models.OuterRef("extract"))))


def _named(request: Any) -> Any:
    """Return who endorses the present texts by name, of those that are listed.

    Of who is not named or not listed nothing can be found out by a facet, by its own people
    neither: what they look for may be seen by others.
    """
    return Endorsement.objects.named().filter(organisation__is_listed=True).order_by()


def _endorsers(request: Any) -> Labels:
    listed = Organisation.objects.visible_to(request.user).listed().verified()
    return labels(listed.values_list("slug", "name"))


class _AskedFilter(WordsFilter):
    """Keeps what the search finds by the words in its text, or in a translation of it."""

    def filter(self, qs: Any, value: str) -> Any:
        if not value:
            return qs
        translated = Translation.objects.filter(pk__in=ids_matching(TRANSLATIONS, value)).order_by()
        is_found = models.Q(pk__in=ids_matching(self.kind, value))
        # Of an earlier text no translation is searched.
        return qs.filter(is_found | models.Q(pk__in=translated.values("version__recommendation")))


class RecommendationFilter(FacetedFilterSet):
    """Narrows the recommendations that a person may see."""

    class OpenFor(models.TextChoices):
        ENDORSEMENT = "endorsement", _("Endorsement")
        COMMENT = "comment", _("Comment")

    class Order(models.TextChoices):
        ENDORSED = "endorsed", _("Most endorsed first")
        NEWEST = "newest", _("Newest first")
        CLOSING = "closing", _("Closing soon first")
        BROADEST = "broadest", _("Broadest support first")

    OPEN = ("open_for", "asked_by", "level", "theme", "process", "consultation")
    OF_ACTS = ("endorser_kind", "endorser_region", "endorsed_by")

    q = _AskedFilter(RECOMMENDATIONS, label=_("Words"))
    open_for = ConditionFacet(
        {verb: _open_for(verb) for verb in OpenFor.values},
        offers=dict(OpenFor.choices),
        label=_("Open for"),
    )
    asked_by = JoinedFacet(
        _voices,
        "recommendation",
        "extract__voice_kind",
        offers=dict(VoiceKind.choices),
        is_ranked=False,
        label=_("Asked by"),
    )
    level = ColumnFacet("level", offers=dict(Level.choices), is_ranked=False, label=_("Level"))
    theme = TreeFacet(
        lambda request: Recommendation.themes.through._default_manager.all(),
        "recommendation",
        "theme",
        is_once=True,
        tree=theme_tree,
        label=_("Theme"),
    )
    process = ColumnFacet(
        "consultation__process__code",
        named="consultation__process__name",
        offers=processes,
        label=_("Process"),
    )
    consultation = ColumnFacet(
        "consultation__slug",
        named="consultation__title",
        offers=consultations,
        label=_("Consultation"),
    )
    session = ColumnFacet(
        "session", named=session_name("session__"), offers=sessions, label=_("Session")
    )
    objective = JoinedFacet(
        lambda request: Recommendation.objectives.through._default_manager.all(),
        "recommendation",
        "objective",
        is_once=True,
        named=objective_name("objective__"),
        offers=objectives,
        label=_("Objective"),
    )
    asked_of = JoinedFacet(
        lambda request: Recommendation.asked_of.through._default_manager.all(),
        "recommendation",
        "addressee__slug",
        is_once=True,
        named="addressee__name",
        label=_("Asked of"),
    )
    instrument = JoinedFacet(
        lambda request: Recommendation.instruments.through._default_manager.all(),
        "recommendation",
        "instrument__slug",
        is_once=True,
        named="instrument__short",
        offers=instruments,
        label=_("Instrument"),
    )
    reflected = ReflectedFacet(label=_("In later texts"))
    endorser_kind = JoinedFacet(
        _named,
        "recommendation",
        "organisation__kind",
        offers=dict(Organisation.Kind.choices),
        label=_("Kind of endorsing organisations"),
        help_text=_("Of those that are named."),
    )
    endorser_region = TreeFacet(
        _named,
        "recommendation",
        "organisation__region",
        tree=region_tree,
        is_known=True,
        label=_("Region of endorsing organisations"),
        help_text=_("Of those that are named."),
    )
    endorsed_by = JoinedFacet(
        _named,
        "recommendation",
        "organisation__slug",
        named="organisation__name",
        is_once=True,
        offers=_endorsers,
        label=_("Endorsed by"),
    )
    year = ColumnFacet("consultation__starts__year", label=_("Year"))
    language = ColumnFacet("current_version__language", label=_("Language"), read=language_name)
    order = OrderFilter(choices=Order.choices, label=_("Order"), empty_label=None)

    class Meta:
        model = Recommendation
        fields: list[str] = []

    def ordered(self, rows: Any) -> Any:
        order = self.present_order
        if order == self.Order.NEWEST:
            return rows.order_by("-current_version__published_at", "-pk")
        if order == self.Order.CLOSING:
            is_open = models.When(closes__gt=now(), then=models.F("closes"))
            still_open = rows.with_closing_time().annotate(
                closes_next=models.Case(is_open, default=None)
            )
            return still_open.order_by(models.F("closes_next").asc(nulls_last=True), "code")
        return self._by_support(rows, is_broad=order == self.Order.BROADEST)

    def _by_support(self, rows: Any, *, is_broad: bool) -> Any:
        """Return the rows by the numbers that are kept, where none has moved; else by counting."""
        if is_broad:
            rows = rows.with_breadth()
        if self._are_numbers_kept:
            kept = ["-support__breadth"] if is_broad else []
            first = "breadth" if is_broad else "total"
            # Read along the index of the numbers: none is put in order that is not shown.
            ordered = rows.filter(**{f"support__{first}__gte": 0})
            number = models.F("support__recommendation_id").asc()
            return ordered.order_by(*kept, "-support__total", number)
        counted = ["-breadth"] if is_broad else []
        return rows.with_endorsement_count().order_by(*counted, "-endorsement_count", "pk")

    @cached_property
    def _are_numbers_kept(self) -> bool:
        return not Support.objects.stale(now()).exists()

    @property
    def present_order(self) -> Order:
        return self.Order(self.cleaned.get("order") or self.Order.ENDORSED)
