import json
from importlib import import_module
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from ledger.refusal import Refused
from portal.scale.people import ACCOUNTS
from portal.scale.planning import Size
from portal.scale.seeding import refuse, seed
from recommendations.demo.accounts import demo_password


class Command(BaseCommand):
    help = (
        "Put a record of chance in place, as large as one wishes, to measure and try out. Only "
        "into an empty database or beside the demonstration, and where DEMO or DEBUG is on."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        for name in Size._fields[:3]:
            parser.add_argument(f"--{name}", type=int, required=True)
        parser.add_argument("--organisations", type=int, default=0, help="as fits, unless given")
        parser.add_argument("--seed", type=int, default=1, help="another number, another record")
        parser.add_argument(
            "--here", action="store_true", help="though neither DEMO nor DEBUG is on here"
        )
        parser.add_argument(
            "--canaries",
            type=Path,
            help="plant marked words in every kind of hidden thing first, and write into this file "
            "which, where, and who may see them",
        )

    def handle(self, **options: Any) -> None:
        size = Size(*(options[name] for name in Size._fields))
        password = demo_password()
        try:
            refuse(size, is_here=options["here"])
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["canaries"]:
            self._plant(options["canaries"], password)
        seed(size, options["seed"], password, self.stdout.write)
        self.stdout.write(_("Accounts of this record:"))
        for email, (purpose, _groups) in ACCOUNTS.items():
            self.stdout.write(f"  {email:28} {purpose}")
        self.stdout.write(f"Password: {password}")

    def _plant(self, file: Path, password: str) -> None:
        """Plant what the tests plant: the words are theirs, and not part of what is installed."""
        try:
            canaries = import_module("tests.canaries.telling")
        except ImportError as error:
            raise CommandError(
                _("The canaries are among the tests: run it in the source.")
            ) from error
        with transaction.atomic():
            planted = canaries.plant_and_tell(password)
        file.write_text(json.dumps(planted, indent=1, ensure_ascii=False), encoding="utf-8")
        self.stdout.write(_("Accounts that hidden things are of:"))
        for role, email in planted["accounts"].items():
            self.stdout.write(f"  {role:12} {email}")
