from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.readiness import points


class Command(BaseCommand):
    help = "Tell what this installation lacks before organisations are invited to it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mail-to", default="", help="an address of yours, for a test mail")

    def handle(self, *, mail_to: str, **_rest: Any) -> None:
        found = points(mail_to)
        for point in found:
            self.stdout.write(f"{'yes' if point.is_met else 'NO ':3} {point.name}: {point.found}")
        missing = sum(not point.is_met for point in found)
        if missing:
            raise CommandError(f"{missing} of {len(found)} are missing.")
        self.stdout.write("Ready.")
