from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from ledger.refusal import Refused
from portal.models import AboutPage
from portal.pages import OF_A_DEMONSTRATION
from portal.searching import KINDS
from recommendations.demo.accounts import ACCOUNTS, open_accounts
from recommendations.demo.loader import load
from search.indexing import rebuild
from search.models import IndexedText


class Command(BaseCommand):
    help = "Load the demonstration where the database is empty; else move its windows forward."

    def handle(self, **_options: Any) -> None:
        try:
            password = _load()
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(_("Accounts of this demonstration:"))
        for email, purpose in ACCOUNTS:
            self.stdout.write(f"  {email:28} {purpose}")
        self.stdout.write(f"Password: {password}")
        mailbox = settings.PUBLIC_URL + reverse("demo-mail")
        self.stdout.write(_("Mails, which are not sent, are to be read at %s") % mailbox)


@transaction.atomic
def _load() -> str:
    """Load what is not there yet and return the password of the demo accounts."""
    is_new = load()
    if is_new:
        for page in AboutPage.objects.filter(slug="about"):
            page.text += OF_A_DEMONSTRATION[page.language]
            page.save(update_fields=["text"])
    if is_new or not IndexedText.objects.exists():
        rebuild(KINDS)
    return open_accounts()
