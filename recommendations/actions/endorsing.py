"""Signing and withdrawing: the acts by which an organisation stands behind a text."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledger.actions import record
from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.mail import queue_mail
from organisations.models import Representative
from recommendations.actions.locking import locked_recommendation, locked_representative
from recommendations.models import Endorsement, Recommendation
from recommendations.policies import signing_hindrance, withdrawing_hindrance


class StaleText(Refused):
    """The text has changed since the person read it; what they saw is not what they'd sign."""


@transaction.atomic
def sign(
    *,
    recommendation: Recommendation,
    by: Representative,
    fingerprint: str,
    source: str = Entry.Source.WEB,
) -> Endorsement:
    """Endorse, for the representative's organisation, the exact text of the fingerprint.

    Returns the endorsement; signing again what stands already returns the same one and adds
    nothing. Raises StaleText where the text has another fingerprint by now, and Refused where
    the window, the organisation or the representative's rights do not allow it.
    """
    representative = locked_representative(by)
    fresh = locked_recommendation(recommendation)
    standing = fresh.endorsements.standing().filter(organisation=representative.organisation)
    hindrance = signing_hindrance(representative, fresh, now())
    if hindrance:
        raise Refused(hindrance.label)
    if fresh.text.fingerprint != fingerprint:
        raise StaleText(_("The text has changed since you opened this page. Read it again."))
    return standing.first() or _signed(fresh, representative, source)


def _signed(
    recommendation: Recommendation, representative: Representative, source: str
) -> Endorsement:
    endorsement = Endorsement.objects.create(
        organisation=representative.organisation,
        organisation_name=representative.organisation.name,
        recommendation=recommendation,
        version=recommendation.text,
        signed_by=representative.user,
        capacity=representative.capacity,
        signed_at=now(),
        source=source,
    )
    _record("endorsement.signed", endorsement, representative, source)
    queue_mail(
        "endorsement_receipt",
        to=representative.user,
        endorsement=endorsement,
        recommendation=recommendation,
    )
    return endorsement


@transaction.atomic
def withdraw(
    *, recommendation: Recommendation, by: Representative, source: str = Entry.Source.WEB
) -> Endorsement | None:
    """Withdraw the endorsement of the representative's organisation, at any time.

    Returns it, or None where there is nothing to withdraw (any more). Raises Refused where
    the representative may not sign for the organisation.
    """
    representative = locked_representative(by)
    hindrance = withdrawing_hindrance(representative, now())
    if hindrance:
        raise Refused(hindrance.label)
    fresh = locked_recommendation(recommendation)
    standing = fresh.endorsements.standing().select_related("version")
    endorsement = standing.filter(organisation=representative.organisation).first()
    if endorsement:
        endorsement.state = Endorsement.State.WITHDRAWN
        endorsement.withdrawn_by, endorsement.withdrawn_at = representative.user, now()
        endorsement.save(update_fields=["state", "withdrawn_by", "withdrawn_at"])
        _record("endorsement.withdrawn", endorsement, representative, source)
    return endorsement


def _record(
    verb: str, endorsement: Endorsement, representative: Representative, source: str
) -> None:
    record(
        verb,
        subject=("recommendation", str(endorsement.recommendation.code)),
        actor_id=representative.user_id,
        organisation_id=representative.organisation_id,
        payload={
            "endorsement": endorsement.pk,
            "version": endorsement.version.number,
            "fingerprint": endorsement.version.fingerprint,
        },
        source=source,
    )
