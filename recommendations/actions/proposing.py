"""A change of wording is proposed by one curator, and published or sent back by another."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consultations.models import Consultation
from ledger.actions import record
from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.mail import queue_mail
from organisations.models import User
from organisations.models.user import CURATE
from recommendations.actions.locking import locked_recommendation
from recommendations.actions.publishing import drafted_version, refuse_unready
from recommendations.models import Proposal, Recommendation, Version


@transaction.atomic
def propose_wording(
    *, recommendation: Recommendation, by: User, note: str, source: str = Entry.Source.ADMIN
) -> Proposal:
    """Propose the drafted text as a mere change of wording, for a second curator to publish.

    An earlier proposal is dropped; the other curators are told by mail. Raises Refused where the
    text could not be published.
    """
    consultation = Consultation.objects.select_for_update().get(pk=recommendation.consultation_id)
    fresh = locked_recommendation(recommendation)
    refuse_unready(fresh, consultation)
    version = drafted_version(fresh, by, Version.Change.EDITORIAL, note)
    fresh.proposals.filter(state=Proposal.State.OPEN).update(state=Proposal.State.DROPPED)
    proposal = Proposal.objects.create(
        recommendation=fresh,
        fingerprint=version.fingerprint,
        note=note,
        proposed_by=by,
        proposed_at=now(),
    )
    told = {"version": version.number, "fingerprint": version.fingerprint}
    _record("version.proposed", fresh, by, source, **told)
    for curator in User.objects.holding(CURATE).exclude(pk=by.pk).order_by("pk"):
        queue_mail("wording_proposed", to=curator, proposal=proposal, recommendation=fresh)
    return proposal


@transaction.atomic
def drop_wording(
    *, recommendation: Recommendation, by: User, source: str = Entry.Source.ADMIN
) -> None:
    """Take the proposed change of wording back, or do not agree to it: the draft stays as it is.

    Whoever proposed it is told, unless they took it back. Raises Refused where nothing is proposed.
    """
    fresh = locked_recommendation(recommendation)
    proposal = fresh.proposals.filter(state=Proposal.State.OPEN).first()
    if proposal is None:
        raise Refused(_("No change of wording is proposed."))
    Proposal.objects.filter(pk=proposal.pk).update(state=Proposal.State.DROPPED)
    told = {"version": fresh.text.number + 1, "fingerprint": proposal.fingerprint}
    _record("version.proposal-dropped", fresh, by, source, **told)
    if proposal.proposed_by != by:
        given = {"proposal": proposal, "recommendation": fresh}
        queue_mail("wording_dropped", to=proposal.proposed_by, **given)


def _record(
    verb: str, recommendation: Recommendation, by: User, source: str, **told: object
) -> None:
    subject = ("recommendation", str(recommendation.code))
    record(verb, subject=subject, actor_id=by.pk, payload=told, source=source)
