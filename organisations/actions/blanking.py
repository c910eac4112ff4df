"""Blanking a person: who they are leaves the record, what they did in it stays."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import models, transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from ledger.actions import record
from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.actions.closing import end_sessions
from organisations.actions.inviting import forget
from organisations.actions.listing import rename_in_admin_log
from organisations.actions.representing import end_rights
from organisations.mail import forget_mails
from organisations.models import (
    Blanking,
    Invitation,
    Organisation,
    Representative,
    Token,
    User,
)
from organisations.policies import blanking_hindrance, erasing_hindrance

# A domain that never exists (RFC 2606).
_NOWHERE = "invalid.invalid"
# Kept for curators, who work in English.
_OWN_WISH = "They asked for it themselves, from their own account."
_NEVER_HERE = "Their application was refused long ago: they never acted here."


@transaction.atomic
def blank_person(
    *, person: User, by: User, reason: str, source: str = Entry.Source.ADMIN
) -> Blanking:
    """Take out of the database who the person is, and end at once what they may do.

    What they signed, wrote and decided stays, as that of a former member, and their address is
    free for somebody new. This can't be undone. Raises Refused where a policy forbids it, and
    without a reason.
    """
    locked = _locked(person)
    hindrance = blanking_hindrance(locked, by)
    if hindrance:
        raise Refused(hindrance.label)
    if not reason.strip():
        raise Refused(_("Give a reason: it is kept."))
    blanking = _blanked(locked, by, reason, source)
    person.refresh_from_db()
    return blanking


@transaction.atomic
def erase_oneself(*, person: User, source: str = Entry.Source.WEB) -> Blanking:
    """Take out of the database who the person is, as they ask for themselves.

    Raises Refused where a policy forbids it.
    """
    locked = _locked(person)
    hindrance = erasing_hindrance(locked)
    if hindrance:
        raise Refused(hindrance.label)
    return _blanked(locked, locked, _OWN_WISH, source)


@transaction.atomic
def blank_forgotten(*, person: User, source: str) -> Blanking:
    """Take out of the database who somebody is who never got rights here; nobody's act."""
    return _blanked(_locked(person), None, _NEVER_HERE, source)


def _blanked(locked: User, by: User | None, reason: str, source: str) -> Blanking:
    if by:
        _end_rights(locked, by, source)
    traces = [locked, *locked.representatives.all(), *_ways_in(locked)]
    addresses = _addresses_of(locked)
    _close_account(locked, addresses)
    _empty(locked, addresses)
    rename_in_admin_log(traces, str(locked))
    entry = record(
        "user.blanked",
        subject=("user", str(locked.pk)),
        actor_id=by.pk if by else None,
        source=source,
    )
    return Blanking.objects.create(person=locked, reason=reason, entry=entry)


def _locked(person: User) -> User:
    """Return the person as the database has them now, with all that changes locked.

    Locked in the order of acts for organisations. Superusers too: of two who blank each other
    one stays.
    """
    grants = Representative.objects.filter(user=person)
    organisations = Organisation.objects.filter(pk__in=grants.values("organisation"))
    for rows in (organisations, grants):
        rows.select_for_update().order_by("pk").in_bulk()
    superusers = models.Q(is_superuser=True, is_active=True)
    people = User.objects.filter(superusers | models.Q(pk=person.pk))
    return people.select_for_update().order_by("pk").in_bulk()[person.pk]


def _end_rights(person: User, by: User, source: str) -> None:
    for grant in person.representatives.not_ended(now()).order_by("organisation_id"):
        end_rights(representative=grant, by=by, source=source)


def _ways_in(person: User) -> list[models.Model]:
    """Return the rows of a library's tables by which the person logs in."""
    tables = (EmailAddress, Authenticator)
    return [row for table in tables for row in table.objects.filter(user=person)]


def _addresses_of(person: User) -> set[str]:
    """Return where mails to the person went.

    An address that they typed in and never read at may be that of somebody else, who is known
    here or invited.
    """
    typed = EmailAddress.objects.filter(user=person)
    unread = typed.filter(verified=False).values("email")
    known: set[str] = set()
    for people in (
        User.objects.exclude(pk=person.pk),
        EmailAddress.objects.exclude(user=person),
        Invitation.objects.all(),
    ):
        known.update(people.filter(email__in=unread).values_list("email", flat=True))
    return {person.email, *typed.values_list("email", flat=True)} - known


def _close_account(person: User, addresses: set[str]) -> None:
    """Delete what the person logs in by and is logged in with, their searches and mails."""
    end_sessions(person, addresses)
    forget_mails(addresses)
    Token.objects.filter(representative__user=person).delete()
    for row in _ways_in(person):
        row.delete()
    person.saved_searches.all().delete()
    person.groups.clear()
    person.user_permissions.clear()


def _empty(person: User, addresses: set[str]) -> None:
    """Empty what is kept of the person, and what was written down of them with their rights."""
    person.email = f"blanked-{get_random_string(24).lower()}@{_NOWHERE}"
    person.name = person.time_zone = ""
    person.language = settings.LANGUAGE_CODE
    person.last_login = None
    person.is_active = person.is_staff = person.is_superuser = False
    person.is_blanked = True
    person.set_unusable_password()
    person.save()
    # Not what was signed in a capacity: that is part of the endorsement.
    person.representatives.update(capacity="", evidence="", is_name_public=False)
    Representative.history.filter(user=person).update(capacity="", evidence="")
    person.applications.update(capacity="")
    for invitation in Invitation.objects.filter(email__in=addresses):
        forget(invitation, Invitation.State.REVOKED)
