import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.routes import routes


class Command(BaseCommand):
    """Prints every address with its methods and whom it lets in at all."""

    help = "List every route: its path, name, methods and roles; --json for programs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, **options: Any) -> None:
        found = routes()
        if options["json"]:
            told = [route._asdict() for route in found]
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
            return
        for path, name, methods, roles in found:
            self.stdout.write(f"{path}  {name}  {','.join(methods)}  {','.join(roles)}")
