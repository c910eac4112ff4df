"""How organisations come: they apply, or curators put them on record."""

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import translation
from django.utils.crypto import get_random_string
from django.utils.text import slugify

from ledger.actions import record
from ledger.models import Entry
from organisations.actions.subjects import subject_of
from organisations.indexing import ORGANISATIONS
from organisations.mail import queue_mail
from organisations.models import Application, Organisation, User
from search.indexing import index

# Pages that stand where an organisation's own would.
_PAGES = {"apply", "applied"}


@transaction.atomic
def apply(
    *,
    name: str,
    kind: str,
    capacity: str,
    about: str,
    by: User | None = None,
    email: str = "",
    person: str = "",
    source: str = Entry.Source.WEB,
    **particulars: Any,
) -> Application:
    """Ask for an account for an organisation, and for one for the person where there is none.

    Everything goes the same way whether or not a similar name or the address is known.
    """
    applicant = by or _person(email, person)
    organisation = _new_organisation(name, kind=kind, **particulars)
    index(ORGANISATIONS, [organisation.pk])
    application = Application.objects.create(
        organisation=organisation, user=applicant, capacity=capacity, about=about
    )
    record(
        "organisation.applied",
        subject=subject_of(organisation),
        actor_id=applicant.pk,
        organisation_id=organisation.pk,
        source=source,
    )
    queue_mail("application_received", to=applicant, application=application)
    return application


@transaction.atomic
def put_on_record(
    *, organisation: Organisation, by: User, source: str = Entry.Source.ADMIN
) -> Organisation:
    """Keep a new body that speaks or is asked, and has no account: on record only."""
    organisation.status = Organisation.Status.RECORDED
    organisation.save()
    index(ORGANISATIONS, [organisation.pk])
    record("organisation.recorded", subject=subject_of(organisation), actor_id=by.pk, source=source)
    return organisation


def _person(email: str, name: str) -> User:
    language = translation.get_language() or settings.LANGUAGE_CODE
    nobodys = {"name": name, "language": language, "password": make_password(None)}
    user, is_new = User.objects.get_or_create(email=email.lower(), defaults=nobodys)
    if is_new:
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    return user


def _new_organisation(name: str, **fields: Any) -> Organisation:
    """Keep an organisation under the first free address made of its name."""
    if not fields.get("is_listed", True):
        return Organisation.objects.create(name=name, slug=opaque_slug(), **fields)
    plain = slugify(name)[:60] or "organisation"
    slug = _with_letters(plain) if plain in _PAGES else plain
    while True:
        organisation, is_new = Organisation.objects.get_or_create(
            slug=slug, defaults={"name": name, **fields}
        )
        if is_new:
            return organisation
        slug = _with_letters(plain)


def opaque_slug() -> str:
    """Return an address that tells nothing of the name, and that nobody guesses."""
    return _with_letters("o", 20)


def _with_letters(slug: str, number: int = 6) -> str:
    return f"{slug}-{get_random_string(number, 'abcdefghjkmnpqrstuvwxyz23456789')}"
