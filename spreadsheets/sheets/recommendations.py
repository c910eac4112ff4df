from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.forms import modelform_factory
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from consultations.models import Consultation, Extract
from consultations.models.extract import Level
from ledger.models import Entry
from organisations.models import User
from recommendations import actions
from recommendations.admin.forms import RecommendationForm
from recommendations.models import Recommendation
from spreadsheets.columns import (
    ON_ITS_PAGE,
    Choice,
    Column,
    Line,
    Number,
    OneOf,
    SeveralOf,
    YesOrNo,
)
from spreadsheets.sheets.sheet import (
    SORTED_UNDER,
    Sessions,
    Sheet,
    Values,
    consultations_by_code,
    edited,
    links_of,
    sorting_columns,
    with_sorting,
)

_FIELDS = (
    "consultation",
    "session",
    "extracts",
    "draft_title",
    "draft_text",
    "draft_addressees",
    "draft_language",
    "level",
    "is_level_inferred",
)
_TEXT = {"draft_title", "draft_text", "draft_addressees", "draft_language"}
_CHANGED_ONCE_PUBLIC = {*SORTED_UNDER, "level", "is_level_inferred"}


class _Form(RecommendationForm):
    """As in the admin; windows are set on its page."""

    comment_opens = comment_closes = None  # type: ignore[assignment]
    endorsement_opens = endorsement_closes = None  # type: ignore[assignment]


class RecommendationSheet(Sheet):
    kind, title, noun = "recommendations", _("Recommendations"), _("recommendation")
    model = Recommendation
    form = modelform_factory(Recommendation, form=_Form, fields=list(_FIELDS))
    identities = ("id", "code")

    def make_columns(self) -> Iterable[Column]:
        self.sessions = Sessions()
        meeting = OneOf(consultations_by_code, _("consultation"))
        extracts = SeveralOf(self._extracts, _("extract"), lambda each: each.public_id)
        return [
            Column("id", "pk", fixed=_("The number of a recommendation stays.")),
            Column("code", fixed=_("A code is given when the recommendation is published.")),
            Column("consultation", "consultation__code", meeting),
            Column("session", "session__number", Number()),
            Column("title", "draft_title", Line()),
            Column("text", "draft_text"),
            Column("asked of", "draft_addressees"),
            Column("language", "draft_language", Line()),
            Column("level", widget=Choice(Level.choices)),
            Column("level inferred", "is_level_inferred", YesOrNo()),
            *sorting_columns(),
            Column("extracts", widget=extracts),
            Column("state", fixed=_("What is published or withdrawn is decided on its page.")),
        ]

    def _extracts(self) -> dict[str, Any]:
        seen = Extract.objects.visible_to(self.user).values("pk")
        rows = Extract.objects.filter(pk__in=seen).select_related("document")
        return {each.public_id: each for each in rows}

    def rows(self) -> QuerySet[Any]:
        return Recommendation.objects.visible_to(self.user)

    def ready(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        where = ("consultation", "session", "current_version")
        return with_sorting(rows.select_related(*where)).prefetch_related("extracts")

    def hindrance(self, record: Any, column: Column) -> Any:
        if column.fixed or record.pk is None or record.state == Recommendation.State.DRAFT:
            return column.fixed
        if column.target in _TEXT:
            return _("A published text changes by a new version, which is published on its page.")
        return "" if column.target in _CHANGED_ONCE_PUBLIC else ON_ITS_PAGE

    def settle(self, record: Any, values: Values) -> dict[str, Any]:
        wrong = self.sessions.settle(record, values)
        meeting = values.get("consultation") or (record.consultation if record.pk else None)
        others = [each for each in values.get("extracts", []) if not _is_of(each, meeting)]
        if others:
            told = {"id": others[0].public_id}
            wrong["extracts"] = _now("“%(id)s” is an extract of another consultation.") % told
        return wrong

    def twin(self, values: Values) -> Any:
        same = self.rows().filter(
            consultation=values.get("consultation"), draft_title=values.get("draft_title", "")
        )
        return self.ready(same).order_by("pk").first()

    def key_of(self, values: Values) -> tuple[Any, ...]:
        return (values.get("consultation"), values.get("draft_title"))

    def save(self, record: Any, values: Values, *, is_new: bool, by: User) -> None:
        actions.keep_draft(
            recommendation=record,
            fields=edited(record, values),
            links=links_of(values, *SORTED_UNDER, "extracts"),
            by=by,
            source=Entry.Source.IMPORT,
        )


def _is_of(extract: Extract, meeting: Consultation | None) -> bool:
    """Return whether it is of the consultation's documents, or of its process's own."""
    document = extract.document
    if meeting is None or document.consultation_id is None:
        return meeting is None or document.process_id == meeting.process_id
    return document.consultation_id == meeting.pk
