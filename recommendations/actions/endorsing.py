"""Signing and withdrawing: the acts by which an organisation stands behind a text."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledger.actions import record
from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.mail import queue_mail
from organisations.models import Organisation, Representative
from recommendations.actions.locking import locked_recommendation, locked_representative
from recommendations.daily_count import leave
from recommendations.models import Endorsement, Recommendation
from recommendations.policies import signing_hindrance, withdrawing_hindrance
from recommendations.terms import Terms, name


class StaleText(Refused):
    """The text has changed since the person read it; what they saw is not what they'd sign."""


@transaction.atomic
def sign(
    *,
    recommendation: Recommendation,
    by: Representative,
    fingerprint: str,
    terms: Terms | None = None,
    source: str = Entry.Source.WEB,
) -> Endorsement:
    """Endorse, for the representative's organisation, the exact text of the fingerprint.

    Without terms it is named and endorses in full. Returns the endorsement; signing again what
    stands already returns the same one and adds nothing. Raises StaleText where the text has
    another fingerprint by now, and Refused where the window, the organisation or the
    representative's rights do not allow it.
    """
    representative = locked_representative(by)
    fresh = locked_recommendation(recommendation)
    standing = fresh.endorsements.standing().filter(organisation=representative.organisation)
    hindrance = signing_hindrance(representative, fresh, now())
    if hindrance:
        raise Refused(hindrance.label)
    if fresh.text.fingerprint != fingerprint:
        raise StaleText(_("The text has changed since you opened this page. Read it again."))
    return standing.first() or _signed(fresh, representative, terms or Terms(), source)


def _signed(
    recommendation: Recommendation, representative: Representative, terms: Terms, source: str
) -> Endorsement:
    endorsement = Endorsement(
        organisation=representative.organisation,
        organisation_name=representative.organisation.name,
        recommendation=recommendation,
        version=recommendation.text,
        reservation=terms.reservation,
        signed_by=representative.user,
        capacity=representative.capacity,
        signed_at=now(),
        source=source,
    )
    name(endorsement, terms.naming, terms.ask_again_on, endorsement.signed_at)
    endorsement.save()
    _remember_naming(representative.organisation, terms)
    naming = {"naming": terms.naming, "with_reservation": bool(terms.reservation)}
    record_endorsement("endorsement.signed", endorsement, representative.user_id, source, **naming)
    queue_mail(
        "endorsement_receipt",
        to=representative.user,
        endorsement=endorsement,
        recommendation=recommendation,
    )
    return endorsement


def _remember_naming(organisation: Organisation, terms: Terms) -> None:
    """Keep what was chosen last: the next review page begins with it."""
    Organisation.objects.filter(pk=organisation.pk).update(default_naming=terms.naming)


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
        leave(endorsement, endorsement.withdrawn_at)
        endorsement.save()
        record_endorsement("endorsement.withdrawn", endorsement, representative.user_id, source)
    return endorsement


def record_endorsement(
    verb: str, endorsement: Endorsement, actor_id: int | None, source: str, **more: Any
) -> None:
    """Write an act on the endorsement into the ledger, in the chain of its recommendation."""
    record(
        verb,
        subject=("recommendation", str(endorsement.recommendation.code)),
        actor_id=actor_id,
        organisation_id=endorsement.organisation_id,
        payload={
            "endorsement": endorsement.pk,
            "version": endorsement.version.number,
            "fingerprint": endorsement.version.fingerprint,
            **more,
        },
        source=source,
    )
