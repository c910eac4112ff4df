"""What curators decide on organisations: each decision says who, when and why."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledger.actions import record
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.actions.subjects import subject_of
from organisations.mail import queue_mail
from organisations.models import Application, Organisation, User, VerificationDecision

Status = Organisation.Status


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
        subject=subject_of(locked),
        actor_id=by.pk,
        payload={"may_endorse": locked.may_endorse},
        source=source,
    )
    return VerificationDecision.objects.create(
        organisation=locked, status=status, evidence=evidence, reason=reason, entry=entry
    )


def _refuse_look_alike(organisation: Organisation) -> None:
    if not organisation.is_listed:
        return
    alike = Organisation.objects.listed().looking_like(organisation.name)
    alike = alike.exclude(pk=organisation.pk)
    other = alike.filter(status__in=Organisation.PUBLIC_STATUSES).first()
    if other:
        raise Refused(
            _("The name is too like “%(other)s”, which is already on record.")
            % {"other": other.name}
        )
