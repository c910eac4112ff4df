"""Whom mails about an endorsement go to: those who sign, and whoever prepared it."""

from ledger.clock import now
from organisations.mail import queue_mail
from organisations.models import Organisation, Representative, User
from recommendations.models import Endorsement


def signatories_of(organisation: Organisation) -> list[User]:
    """Return those who may sign for the organisation now."""
    acting = Representative.objects.acting(now()).filter(organisation=organisation, may_sign=True)
    return [each.user for each in acting.select_related("user").order_by("pk")]


def mail_preparer(template: str, endorsement: Endorsement, by: User) -> None:
    """Queue the mail for whoever prepared it, and still acts, unless they did this themselves.

    A curator who entered what was signed on paper is not of the organisation, and is told nothing.
    """
    preparer = endorsement.prepared_by
    if preparer is None or preparer == by:
        return
    acting = Representative.objects.acting(now()).filter(organisation=endorsement.organisation)
    if acting.filter(user=preparer).exists():
        recommendation = endorsement.recommendation
        queue_mail(template, to=preparer, endorsement=endorsement, recommendation=recommendation)


def mail_signatories(template: str, endorsement: Endorsement) -> None:
    """Queue the mail about the endorsement for each who may sign for its organisation."""
    for person in signatories_of(endorsement.organisation):
        queue_mail(
            template,
            to=person,
            endorsement=endorsement,
            recommendation=endorsement.recommendation,
            present=endorsement.recommendation.successor,
        )
