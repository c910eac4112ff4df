"""Endorsements that were collected on paper: entered by a curator, who signs for nobody."""

from django.db import transaction

from consultations.media_types import scan_type_of
from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.models import Organisation, User
from recommendations.actions.endorsing import drop
from recommendations.actions.entering import record_endorsement
from recommendations.actions.locking import locked_recommendation
from recommendations.actions.preparing import attach, tell_signatories
from recommendations.models import Endorsement, Recommendation
from recommendations.policies import paper_hindrance

State, Naming = Endorsement.State, Endorsement.Naming


@transaction.atomic
def enter_paper(
    *,
    recommendation: Recommendation,
    organisation: Organisation,
    scan: bytes,
    by: User,
    reservation: str = "",
    source: str = Entry.Source.ADMIN,
) -> None:
    """Enter an endorsement of the present text that was signed on paper.

    It counts only once one who may sign confirms it, by the link that is mailed now. Nothing is
    returned, and nothing happens where the organisation endorses the text already: what it
    prepared, and what it endorses without its name, is not for curators to know. Where its own
    people have prepared the text, the scan is put beside what they wrote. Raises Refused where a
    policy forbids it, and where the scan is no PDF and no picture.
    """
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    fresh = locked_recommendation(recommendation)
    hindrance = paper_hindrance(locked, fresh, by, now())
    if hindrance:
        raise Refused(hindrance.label)
    scan_type_of(scan)
    own = fresh.endorsements.filter(organisation=locked)
    if own.standing().exclude(state=State.AWAITING).exists():
        return
    endorsement = own.prepared().filter(version=fresh.text).first() or _entered(fresh, locked)
    attach(endorsement, "scan", scan)
    for earlier in own.prepared().exclude(pk=endorsement.pk).select_related("version"):
        drop(earlier, by, source)
    endorsement.reservation = endorsement.reservation or reservation
    endorsement.prepared_by = endorsement.prepared_by or by
    endorsement.save()
    record_endorsement("endorsement.prepared", endorsement, by.pk, source)
    tell_signatories("paper_to_confirm", endorsement, by)


def _entered(recommendation: Recommendation, organisation: Organisation) -> Endorsement:
    return Endorsement(
        organisation=organisation,
        organisation_name=organisation.name,
        recommendation=recommendation,
        version=recommendation.text,
        state=State.PREPARED,
        naming=Naming.UNNAMED,
        source=Endorsement.Source.PAPER,
    )
