import hashlib
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from portal.backups.tables import PASSING, all_tables, digest_of


class Command(BaseCommand):
    """Prints, for each table, its rows and a hash over them that is alike in both databases."""

    help = "Print a hash over the rows of each table, and one over them all; sessions left out."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("tables", nargs="*", help="such as ledger.Entry; else all")

    @transaction.atomic
    def handle(self, *, tables: list[str], **_rest: Any) -> None:
        whole = hashlib.sha256()
        for model in all_tables():
            label = model._meta.label
            if label in PASSING or (tables and label not in tables):
                continue
            number, found = digest_of(model)
            whole.update(f"{label} {number} {found}\n".encode())
            self.stdout.write(f"{found} {number:>9} {label}")
        self.stdout.write(f"{whole.hexdigest()} {'':>9} all")
