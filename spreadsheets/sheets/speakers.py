from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.forms import modelform_factory
from django.utils.translation import gettext_lazy as _

from consultations import actions
from consultations.models import Speaker
from ledger.models import Entry
from organisations.models import User
from spreadsheets.columns import Column, Line, YesOrNo
from spreadsheets.sheets.sheet import Sheet, Values, edited


class SpeakerSheet(Sheet):
    kind, title, noun = "speakers", _("Speakers"), _("speaker")
    model = Speaker
    form = modelform_factory(Speaker, fields=["name", "honorific", "is_identity_confirmed"])
    identities = ("slug",)

    def make_columns(self) -> Iterable[Column]:
        return [
            Column("slug", fixed=_("The address of a speaker stays.")),
            Column("name", widget=Line()),
            Column("honorific", widget=Line()),
            Column("identity confirmed", "is_identity_confirmed", YesOrNo()),
        ]

    def rows(self) -> QuerySet[Any]:
        return Speaker.objects.all()

    def ready(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("merged_into")

    def hindrance(self, record: Any, column: Column) -> Any:
        if record.is_merged:
            return _("This record is merged into another: nothing is changed in it.")
        return super().hindrance(record, column)

    def twin(self, values: Values) -> Any:
        named = Speaker.objects.standing().filter(name=values.get("name", ""))
        return self.ready(named).order_by("pk").first()

    def key_of(self, values: Values) -> tuple[Any, ...]:
        return (values.get("name"),)

    def save(self, record: Any, values: Values, *, is_new: bool, by: User) -> None:
        source = Entry.Source.IMPORT
        if is_new:
            actions.add_speaker(speaker=record, by=by, source=source)
        else:
            actions.edit(record=record, fields=edited(record, values), by=by, source=source)
