"""Withdrawing for an organisation that asked in writing and has nobody left to sign."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.mail import people_of, queue_mail
from organisations.models import Organisation, User
from organisations.policies import is_curator
from recommendations.actions.entering import record_endorsement
from recommendations.actions.locking import locked_recommendation
from recommendations.daily_count import leave
from recommendations.models import Endorsement, RequestedWithdrawal
from recommendations.policies import Hindrance, has_signatory


@transaction.atomic
def withdraw_on_request(
    *, endorsement: Endorsement, by: User, evidence: str, source: str = Entry.Source.ADMIN
) -> RequestedWithdrawal:
    """Withdraw the endorsement as its organisation asked in writing.

    Raises Refused for anybody but curators, while somebody may sign for the organisation, and
    where it does not stand (any more).
    """
    if not is_curator(by):
        raise Refused(_("Only curators withdraw for others."))
    organisation = Organisation.objects.select_for_update().get(pk=endorsement.organisation_id)
    recommendation = locked_recommendation(endorsement.recommendation)
    if has_signatory(organisation, now()):
        raise Refused(Hindrance.SOMEBODY_SIGNS.label)
    standing = recommendation.endorsements.standing().select_related("version")
    fresh = standing.filter(pk=endorsement.pk).first()
    if fresh is None:
        raise Refused(_("This endorsement does not stand any more."))
    fresh.recommendation, fresh.state = recommendation, Endorsement.State.WITHDRAWN
    fresh.withdrawn_by, fresh.withdrawn_at = by, now()
    leave(fresh, fresh.withdrawn_at)
    fresh.save()
    entry = record_endorsement("endorsement.withdrawn", fresh, by.pk, source)
    for person in people_of(organisation):
        queue_mail("withdrawal_notice", to=person, endorsement=fresh, recommendation=recommendation)
    return RequestedWithdrawal.objects.create(endorsement=fresh, evidence=evidence, entry=entry)
