"""How old the last backup is."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from ledger.clock import now

# A backup a day, and two hours for it to be made.
OLDEST_BACKUP = timedelta(hours=26)


class LastBackup(NamedTuple):
    """The youngest file in the folder of backups, and when it was made."""

    name: str
    made: datetime

    @property
    def age(self) -> timedelta:
        return now() - self.made

    @property
    def is_old(self) -> bool:
        return self.age > OLDEST_BACKUP


def last_backup() -> LastBackup | None:
    """Return the last backup in the folder that BACKUPS names; None where there is none."""
    kept = [(file, file.stat()) for file in Path(settings.BACKUPS).glob("*") if file.is_file()]
    whole = [(status.st_mtime, file.name) for file, status in kept if status.st_size]
    if not whole:
        return None
    made, name = max(whole)
    return LastBackup(name, datetime.fromtimestamp(made, UTC))


def is_backup_missing() -> bool:
    """Tell whether there should be a younger one; where BACKUPS names no folder, nothing should."""
    if not settings.BACKUPS:
        return False
    last = last_backup()
    return last is None or last.is_old
