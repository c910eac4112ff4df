from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ledger.models import Entry
from ledger.refusal import Refused
from organisations.actions import reset_second_factor
from organisations.models import User


class Command(BaseCommand):
    """For the last superuser, whom nobody can help in the admin."""

    help = "Take away the second factor and the recovery codes of somebody who has lost both."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address that they log in with")
        parser.add_argument("--reason", required=True, help="how you know that it is they; kept")

    def handle(self, *, email: str, reason: str, **_rest: Any) -> None:
        person = User.objects.filter(email=email.lower()).first()
        if person is None:
            raise CommandError("Nobody logs in with this address.")
        try:
            reset_second_factor(person=person, by=None, reason=reason, source=Entry.Source.COMMAND)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("They log in without a second factor now, and are told so by mail.")
