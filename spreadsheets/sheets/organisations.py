from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.forms import URLField, modelform_factory
from django.utils.translation import gettext_lazy as _

from ledger.models import Entry
from organisations import actions
from organisations.admin.forms import OrganisationForm
from organisations.models import Organisation, User
from organisations.names import skeleton
from spreadsheets.columns import Choice, Column, Line, OneOf, Region, SeveralOf, Words
from spreadsheets.sheets.sheet import Sheet, Values, edited, links_of
from vocabulary.models import Country
from vocabulary.models import Region as RegionRow

_FIELDS = (
    "name",
    "acronym",
    "aliases",
    "kind",
    "country",
    "region",
    "languages",
    "website",
)


class _Form(OrganisationForm):
    website = URLField(required=False, assume_scheme="https")


class OrganisationSheet(Sheet):
    """Those that are listed: what is not, no spreadsheet shows, finds, or tells of, for anybody."""

    kind, title, noun = "organisations", _("Organisations"), _("organisation")
    model = Organisation
    form = modelform_factory(Organisation, form=_Form, fields=list(_FIELDS))
    identities = ("slug",)

    def make_columns(self) -> Iterable[Column]:
        members = SeveralOf(_members, _("organisation"), lambda each: each.slug)
        return [
            Column("slug", fixed=_("The address of an organisation stays.")),
            Column("name", widget=Line()),
            Column("acronym", widget=Line()),
            Column("aliases"),
            Column("kind", widget=Choice(Organisation.Kind.choices)),
            Column("country", "country__code", OneOf(_countries, _("country"))),
            Column("region", "region__code", Region(_regions, _("region"))),
            Column("languages"),
            Column("website"),
            Column("members", widget=members),
            Column(
                "status",
                widget=Words(),
                fixed=_("The standing of an organisation is decided on its page."),
            ),
        ]

    def rows(self) -> QuerySet[Any]:
        return Organisation.objects.listed()

    def blank(self) -> Organisation:
        return Organisation(status=Organisation.Status.RECORDED)

    def ready(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        shown = Prefetch("members", Organisation.objects.listed())
        return rows.select_related("country", "region").prefetch_related(shown)

    def label(self, record: Any) -> str:
        return str(record.name)

    def twin(self, values: Values) -> Any:
        alike = self.rows().looking_like(values.get("name", ""))  # type: ignore[attr-defined]
        on_record = alike.filter(status__in=Organisation.PUBLIC_STATUSES)
        return self.ready(on_record).order_by("pk").first()

    def key_of(self, values: Values) -> tuple[Any, ...]:
        return (skeleton(values.get("name", "")),)

    def save(self, record: Any, values: Values, *, is_new: bool, by: User) -> None:
        members = links_of(values, "members").get("members")
        source = Entry.Source.IMPORT
        if is_new:
            actions.add_to_record(organisation=record, members=members, by=by, source=source)
            return
        fields = edited(record, values)
        actions.edit_organisation(
            organisation=record, fields=fields, members=members, by=by, source=source
        )


def _members() -> dict[str, Any]:
    listed = Organisation.objects.listed().filter(status__in=Organisation.PUBLIC_STATUSES)
    return {each.slug: each for each in listed}


def _countries() -> dict[str, Any]:
    return {each.code: each for each in Country.objects.all()}


def _regions() -> dict[str, Any]:
    return {each.code: each for each in RegionRow.objects.all()}
