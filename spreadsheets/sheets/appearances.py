from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.forms import modelform_factory
from django.utils.translation import gettext_lazy as _

from consultations import actions
from consultations.forms.meeting import AppearanceForm
from consultations.models import Appearance, Speaker
from ledger.models import Entry
from organisations.models import User
from spreadsheets.columns import Choice, Column, Line, Number, OneOf
from spreadsheets.sheets.sheet import Sessions, Sheet, Values, consultations_by_code, edited

_SAME = ("consultation", "session", "speaker", "printed", "role")


class AppearanceSheet(Sheet):
    kind, title, noun = "appearances", _("Appearances"), _("appearance")
    model = Appearance
    form = modelform_factory(
        Appearance, form=AppearanceForm, fields=[*_SAME, "position", "body", "order"]
    )
    identities = ("id",)

    def make_columns(self) -> Iterable[Column]:
        self.sessions = Sessions()
        meeting = OneOf(consultations_by_code, _("consultation"))
        return [
            Column("id", "pk", fixed=_("The number of an appearance stays.")),
            Column("consultation", "consultation__code", meeting),
            Column("session", "session__number", Number()),
            Column("speaker", "speaker__slug", OneOf(_speakers, _("speaker"))),
            Column("printed", widget=Line()),
            Column("role", widget=Choice(Appearance.Role.choices)),
            Column("position", widget=Line()),
            Column("body", widget=Line()),
            Column("order", widget=Number()),
        ]

    def rows(self) -> QuerySet[Any]:
        return Appearance.objects.visible_to(self.user)

    def ready(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("consultation", "session", "speaker")

    def settle(self, record: Any, values: Values) -> dict[str, Any]:
        return self.sessions.settle(record, values)

    def twin(self, values: Values) -> Any:
        same = {name: values.get(name) for name in ("consultation", "session", "speaker")}
        same |= {name: values.get(name, "") for name in ("printed", "role")}
        return self.ready(self.rows().filter(**same)).order_by("pk").first()

    def key_of(self, values: Values) -> tuple[Any, ...]:
        return tuple(values.get(name) or None for name in _SAME)

    def save(self, record: Any, values: Values, *, is_new: bool, by: User) -> None:
        source = Entry.Source.IMPORT
        if is_new:
            actions.add_appearance(appearance=record, by=by, source=source)
        else:
            actions.edit(record=record, fields=edited(record, values), by=by, source=source)


def _speakers() -> dict[str, Any]:
    return {each.slug: each for each in Speaker.objects.select_related("merged_into")}
