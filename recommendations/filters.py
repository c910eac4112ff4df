"""How the list of what is asked is narrowed and ordered."""

from typing import Any

import django_filters
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from consultations.models import Consultation, Extract, Process, Session
from consultations.models.extract import Level, VoiceKind
from ledger.clock import now
from organisations.models import Organisation
from recommendations.indexing import RECOMMENDATIONS
from recommendations.models import Comment, Recommendation
from search.matching import ids_matching
from search.query import validate_question
from vocabulary.models import Addressee, Instrument, Objective, Region, Theme

_CHECKBOXES = forms.CheckboxSelectMultiple


def _voices() -> list[tuple[str, Any]]:
    """Return those by whom something public is asked, in the order of the closed list."""
    asked = Recommendation.objects.published()
    heard = Extract.objects.visible_to(AnonymousUser()).filter(recommendations__in=asked)
    asking = set(heard.order_by().values_list("voice_kind", flat=True).distinct())
    return [choice for choice in VoiceKind.choices if choice[0] in asking]


def _themes(request: Any) -> models.QuerySet[Theme]:
    """Return the themes of what the person may see: those of drafts alone would tell of them."""
    visible = Recommendation.objects.visible_to(request.user)
    return Theme.objects.filter(recommendation__in=visible).distinct().order_by("name")


def _consultations(request: Any) -> models.QuerySet[Consultation]:
    return Consultation.objects.visible_to(request.user).order_by("-starts")


def _sessions(request: Any) -> models.QuerySet[Session]:
    visible = Consultation.objects.visible_to(request.user)
    return Session.objects.filter(consultation__in=visible).select_related("consultation")


def _endorsers(request: Any) -> models.QuerySet[Organisation]:
    return Organisation.objects.visible_to(request.user).verified()


class RecommendationFilter(django_filters.FilterSet):
    """Narrows the recommendations that a person may see."""

    class OpenFor(models.TextChoices):
        ENDORSEMENT = "endorsement", _("Endorsement")
        COMMENT = "comment", _("Comment")

    class Order(models.TextChoices):
        ENDORSED = "endorsed", _("Most endorsed first")
        NEWEST = "newest", _("Newest first")
        CLOSING = "closing", _("Closing soon first")

    ORDERS = {
        Order.ENDORSED: ["-endorsement_count", "code"],
        Order.NEWEST: ["-current_version__published_at", "-pk"],
        Order.CLOSING: ["closes_next", "code"],
    }

    q = django_filters.CharFilter(
        method="with_words", label=_("Words"), validators=[validate_question], strip=True
    )
    open_for = django_filters.MultipleChoiceFilter(
        choices=OpenFor.choices, method="open_now", label=_("Open for"), widget=_CHECKBOXES
    )
    asked_by = django_filters.MultipleChoiceFilter(
        choices=_voices,
        method="voiced_by",
        label=_("Asked by"),
        widget=_CHECKBOXES,
    )
    level = django_filters.MultipleChoiceFilter(
        choices=Level.choices, label=_("Level"), widget=_CHECKBOXES
    )
    theme = django_filters.ModelMultipleChoiceFilter(
        field_name="themes__slug",
        to_field_name="slug",
        queryset=_themes,
        label=_("Theme"),
        widget=_CHECKBOXES,
    )
    process = django_filters.ModelChoiceFilter(
        field_name="consultation__process",
        to_field_name="code",
        queryset=Process.objects.all(),
        label=_("Process"),
    )
    consultation = django_filters.ModelChoiceFilter(
        to_field_name="slug", queryset=_consultations, label=_("Consultation")
    )
    session = django_filters.ModelChoiceFilter(queryset=_sessions, label=_("Session"))
    objective = django_filters.ModelChoiceFilter(
        field_name="objectives",
        queryset=Objective.objects.select_related("framework"),
        label=_("Objective"),
    )
    asked_of = django_filters.ModelChoiceFilter(
        to_field_name="slug",
        queryset=Addressee.objects.filter(recommendation__isnull=False).distinct(),
        label=_("Asked of"),
    )
    instrument = django_filters.ModelChoiceFilter(
        field_name="instruments",
        to_field_name="slug",
        queryset=Instrument.objects.all(),
        label=_("Instrument"),
    )
    endorsed_by = django_filters.ModelChoiceFilter(
        to_field_name="slug", queryset=_endorsers, method="backed_by", label=_("Endorsed by")
    )
    order = django_filters.ChoiceFilter(
        choices=Order.choices, method="in_order", label=_("Order"), empty_label=None
    )

    class Meta:
        model = Recommendation
        fields: list[str] = []

    def with_words(self, rows: Any, name: str, value: str) -> Any:
        """Keep those that the search finds by the words: in code, title, text or addressees."""
        return rows.filter(pk__in=ids_matching(RECOMMENDATIONS, value))

    def open_now(self, rows: Any, name: str, value: list[str]) -> Any:
        for verb in value:
            rows = rows.filter(pk__in=Recommendation.objects.open_for(verb, now()).values("pk"))
        return rows

    def voiced_by(self, rows: Any, name: str, value: list[str]) -> Any:
        """Keep those drawn from what one of them said, where the person may read it."""
        heard = Extract.objects.visible_to(self.request.user).filter(voice_kind__in=value)
        return rows.filter(extracts__in=heard) if value else rows

    def backed_by(self, rows: Any, name: str, value: Organisation) -> Any:
        endorsed = value.endorsements.visible_to(self.request.user).named()
        return rows.filter(pk__in=endorsed.values("recommendation"))

    def in_order(self, rows: Any, name: str, value: str) -> Any:
        return rows

    def filter_queryset(self, queryset: Any) -> Any:
        """Return the rows kept, each once, in the order asked for."""
        kept = super().filter_queryset(queryset).values("pk")
        rows = queryset.filter(pk__in=kept)
        still_open = models.Case(
            models.When(closes__gt=now(), then=models.F("closes")), default=None
        )
        rows = rows.annotate(closes_next=still_open)
        order = self.ORDERS[self.Order(self.chosen_order())]
        if order[0] == "closes_next":
            return rows.order_by(models.F("closes_next").asc(nulls_last=True), "code")
        return rows.order_by(*order)

    def chosen_order(self) -> str:
        return self.form.cleaned_data.get("order") or self.Order.ENDORSED


