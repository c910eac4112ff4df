"""What changes who may act."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from ledger.actions import record
from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.mail import queue_mail
from organisations.models import (
    Application,
    Organisation,
    Representative,
    User,
    VerificationDecision,
)

Status = Organisation.Status
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
    application = Application.objects.create(
        organisation=organisation, user=applicant, capacity=capacity, about=about
    )
    record(
        "organisation.applied",
        subject=_subject(organisation),
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
    organisation.status = Status.RECORDED
    organisation.save()
    record("organisation.recorded", subject=_subject(organisation), actor_id=by.pk, source=source)
    return organisation


@transaction.atomic
def add_person(*, person: User, by: User, source: str = Entry.Source.ADMIN) -> User:
    """Keep a new person, who has no password and logs in by a code mailed to the address."""
    person.email = person.email.lower()
    person.set_unusable_password()
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=False)
    record("user.added", subject=("user", str(person.pk)), actor_id=by.pk, source=source)
    return person


def _person(email: str, name: str) -> User:
    nobodys = {"name": name, "password": make_password(None)}
    user, is_new = User.objects.get_or_create(email=email.lower(), defaults=nobodys)
    if is_new:
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    return user


def _new_organisation(name: str, **fields: Any) -> Organisation:
    """Keep an organisation under the first free address made of its name."""
    plain = slugify(name)[:60] or "organisation"
    slug = _with_letters(plain) if plain in _PAGES else plain
    while True:
        organisation, is_new = Organisation.objects.get_or_create(
            slug=slug, defaults={"name": name, **fields}
        )
        if is_new:
            return organisation
        slug = _with_letters(plain)


def _with_letters(slug: str) -> str:
    return f"{slug}-{get_random_string(6, 'abcdefghjkmnpqrstuvwxyz23456789')}"


def _subject(organisation: Organisation) -> tuple[str, str]:
    # Not its slug: that is made of its name, and names are looked up, never kept here.
    return ("organisation", str(organisation.pk))


@transaction.atomic
def verify(
    *,
    organisation: Organisation,
    by: User,
    evidence: str,
    may_endorse: bool,
    source: str = Entry.Source.ADMIN,
) -> VerificationDecision:
    """Verify the organisation and tell its applicant; raises Refused where that is no move."""
    decision = decide(
        organisation=organisation,
        status=Status.VERIFIED,
        by=by,
        evidence=evidence,
        may_endorse=may_endorse,
        source=source,
    )
    application = Application.objects.filter(organisation=organisation).first()
    if application:
        queue_mail("organisation_verified", to=application.user, organisation=organisation)
    return decision


@transaction.atomic
def decide(
    *,
    organisation: Organisation,
    status: str,
    by: User,
    reason: str = "",
    evidence: str = "",
    may_endorse: bool | None = None,
    source: str = Entry.Source.ADMIN,
) -> VerificationDecision:
    """Move the organisation to the status by a decision that says who, when and why.

    Raises Refused where the table of moves has no such move, where another curator was
    faster, or where its name is too like that of one already on record.
    """
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not locked.can_become(status):
        raise Refused(
            _("“%(name)s” is %(status)s now: this can no longer be decided.")
            % {"name": locked.name, "status": locked.get_status_display()}
        )
    if status == Status.VERIFIED:
        _refuse_look_alike(locked)
    locked.status = status
    if may_endorse is not None:
        locked.may_endorse = may_endorse
    if status == Status.PENDING:
        locked.may_endorse = False
    locked.save(update_fields=["status", "may_endorse"])
    organisation.status, organisation.may_endorse = locked.status, locked.may_endorse
    entry = record(
        f"organisation.{status}",
        subject=_subject(locked),
        actor_id=by.pk,
        payload={"may_endorse": locked.may_endorse},
        source=source,
    )
    return VerificationDecision.objects.create(
        organisation=locked, status=status, evidence=evidence, reason=reason, entry=entry
    )


def _refuse_look_alike(organisation: Organisation) -> None:
    alike = Organisation.objects.looking_like(organisation.name).exclude(pk=organisation.pk)
    other = alike.filter(status__in=Organisation.PUBLIC_STATUSES).first()
    if other:
        raise Refused(
            _("The name is too like “%(other)s”, which is already on record.")
            % {"other": other.name}
        )


@transaction.atomic
def grant(
    *, representative: Representative, by: User, source: str = Entry.Source.ADMIN
) -> Representative:
    """Keep a new or changed grant of rights to act for an organisation."""
    representative.granted_by = by
    representative.save()
    record(
        "representative.granted",
        subject=_subject(representative.organisation),
        actor_id=by.pk,
        organisation_id=representative.organisation_id,
        payload={
            "user": representative.user_id,
            "comment": representative.may_comment,
            "sign": representative.may_sign,
            "starts": representative.starts.isoformat(),
            "ends": representative.ends.isoformat() if representative.ends else None,
        },
        source=source,
    )
    return representative


@transaction.atomic
def end_rights(
    *,
    representative: Representative,
    by: User,
    at: datetime | None = None,
    source: str = Entry.Source.ADMIN,
) -> Representative:
    """End the person's rights for the organisation; what they signed stays.

    Rights that have not begun by then never do: they begin and end at that moment.
    """
    representative.ends = at or now()
    representative.starts = min(representative.starts, representative.ends)
    representative.save(update_fields=["starts", "ends"])
    record(
        "representative.ended",
        subject=_subject(representative.organisation),
        actor_id=by.pk,
        organisation_id=representative.organisation_id,
        payload={
            "user": representative.user_id,
            "starts": representative.starts.isoformat(),
            "ends": representative.ends.isoformat(),
        },
        source=source,
    )
    return representative
