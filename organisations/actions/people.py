"""Who has an account."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction

from ledger.actions import record
from ledger.models import Entry
from organisations.models import User


@transaction.atomic
def add_person(*, person: User, by: User, source: str = Entry.Source.ADMIN) -> User:
    """Keep a new person, who has no password and logs in by a code mailed to the address."""
    person.email = person.email.lower()
    person.set_unusable_password()
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=False)
    record("user.added", subject=("user", str(person.pk)), actor_id=by.pk, source=source)
    return person


def choose_language(person: User, language: str) -> None:
    """Write to the person in that language from now on; in one not offered, as before."""
    if language in dict(settings.LANGUAGES):
        User.objects.filter(pk=person.pk).update(language=language)


def set_wants_notices(*, person: User, wants: bool) -> None:
    """Keep whether the person wants mails beside receipts; their own setting, and no entry."""
    User.objects.filter(pk=person.pk).update(wants_notices=wants)
