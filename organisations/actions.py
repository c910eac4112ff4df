"""What changes who may act."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
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
    organisation = Organisation.objects.create(
        name=name, kind=kind, slug=_free_slug(name), **particulars
    )
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


def _person(email: str, name: str) -> User:
    known = User.objects.filter(email=email.lower()).first()
    if known:
        return known
    user = User.objects.create_user(email, name=name)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    return user


def _free_slug(name: str) -> str:
    slug = slugify(name)[:60] or "organisation"
    if Organisation.objects.filter(slug=slug).exists():
        slug = f"{slug}-{get_random_string(6, 'abcdefghjkmnpqrstuvwxyz23456789')}"
    return slug


def _subject(organisation: Organisation) -> tuple[str, str]:
    return ("organisation", organisation.slug)


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
    """End the person's rights for the organisation; what they signed stays."""
    representative.ends = max(at or now(), representative.starts.replace(microsecond=999999))
    representative.save(update_fields=["ends"])
    record(
        "representative.ended",
        subject=_subject(representative.organisation),
        actor_id=by.pk,
        organisation_id=representative.organisation_id,
        payload={"user": representative.user_id, "ends": representative.ends.isoformat()},
        source=source,
    )
    return representative
