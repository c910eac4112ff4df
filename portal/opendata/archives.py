"""The archives that are kept: made once a day, and made again when something is to leave them."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import partial
from hashlib import file_digest
from tempfile import TemporaryFile
from typing import IO, Any
from zipfile import ZipFile

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db.models import Count, Max, Sum
from django.utils import translation

from ledger.clock import now
from portal.models import OpenDataArchive
from portal.opendata import asked, meetings, words
from portal.opendata.describing import texts_for
from portal.opendata.reducing import Reduction
from portal.opendata.tables import Row, Table
from portal.opendata.writing import write_archive

TABLES = (*asked.TABLES, *meetings.TABLES, *words.TABLES)
_DAYS_KEPT = timedelta(days=30)
Witness = dict[str, list[int]]


def witness() -> Witness:
    """Return of each table up to which row there is something to tell, how much, and a sum.

    Whatever may be told no more changes one of them; what is added later changes none.
    """
    seen: Witness = {}
    for table in TABLES:
        rows = table.witnesses.order_by()
        last = rows.aggregate(last=Max("pk"))["last"] or 0
        seen[table.name] = [last, *_counted(table, last)]
    return seen


def _counted(table: Table, last: int) -> tuple[int, int]:
    rows = table.witnesses.order_by().filter(pk__lte=last)
    found = rows.aggregate(number=Count("pk"), sum=Sum("pk"))
    return found["number"], int(found["sum"] or 0)


def is_still_public(archive: OpenDataArchive) -> bool:
    """Tell whether all that could be told when the archive was made may be told still."""
    by_name = {table.name: table for table in TABLES}
    seen: Witness = archive.witness
    if set(seen) != set(by_name):
        return False
    return all(
        _counted(by_name[name], last) == (number, total)
        for name, (last, number, total) in seen.items()
    )


def publish(day: date) -> OpenDataArchive:
    """Make the archive of the day of what is public now, in the place of one made before."""
    seen = witness()
    return _keep(day, seen, Table.all_rows, again=None)


def make_again(archive: OpenDataArchive) -> OpenDataArchive:
    """Take out of an older archive what may be told no more; its former file is deleted."""
    seen = witness()
    with default_storage.open(archive.name) as file, ZipFile(file) as older:
        return _keep(archive.day, seen, Reduction(older).rows, again=now().date())


def _keep(
    day: date, seen: Witness, rows_of: Callable[[Table], Iterable[Row]], again: date | None
) -> OpenDataArchive:
    with TemporaryFile() as target, translation.override(settings.LANGUAGE_CODE):
        write_archive(target, TABLES, rows_of, partial(texts_for, TABLES, day, again))
        size, digest = _measured(target)
        archive = OpenDataArchive(day=day, sha256=digest, size=size)
        if not default_storage.exists(archive.name):
            default_storage.save(archive.name, File(target))
    former = OpenDataArchive.objects.filter(day=day).first()
    fields: dict[str, Any] = {"sha256": digest, "size": size, "witness": seen}
    fields |= {"made_again_at": now()} if again else {"made_at": now(), "made_again_at": None}
    kept, _created = OpenDataArchive.objects.update_or_create(
        day=day, defaults=fields, create_defaults={"made_at": now()} | fields
    )
    if former and former.sha256 != digest:
        default_storage.delete(former.name)
    return kept


def _measured(file: IO[bytes]) -> tuple[int, str]:
    size = file.tell()
    file.seek(0)
    digest = file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type] # it reads bytes
    file.seek(0)
    return size, digest


def drop_old(today: date) -> int:
    """Drop archives older than thirty days, save the first of each month; return how many."""
    rows = OpenDataArchive.objects.order_by("day")
    firsts: dict[tuple[int, int], date] = {}
    for archive in rows:
        firsts.setdefault((archive.day.year, archive.day.month), archive.day)
    old = [
        archive
        for archive in rows
        if archive.day < today - _DAYS_KEPT and archive.day not in firsts.values()
    ]
    for archive in old:
        archive.delete()
        default_storage.delete(archive.name)
    return len(old)
