"""What an import would do, row by row: the same for its preview and for its doing."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.cells import column_letter
from consultations.differences import Piece, differences
from ledger.canonical import fingerprint
from spreadsheets.cells import Row, Table, cell_name
from spreadsheets.columns import Column, OneOf
from spreadsheets.sheets import Sheet, Values

_MOST_COMPARED = 6_000


class Group(models.TextChoices):
    """What becomes of a row, in the order in which a preview tells it."""

    REFUSED = "refused", gettext_lazy("Refused")
    CHANGED = "changed", gettext_lazy("Changed")
    ADDED = "added", gettext_lazy("Added")
    UNCHANGED = "unchanged", gettext_lazy("Unchanged")


class Change(NamedTuple):
    """What a cell said, and will say."""

    column: str
    old: str
    new: str

    @property
    def pieces(self) -> list[Piece]:
        if max(len(self.old), len(self.new)) > _MOST_COMPARED:
            return [Piece("old", self.old), Piece("new", self.new)]
        return differences(self.old, self.new)


class Refusal(NamedTuple):
    """Why a cell cannot be taken; without a column, why its whole row cannot."""

    column: str
    cell: str
    reason: Any
    typed: str


@dataclass
class Outcome:
    """What becomes of a row. `values` are what is kept of it, if anything."""

    number: int
    group: str = Group.UNCHANGED
    record: Any = None
    label: str = ""
    changes: list[Change] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    values: Values = field(default_factory=dict)
    state: dict[str, str] = field(default_factory=dict)
    has_moved: bool = False

    @cached_property
    def seen(self) -> str:
        """Return a fingerprint of what it would do and, if it does, of the record as it is."""
        wrong = [[each.column, each.cell] for each in self.refusals]
        state = self.state if self.group == Group.CHANGED else {}
        return fingerprint([self.group, self.changes, wrong, state])[:20]

    def get_group_display(self) -> str:
        return str(Group(self.group).label)

    def refuse(self, column: str, cell: str, reason: Any, typed: str) -> None:
        self.group = Group.REFUSED
        self.refusals.append(Refusal(column, cell, reason, typed))


@dataclass
class Plan:
    """What becomes of all rows, in the order of the file."""

    outcomes: list[Outcome]

    @cached_property
    def seen(self) -> dict[str, str]:
        return {str(each.number): each.seen for each in self.outcomes}

    @cached_property
    def fingerprint(self) -> str:
        return fingerprint(self.seen)

    @cached_property
    def counts(self) -> dict[str, int]:
        counted = Counter(each.group for each in self.outcomes)
        return {group: counted[group] for group in Group.values}

    @property
    def touched(self) -> list[Outcome]:
        return [each for each in self.outcomes if each.group in (Group.ADDED, Group.CHANGED)]

    @property
    def may_be_confirmed(self) -> bool:
        return bool(self.touched) and not self.counts[Group.REFUSED]

    def in_order(self) -> list[Outcome]:
        """Return the rows by what becomes of them; what moved since it was seen comes first."""
        order = list(Group.values)
        return sorted(self.outcomes, key=lambda each: (order.index(each.group), not each.has_moved))

    def compare(self, seen: dict[str, str]) -> None:
        """Mark the rows of which something else would become than was seen."""
        for each in self.outcomes:
            each.has_moved = seen.get(str(each.number), each.seen) != each.seen


def refuse_headings(sheet: Sheet, table: Table) -> None:
    """Raise ValidationError, with all that is wrong, for columns that the sheet does not have."""
    wrong = []
    for place, name in enumerate(table.headings):
        told = {"name": name[:60], "place": column_letter(place)}
        if not name:
            wrong.append(_("Column %(place)s has no name in the first row.") % told)
        elif name not in sheet.columns:
            wrong.append(_("Column %(place)s, “%(name)s”, is not known here.") % told)
        elif table.headings.index(name) != place:
            wrong.append(_("Column %(place)s, “%(name)s”, is there twice.") % told)
    if not set(sheet.identities) & set(table.headings):
        names = {"names": ", ".join(sheet.identities)}
        wrong.append(
            _("The column that tells records apart is missing: %(names)s.") % names
            + " "
            + _("It stays empty for new ones.")
        )
    if wrong:
        known = _("Known are: %(names)s.") % {"names": ", ".join(sheet.columns)}
        raise ValidationError([*wrong, known])


def plan(sheet: Sheet, table: Table) -> Plan:
    """Return what becomes of each row as the record stands now; nothing is changed."""
    return _Planner(sheet, table).plan()


class _Planner:
    def __init__(self, sheet: Sheet, table: Table) -> None:
        self.sheet, self.table = sheet, table
        self.places = {name: place for place, name in enumerate(table.headings)}
        self.records = sheet.found(table)
        self.rows_of: dict[Any, int] = {}
        self.rows_of_new: dict[Any, int] = {}

    def plan(self) -> Plan:
        return Plan([self._outcome(row) for row in self.table.rows])

    def _outcome(self, row: Row) -> Outcome:
        outcome = Outcome(row.number)
        for place, reason in row.wrong.items():
            self._refuse(outcome, row, int(place), reason)
        if outcome.refusals:
            return outcome
        named = [name for name in self.sheet.identities if self._cell(row, name).strip()]
        if named:
            self._known(outcome, row, named)
        else:
            self._new(outcome, row)
        return outcome

    def _cell(self, row: Row, name: str) -> str:
        return row.cells[self.places[name]] if name in self.places else ""

    def _refuse(self, outcome: Outcome, row: Row, place: int | None, reason: Any) -> None:
        if place is None:
            outcome.refuse("", str(row.number), reason, "")
            return
        heads = self.table.headings
        name = heads[place] if place < len(heads) else ""
        typed = row.cells[place] if place < len(row.cells) else ""
        outcome.refuse(name, cell_name(place, row.number), reason, typed)

    def _refuse_column(self, outcome: Outcome, row: Row, name: str, reason: Any) -> None:
        self._refuse(
            outcome,
            row,
            self.places.get(name),
            reason if name in self.places else (f"{name}: {reason}" if name else reason),
        )

    # A row that speaks of a record.

    def _known(self, outcome: Outcome, row: Row, named: list[str]) -> None:
        name = named[0]
        record = self.records.get((name, self._cell(row, name).strip()))
        if record is None:
            told = {"noun": self.sheet.noun, "name": name}
            reason = _("No %(noun)s on record has this %(name)s.") % told
            self._refuse_column(outcome, row, name, reason)
            return
        first = self.rows_of.setdefault(record.pk, row.number)
        if first != row.number:
            reason = _("Row %(number)s speaks of the same record.") % {"number": first}
            self._refuse_column(outcome, row, name, reason)
            return
        self._edit(outcome, row, record)

    def _edit(self, outcome: Outcome, row: Row, record: Any) -> None:
        state = self.sheet.told(record)
        outcome.record, outcome.state = record, state
        outcome.label = self.sheet.label(record)
        names = [name for name in self.places if self._is_edited(row, name, state)]
        columns = [self.sheet.columns[name] for name in names]
        values = self._understood(outcome, row, record, columns)
        if columns and not outcome.refusals:
            self._fill(outcome, row, record, values)
        if not outcome.refusals:
            outcome.changes = [
                change
                for change in self._changes(record, values, state)
                if change.old != change.new
            ]
            outcome.values = values
            outcome.group = Group.CHANGED if outcome.changes else Group.UNCHANGED

    def _is_edited(self, row: Row, name: str, state: dict[str, str]) -> bool:
        cell = self._cell(row, name)
        if name in self.sheet.identities:
            cell = cell.strip()
            return bool(cell) and cell != state[name]
        return cell != state[name]

    def _changes(self, record: Any, values: Values, state: dict[str, str]) -> Iterable[Change]:
        for name, column in self.sheet.columns.items():
            if column.target in values and not self.sheet.hindrance(record, column):
                yield Change(name, state[name], self.sheet.told_new(column, record, values))

    # A row that makes a record.

    def _new(self, outcome: Outcome, row: Row) -> None:
        record = self.sheet.blank()
        filled = [name for name in self.places if self._cell(row, name).strip()]
        # What it says of a new record anyway may stand there, as in the rows of those on record.
        said = self.sheet.told_as_fixed(record)
        columns = [
            self.sheet.columns[name] for name in filled if self._cell(row, name) != said.get(name)
        ]
        values = self._understood(outcome, row, record, columns)
        if outcome.refusals:
            return
        twin = self.sheet.twin(values)
        if twin is not None:
            self._meet(outcome, row, twin, record, values)
            return
        first = self.rows_of_new.setdefault(self.sheet.key_of(values), row.number)
        if first != row.number:
            reason = _("Row %(number)s says the same already.") % {"number": first}
            self._refuse(outcome, row, None, reason)
            return
        self._fill(outcome, row, record, values)
        if outcome.refusals:
            return
        outcome.record, outcome.values, outcome.group = record, values, Group.ADDED
        outcome.label = self.sheet.label(record)
        outcome.changes = [
            change for change in self._changes(record, values, _NOTHING) if change.new
        ]

    def _meet(self, outcome: Outcome, row: Row, twin: Any, record: Any, values: Values) -> None:
        """Leave what is on record already; where the row says it otherwise, ask what is meant."""
        state = self.sheet.told(twin)
        for target in set(self.sheet.filled(record, values).errors) & set(values):
            setattr(record, target, values[target])  # such as a name that is taken: by this one
        cells = {
            name: self.sheet.told_new(column, record, values)
            for name, column in self.sheet.columns.items()
            if column.target in values
        }
        others = [name for name, cell in cells.items() if cell != state[name]]
        outcome.record, outcome.label = twin, self.sheet.label(twin)
        if others:
            identity = next(name for name in self.sheet.identities if state[name])
            told = {"name": identity, "key": state[identity], "others": ", ".join(others)}
            reason = _(
                "This is on record already, with other words in: %(others)s. "
                "To change it, put %(key)s into the column “%(name)s”."
            )
            self._refuse(outcome, row, None, reason % told)

    # What both have in common.

    def _understood(self, outcome: Outcome, row: Row, record: Any, columns: list[Column]) -> Values:
        values: Values = {}
        for column in columns:
            name = column.column_name
            hindrance = self.sheet.hindrance(record, column)
            if hindrance:
                self._refuse_column(outcome, row, name, hindrance)
                continue
            try:
                values[column.target] = column.understood(self._cell(row, name))
            except ValidationError as error:
                self._refuse_column(outcome, row, name, " ".join(error.messages))
        refused = {each.column for each in outcome.refusals}
        wrong = self.sheet.settle(record, values)
        for name, reason in wrong.items():
            if not refused & {name, "consultation"}:
                self._refuse_column(outcome, row, name, reason)
        if outcome.refusals and (record.pk or not (wrong or self._are_links(refused))):
            self._fill(outcome, row, record, values, refused | set(wrong))
        return values

    def _are_links(self, names: set[str]) -> bool:
        """Return whether a new record would lack what it belongs to: no form could judge it."""
        return any(isinstance(self.sheet.columns[name].widget, OneOf) for name in names)

    def _fill(
        self,
        outcome: Outcome,
        row: Row,
        record: Any,
        values: Values,
        refused: Collection[str] = (),
    ) -> None:
        """Put the values into the record by the admin's form, which has its own rules.

        Where cells are refused already, only what is wrong with other fields by themselves is told.
        """
        form = self.sheet.filled(record, values)
        names = {column.target: name for name, column in self.sheet.columns.items()}
        for target, errors in form.errors.as_data().items():
            name = names.get(target, "")
            told = [each for each in errors if not refused or (each.code and name not in refused)]
            if told:
                reason = " ".join(word for each in told for word in each.messages)
                self._refuse_column(outcome, row, name, reason)


class _Nothing(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


_NOTHING = _Nothing()
