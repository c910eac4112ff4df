from pathlib import Path
from typing import Any

import pyrage
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.backups.making import BackupRefused, make_backup


class Command(BaseCommand):
    """Writes the database and its files into one file, while people go on working."""

    help = "Make a backup in a folder, or a pair of keys that backups are encrypted with."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("folder", type=Path, nargs="?", help="where the backup is put")
        what.add_argument(
            "--new-key",
            type=Path,
            metavar="FILE",
            help="write the secret half of a new pair into the file, and print the public one",
        )

    def handle(self, *, folder: Path | None, new_key: Path | None, **_rest: Any) -> None:
        if folder is None:
            self.stdout.write(f"BACKUP_RECIPIENTS={_made_key(new_key)}")
            return
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder.")
        try:
            made = make_backup(folder)
        except BackupRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(f"The backup could not be written: {error}.") from error
        self.stdout.write(f"{made.file}: {made.rows} rows, {made.files} files")


def _made_key(file: Path | None) -> str:
    identity = pyrage.x25519.Identity.generate()
    try:
        file.touch(mode=0o600, exist_ok=False)  # type: ignore[union-attr] # one of the two is given
        file.write_text(f"# public key: {identity.to_public()}\n{identity}\n")  # type: ignore[union-attr]
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}.") from error
    return str(identity.to_public())
