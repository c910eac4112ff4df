from typing import Any

from django.core.management.base import BaseCommand

from portal.searching import KINDS
from search.indexing import rebuild


class Command(BaseCommand):
    help = "Write anew what is searched, from the records; people go on working meanwhile."

    def handle(self, **_options: Any) -> None:
        for name, number in rebuild(KINDS).items():
            self.stdout.write(f"{number:8} {name}")
