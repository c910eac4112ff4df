"""Taking an organisation off every list: what it endorses goes on counting, without its name."""

from django.db import transaction

from ledger.models import Entry
from organisations.actions import set_listed
from organisations.models import ListingDecision, Organisation, User
from recommendations.actions.naming import conceal_all
from recommendations.models import Endorsement


@transaction.atomic
def unlist_organisation(
    *, organisation: Organisation, by: User, reason: str, source: str = Entry.Source.ADMIN
) -> ListingDecision:
    """Let the organisation exist for its own people alone, from this moment on.

    Its name leaves every endorsement at once, what ended too. Raises Refused where a policy
    forbids it.
    """
    decision = set_listed(
        organisation=organisation, is_listed=False, by=by, reason=reason, source=source
    )
    named = Endorsement.objects.filter(organisation=organisation).exclude(
        naming=Endorsement.Naming.UNNAMED
    )
    recommendations = named.order_by("recommendation", "-pk").values_list("recommendation")
    for number in sorted({row[0] for row in recommendations}):
        conceal_all(named.filter(recommendation=number), by, source)
    return decision
