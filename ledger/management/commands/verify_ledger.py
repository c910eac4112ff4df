import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ledger.models import Entry, Seal
from ledger.verifying import faults


class Command(BaseCommand):
    """Looks at every entry of the ledger, and ends with 1 where one is not as it was written."""

    help = "Find the first changed, deleted, inserted, swapped or cut entry of each chain."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--seals",
            type=Path,
            metavar="FILE",
            help="seals kept elsewhere: a copy of /seals.json, or of an archive's datapackage.json",
        )

    def handle(self, *, seals: Path | None, **_rest: Any) -> None:
        known = _kept(seals) if seals else {}
        found = 0
        for found, fault in enumerate(faults(known), start=1):  # noqa: B007 - the last is told
            self.stdout.write(str(fault))
        last = Seal.objects.order_by("number").last()
        sealed = f"sealed up to {last.time:%Y-%m-%d %H:%M} UTC" if last else "not sealed yet"
        held = f", held against {len(known)} seals kept elsewhere" if known else ""
        if found:
            raise CommandError(f"The ledger is not whole: {found} faults ({sealed}{held}).")
        self.stdout.write(f"{Entry.objects.count()} entries are whole ({sealed}{held}).")


def _kept(file: Path) -> dict[int, str]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        rows = content["seals"] if "seals" in content else [content["seal"]]
        return {int(row["number"]): str(row["hash"]) for row in rows}
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise CommandError(f"{file} holds no seals that can be read.") from error
