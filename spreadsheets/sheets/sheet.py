"""What the sheets of all kinds of record have in common."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.forms import ModelForm, model_to_dict
from django.utils.translation import gettext as _

from catalogue.keyset import in_pages
from consultations.models import Consultation, Session
from organisations.models import User
from spreadsheets.cells import Table, told
from spreadsheets.columns import Column, SeveralOf
from vocabulary.models import Instrument, Objective, Theme

_AT_ONCE = 500
_MOST_DIGITS = 18

Values = dict[str, Any]


class Sheet:
    """One kind of record as rows of a spreadsheet, for one curator and one moment.

    `identities` name the columns by which a row finds its record; a row with none is a new one.
    """

    kind: ClassVar[str]
    title: ClassVar[Any]
    noun: ClassVar[Any]
    model: ClassVar[type[Model]]
    form: ClassVar[type[ModelForm]]
    identities: ClassVar[tuple[str, ...]]

    def __init__(self, user: User) -> None:
        self.user = user
        self.columns = {column.column_name: column for column in self.make_columns()}

    def make_columns(self) -> Iterable[Column]:
        raise NotImplementedError

    def rows(self) -> QuerySet[Any]:
        """Return what the person sees in the admin, and may take away."""
        raise NotImplementedError

    def ready(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows with all that their columns read."""
        raise NotImplementedError

    def blank(self) -> Any:
        """Return a new record as it begins."""
        return self.model()

    def twin(self, values: Values) -> Any:
        """Return what is on record already of what a new row says, if anything."""
        raise NotImplementedError

    def key_of(self, values: Values) -> tuple[Any, ...]:
        """Return what two new rows of one file would share that say the same."""
        raise NotImplementedError

    def save(self, record: Any, values: Values, *, is_new: bool, by: User) -> None:
        """Keep the record by an action, which writes its entry; raises Refused."""
        raise NotImplementedError

    def hindrance(self, record: Any, column: Column) -> Any:
        """Return why this cell of the record is not changed by a spreadsheet, or nothing."""
        return column.fixed

    def settle(self, record: Any, values: Values) -> dict[str, Any]:
        """Complete what the cells say from one another; return what is wrong, by column."""
        return {}

    def label(self, record: Any) -> str:
        return str(record)

    def told(self, record: Any) -> dict[str, str]:
        """Return what each cell of the record says."""
        return {name: told(column.told(record)) for name, column in self.columns.items()}

    def told_as_fixed(self, record: Any) -> dict[str, str]:
        """Return what the cells of the record say that a spreadsheet never changes."""
        fixed = [name for name, column in self.columns.items() if column.fixed]
        return {name: told(self.columns[name].told(record)) for name in fixed}

    def told_new(self, column: Column, record: Any, values: Values) -> str:
        """Return what the cell will say once the values are kept."""
        if column.is_many:
            return told(column.widget.render(values[column.target]))
        return told(column.told(record))

    def exported(self, rows: QuerySet[Any]) -> Iterable[list[str]]:
        """Yield the cells of each row, fetched a page at a time."""
        for record in in_pages(rows, self.ready):
            yield list(self.told(record).values())

    def found(self, table: Table) -> dict[tuple[str, str], Any]:
        """Return the records that the rows speak of, by the column and the cell that name them."""
        records = {}
        for name in self.identities:
            if name not in table.headings:
                continue
            place, column = table.headings.index(name), self.columns[name]
            keys = sorted({row.cells[place].strip() for row in table.rows} - {""})
            if column.attribute == "pk":
                keys = [key for key in keys if _is_number(key)]
            for start in range(0, len(keys), _AT_ONCE):
                some = {f"{column.attribute}__in": keys[start : start + _AT_ONCE]}
                for record in self.ready(self.rows().filter(**some)):
                    records[name, column.told(record)] = record
        return records

    def filled(self, record: Any, values: Values) -> ModelForm:
        """Return the form of the admin as if the values were typed into it."""
        fields = self.form.base_fields
        sent = model_to_dict(record, fields=list(fields))
        sent |= {name: value for name, value in values.items() if name in fields}
        return self.form({name: _sent(value) for name, value in sent.items()}, instance=record)


def _is_number(key: str) -> bool:
    return key.isascii() and key.isdecimal() and len(key) <= _MOST_DIGITS


def _sent(value: Any) -> Any:
    """Return the value as a page would send it."""
    if isinstance(value, list):
        return [_sent(each) for each in value]
    if isinstance(value, Model):
        return value.pk
    return "" if value is None or value is False else value


class Sessions:
    """The sessions of consultations, each by the consultation and its number."""

    @cached_property
    def known(self) -> dict[tuple[int, int], Session]:
        rows = Session.objects.select_related("consultation")
        return {(each.consultation_id, each.number): each for each in rows}

    def settle(self, record: Any, values: Values) -> dict[str, Any]:
        """Put the session in the place of its number; it goes along with its consultation."""
        moves = "consultation" in values and record.pk and record.session_id
        if "session" not in values and not moves:
            return {}
        number = values.get("session", record.session.number if moves else None)
        consultation = values.get("consultation") or (record.consultation if record.pk else None)
        if number is None or consultation is None:
            values["session"] = None
            return {}
        values["session"] = self.known.get((consultation.pk, number))
        if values["session"] is None:
            told = {"code": consultation.code, "number": number}
            return {"session": _("%(code)s has no session %(number)s.") % told}
        return {}


def consultations_by_code() -> dict[str, Consultation]:
    return {each.code: each for each in Consultation.objects.all()}


def sorting_columns() -> list[Column]:
    """Return the columns of what a record is sorted under."""
    return [
        Column("themes", widget=SeveralOf(_themes, _("theme"), lambda each: each.slug)),
        Column("objectives", widget=SeveralOf(_objectives, _("objective"), lambda each: each.code)),
        Column(
            "instruments", widget=SeveralOf(_instruments, _("instrument"), lambda each: each.slug)
        ),
    ]


SORTED_UNDER = ("themes", "objectives", "instruments")


def _themes() -> dict[str, Any]:
    return {each.slug: each for each in Theme.objects.all()}


def _objectives() -> dict[str, Any]:
    return {each.code: each for each in Objective.objects.select_related("framework")}


def _instruments() -> dict[str, Any]:
    return {each.slug: each for each in Instrument.objects.all()}


def with_sorting(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.prefetch_related("themes", "objectives__framework", "instruments")


def links_of(values: Values, *names: str) -> dict[str, list[Any]]:
    """Return those of the values that are lists of records, by their fields."""
    return {name: values[name] for name in names if name in values}


def edited(record: Model, values: Values) -> list[str]:
    """Return which of the values are fields of the record's own row."""
    own = {field.name for field in record._meta.concrete_fields}
    return sorted(own & set(values))
