from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ledger.verifying import faults
from portal.backups.restoring import RestoreRefused, restore_backup


class Command(BaseCommand):
    """Puts a backup into an empty installation, of either database."""

    help = "Restore a backup into a database that is migrated and empty; all is looked at first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", type=Path, help="a file that `manage.py backup` made")
        parser.add_argument("--identity", type=Path, metavar="FILE", help="the secret key of it")

    def handle(self, *, source: Path, identity: Path | None, **_rest: Any) -> None:
        try:
            restored = restore_backup(source, identity)
        except RestoreRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"{restored.rows} rows and {restored.files} files of {restored.made_at} are back."
        )
        wrong = sum(1 for _fault in faults())
        if wrong:
            raise CommandError(f"The ledger was not whole: {wrong} faults. See verify_ledger.")
        self.stdout.write("The ledger is whole.")
