"""Whom mails about an endorsement go to: those who may sign for its organisation now."""

from ledger.clock import now
from organisations.mail import queue_mail
from organisations.models import Organisation, Representative, User
from recommendations.models import Endorsement


def signatories_of(organisation: Organisation) -> list[User]:
    """Return those who may sign for the organisation now."""
    acting = Representative.objects.acting(now()).filter(organisation=organisation, may_sign=True)
    return [each.user for each in acting.select_related("user").order_by("pk")]


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
