"""A file's rows, kept for the curator who sent it. Nothing on record changes by that."""

from django.db import transaction

from ledger.clock import now
from organisations.models import User
from spreadsheets.cells import Table, as_json
from spreadsheets.models import Spreadsheet

MOST_KEPT = 5


@transaction.atomic
def keep(*, kind: str, table: Table, seen: dict[str, str], by: User) -> Spreadsheet:
    """Keep the rows for a day, beside at most four others of the person; the oldest goes."""
    older = Spreadsheet.objects.kept_for(by).order_by("-pk")[MOST_KEPT - 1 :]
    Spreadsheet.objects.filter(pk__in=[each.pk for each in older]).delete()
    return Spreadsheet.objects.create(kind=kind, user=by, seen=seen, **as_json(table))


def give_up(*, spreadsheet: Spreadsheet) -> None:
    """Forget the rows; nothing was done with them."""
    Spreadsheet.objects.filter(pk=spreadsheet.pk).delete()


def forget_next_spreadsheet() -> bool:
    """Forget the rows of one file that nobody confirmed within a day, if any; tell whether."""
    over = Spreadsheet.objects.over(now()).first()
    if over is None:
        return False
    give_up(spreadsheet=over)
    return True
