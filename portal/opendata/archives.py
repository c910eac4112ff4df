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
from django.db.models import Count, F, Max, QuerySet, Sum
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
# A prime, so that the sums of squares stay within the numbers that databases have.
_PRIME = 2**31 - 1
Witness = dict[str, list[int]]


def witness() -> Witness:
    """Return of each table up to which row there is something to tell, how much, and two sums.

    Whatever may be told no more changes one of them, also where something else that is older may
    be told again; what is added later changes none.
    """
    return {table.name: _counted(table.witnesses) for table in TABLES}


def _counted(rows: QuerySet[Any]) -> list[int]:
    sums = {"sum": Sum("pk"), "square": Sum(F("pk") * F("pk") % _PRIME)}
    found = rows.order_by().aggregate(last=Max("pk"), number=Count("pk"), **sums)
    return [int(found[name] or 0) for name in ("last", "number", *sums)]


def is_still_public(archive: OpenDataArchive) -> bool:
    """Tell whether all that could be told when the archive was made may be told still."""
    return _holds(archive.witness)


def _holds(seen: Witness) -> bool:
    by_name = {table.name: table for table in TABLES}
    if set(seen) != set(by_name):
        return False
    return all(
        _counted(by_name[name].witnesses.filter(pk__lte=told[0])) == told
        for name, told in seen.items()
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
        # What was added while it was written may be in it, and must be missed once it is gone.
        later = witness()
        seen = later if _holds(seen) else seen
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
