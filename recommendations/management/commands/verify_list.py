import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from recommendations.frozen import as_bytes, problems_of
from recommendations.models import FrozenList


class Command(BaseCommand):
    """Tells whether a frozen list is as it was frozen, in the database or in somebody's file."""

    help = "Tell whether a frozen list, or a JSON file of one, is as it was frozen."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("list", help="the id of the list, or a JSON file that was taken away")

    def handle(self, *args: Any, **options: Any) -> None:
        name: str = options["list"]
        problems = _of_file(Path(name)) if Path(name).is_file() else _of_list(name)
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(_("This is not the list that was frozen."))
        self.stdout.write(_("This is the list that was frozen."))


def _of_file(path: Path) -> list[str]:
    """Return what is wrong in the file, or that no such list was frozen here."""
    kept = path.read_bytes()
    found = problems_of(kept)
    if found:
        return found
    fingerprint = json.loads(kept)["fingerprint"]
    is_known = FrozenList.objects.filter(fingerprint=fingerprint).exists()
    return [] if is_known else [_("No list with this fingerprint was frozen here.")]


def _of_list(public_id: str) -> list[str]:
    frozen = FrozenList.objects.select_related("entry").filter(public_id=public_id).first()
    if frozen is None:
        raise CommandError(_("There is no list with the id %(id)s.") % {"id": public_id})
    is_entered = frozen.entry.payload.get("fingerprint") == frozen.fingerprint
    ledger = [] if is_entered else [_("The ledger has another fingerprint for it.")]
    return problems_of(as_bytes(frozen)) + ledger