class ThemeForm(forms.Form):
    """Asks for one theme of what the person may see."""

    theme = forms.ModelChoiceField(
        Theme.objects.none(),
        to_field_name="slug",
        label=_("Theme"),
        empty_label=_("Choose a theme"),
        error_messages={"invalid_choice": _("There is no such theme. Choose one of these.")},
    )

    def __init__(self, *args: Any, request: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["theme"]
        field.queryset = _themes(request)


class CommentFilter(django_filters.FilterSet):
    """Narrows the first comments on something, by what everybody may know of who says it."""

    class Order(models.TextChoices):
        OLDEST = "oldest", _("Oldest first")
        NEWEST = "newest", _("Newest first")
        ANSWERED = "answered", _("Most answered first")

    ORDERS = {
        Order.OLDEST: ["created", "pk"],
        Order.NEWEST: ["-created", "-pk"],
        Order.ANSWERED: ["-answers", "created", "pk"],
    }

    stance = django_filters.ChoiceFilter(
        choices=Comment.Stance, method="kept", label=_("Stance"), empty_label=_("Any stance")
    )
    kind = django_filters.ChoiceFilter(
        choices=Organisation.Kind,
        method="of_listed",
        label=_("Kind of organisation"),
        empty_label=_("Any kind"),
    )
    region = django_filters.ModelChoiceFilter(
        queryset=Region.objects.all(),
        method="of_listed",
        label=_("Region"),
        empty_label=_("Any region"),
    )
    order = django_filters.ChoiceFilter(
        choices=Order.choices, method="in_order", label=_("Order"), empty_label=None
    )

    class Meta:
        model = Comment
        fields: list[str] = []

    def kept(self, rows: Any, name: str, value: str) -> Any:
        """Keep those shown to the person: of what is hidden nothing may be found out."""
        visible = Comment.objects.visible_to(self.request.user)
        return rows.filter(pk__in=visible.filter(**{name: value}).values("pk"))

    def of_listed(self, rows: Any, name: str, value: Any) -> Any:
        """Keep those of organisations of the kind, or within the region, that are listed."""
        listed = Organisation.objects.filter(is_listed=True)
        if name == "kind":
            listed = listed.filter(kind=value)
        else:
            listed = listed.filter(
                models.Q(region=value)
                | models.Q(region__parent=value)
                | models.Q(region__parent__parent=value)
            )
        visible = Comment.objects.visible_to(self.request.user)
        return rows.filter(pk__in=visible.filter(organisation__in=listed).values("pk"))

    def in_order(self, rows: Any, name: str, value: str) -> Any:
        answers = Comment.objects.published().filter(parent=models.OuterRef("pk")).order_by()
        number = answers.values("parent").annotate(number=models.Count("pk")).values("number")
        counted = rows.annotate(
            answers=models.functions.Coalesce(models.Subquery(number), models.Value(0))
        )
        return counted.order_by(*self.ORDERS[self.Order(value)])

    @property
    def is_narrowed(self) -> bool:
        """Whether a choice leaves some out."""
        cleaned = self.form.cleaned_data if self.is_bound and self.form.is_valid() else {}
        return any(cleaned.get(name) for name in ("stance", "kind", "region"))
