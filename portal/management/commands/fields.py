from typing import Any

from django.core.management.base import BaseCommand

from portal.inventory import written


class Command(BaseCommand):
    """Prints docs/fields.md."""

    help = "Print who may read each field of each table, as docs/fields.md has it."

    def handle(self, **_rest: Any) -> None:
        self.stdout.write(written(), ending="")
