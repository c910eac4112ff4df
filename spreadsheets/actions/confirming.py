"""Doing what a spreadsheet says: all of it, in one transaction, or nothing."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from ledger.clock import now
from ledger.refusal import Refused
from organisations.models import User
from spreadsheets.cells import Table
from spreadsheets.models import Spreadsheet
from spreadsheets.planning import Group, Plan, plan
from spreadsheets.sheets import SHEETS, Sheet

_GONE = _("This import was confirmed or given up already, or a day has passed since.")

_CLASH = _(
    "Nothing was done: the record was changed at this moment, or two of its rows would make the "
    "same. Look at the preview again."
)


class Moved(Refused):
    """Something else would be done than what was seen; `plan` is what would be done now."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(
            _("The record has changed since you looked. Nothing was done: look again at the rows.")
        )
        self.plan = plan


def confirm(*, spreadsheet: Spreadsheet, seen: str, by: User) -> Plan:
    """Add and change what the rows say, each by an action with its entry; return what was done.

    `seen` is the fingerprint of the plan that the person looked at. Raises Moved where another
    would be carried out, and Refused where a row is refused, or where it is too late; then
    nothing is done.
    """
    try:
        return _confirm(spreadsheet, seen, by)
    except IntegrityError as error:
        raise Refused(_CLASH) from error


@transaction.atomic
def _confirm(spreadsheet: Spreadsheet, seen: str, by: User) -> Plan:
    fresh = _locked(spreadsheet)
    sheet = SHEETS[fresh.kind](by)
    _lock_records(sheet, fresh.table)
    what = plan(sheet, fresh.table)
    if what.fingerprint != seen:
        raise Moved(what)
    if not what.may_be_confirmed:
        raise Refused(_("Nothing was done: some rows are refused, or none says anything new."))
    for outcome in what.touched:
        is_new = outcome.group == Group.ADDED
        sheet.save(outcome.record, outcome.values, is_new=is_new, by=by)
    fresh.delete()
    return what


def _locked(spreadsheet: Spreadsheet) -> Spreadsheet:
    """Return it as it is now, alone: of all files of its kind one is confirmed at a time.

    So two that add the same do not both find that it is not on record.
    """
    rows = Spreadsheet.objects.select_for_update().filter(kind=spreadsheet.kind).order_by("pk")
    kept = {row.pk: row.made_at for row in rows.only("made_at")}
    fresh = Spreadsheet.objects.waiting(now()).filter(pk=spreadsheet.pk).first()
    if fresh is None or fresh.pk not in kept:
        raise Refused(_GONE)
    return fresh


def _lock_records(sheet: Sheet, table: Table) -> None:
    """Lock what the rows speak of, until the transaction ends; it is read after that."""
    keys = {record.pk for record in sheet.found(table).values()}
    rows: Any = sheet.model._base_manager.select_for_update()
    list(rows.filter(pk__in=keys).order_by("pk").values_list("pk"))
