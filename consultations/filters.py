"""How the lists of extracts and documents are narrowed and ordered."""

from typing import Any

from django.db.models import F, QuerySet, TextChoices, TextField, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from catalogue.counting import FacetedFilterSet
from catalogue.facets import (
    ColumnFacet,
    JoinedFacet,
    Labels,
    TreeFacet,
)
from catalogue.ordering import OrderFilter
from catalogue.words import WordsFilter
from consultations.indexing import DOCUMENTS, EXTRACTS
from consultations.kinds import kind_in_words
from consultations.models import Consultation, Document, Extract, Process, Session
from consultations.models.extract import Level, VoiceKind
from vocabulary.models import Instrument, Objective
from vocabulary.naming import language_name
from vocabulary.trees import theme_tree


def session_name(path: str) -> Concat:
    """Return, as part of a query, what a session is called where several meetings are."""
    code, number, title = f"{path}consultation__code", f"{path}number", f"{path}title"
    return Concat(code, Value(", "), number, Value(": "), title, output_field=TextField())


def objective_name(path: str) -> Concat:
    """Return, as part of a query, an objective's framework, number and title."""
    code, number, title = f"{path}framework__code", f"{path}number", f"{path}short_title"
    return Concat(code, Value(" "), number, Value(" "), title, output_field=TextField())


def labels(rows: Any) -> Labels:
    """Return pairs of a value and its label, as choices."""
    return {str(key): label for key, label in rows}


def processes(request: Any) -> Labels:
    return labels(Process.objects.visible_to(request.user).values_list("code", "name"))


def consultations(request: Any) -> Labels:
    """Return those that the person may see, the latest first."""
    visible = Consultation.objects.visible_to(request.user).order_by("-starts", "code")
    return labels(visible.values_list("slug", "title"))


def sessions(request: Any) -> Labels:
    visible = Consultation.objects.visible_to(request.user)
    rows = Session.objects.filter(consultation__in=visible).select_related("consultation")
    return {str(row.pk): str(row) for row in rows}


def objectives(request: Any) -> Labels:
    return {str(row.pk): str(row) for row in Objective.objects.select_related("framework")}


def instruments(request: Any) -> Labels:
    return labels(Instrument.objects.values_list("slug", "short"))


def _documents(request: Any) -> Labels:
    return labels(Document.objects.visible_to(request.user).values_list("slug", "title"))


def _by_date(rows: QuerySet[Any], path: str, *, oldest: bool) -> QuerySet[Any]:
    """Return the rows by a date; what has none stands last."""
    date = F(path)
    return rows.order_by(date.asc(nulls_last=True) if oldest else date.desc(nulls_last=True), "pk")


class ExtractFilter(FacetedFilterSet):
    """Narrows what was said, drawn from documents that a person may see."""

    class Order(TextChoices):
        NEWEST = "newest", _("Newest first")
        OLDEST = "oldest", _("Oldest first")

    OPEN = ("kind", "asked_by", "level", "theme", "process", "consultation")
    OF_ACTS = ()

    q = WordsFilter(EXTRACTS, label=_("Words"))
    kind = ColumnFacet("kind", label=_("Kind"), offers=dict(Extract.Kind.choices), is_ranked=False)
    asked_by = ColumnFacet(
        "voice_kind", label=_("Said by"), offers=dict(VoiceKind.choices), is_ranked=False
    )
    level = ColumnFacet("level", label=_("Level"), offers=dict(Level.choices), is_ranked=False)
    theme = TreeFacet(
        lambda request: Extract.themes.through._default_manager.all(),
        "extract",
        "theme",
        is_once=True,
        tree=theme_tree,
        label=_("Theme"),
    )
    process = ColumnFacet(
        "document__process__code",
        named="document__process__name",
        label=_("Process"),
        offers=processes,
    )
    consultation = ColumnFacet(
        "document__consultation__slug",
        named="document__consultation__title",
        label=_("Consultation"),
        offers=consultations,
    )
    session = ColumnFacet(
        "document__session",
        named=session_name("document__session__"),
        label=_("Session"),
        offers=sessions,
    )
    document = ColumnFacet(
        "document__slug", named="document__title", label=_("Document"), offers=_documents
    )
    objective = JoinedFacet(
        lambda request: Extract.objectives.through._default_manager.all(),
        "extract",
        "objective",
        is_once=True,
        named=objective_name("objective__"),
        label=_("Objective"),
        offers=objectives,
    )
    asked_of = JoinedFacet(
        lambda request: Extract.addressees.through._default_manager.all(),
        "extract",
        "addressee__slug",
        is_once=True,
        named="addressee__name",
        label=_("Asked of"),
    )
    instrument = JoinedFacet(
        lambda request: Extract.instruments.through._default_manager.all(),
        "extract",
        "instrument__slug",
        is_once=True,
        named="instrument__short",
        label=_("Instrument"),
        offers=instruments,
    )
    year = ColumnFacet("document__date__year", label=_("Year"))
    language = ColumnFacet("document__language", label=_("Language"), read=language_name)
    order = OrderFilter(choices=Order.choices, label=_("Order"), empty_label=None)

    class Meta:
        model = Extract
        fields: list[str] = []

    def ordered(self, rows: Any) -> Any:
        return _by_date(rows, "document__date", oldest=self.present_order == self.Order.OLDEST)

    @property
    def present_order(self) -> Order:
        return self.Order(self.cleaned.get("order") or self.Order.NEWEST)


class DocumentFilter(FacetedFilterSet):
    """Narrows the documents that a person may see."""

    class Order(TextChoices):
        NEWEST = "newest", _("Newest first")
        OLDEST = "oldest", _("Oldest first")

    OPEN = ("process", "consultation", "kind", "basis", "language", "year")
    OF_ACTS = ()

    q = WordsFilter(DOCUMENTS, label=_("Words"))
    process = ColumnFacet(
        "process__code", named="process__name", label=_("Process"), offers=processes
    )
    consultation = ColumnFacet(
        "consultation__slug",
        named="consultation__title",
        label=_("Consultation"),
        offers=consultations,
    )
    kind = ColumnFacet("kind", label=_("Kind"), read=kind_in_words)
    basis = ColumnFacet(
        "text_basis", label=_("Text"), offers=dict(Document.Basis.choices), is_ranked=False
    )
    language = ColumnFacet("language", label=_("Language"), read=language_name)
    year = ColumnFacet("date__year", label=_("Year"))
    edition = ColumnFacet("edition", label=_("Edition"))
    order = OrderFilter(choices=Order.choices, label=_("Order"), empty_label=None)

    class Meta:
        model = Document
        fields: list[str] = []

    def ordered(self, rows: Any) -> Any:
        return _by_date(rows, "date", oldest=self.present_order == self.Order.OLDEST)

    @property
    def present_order(self) -> Order:
        return self.Order(self.cleaned.get("order") or self.Order.NEWEST)
