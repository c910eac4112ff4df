"""Taking an organisation off every list: what it endorses goes on counting, without its name."""

from django.db import transaction

from ledger.models import Entry
from organisations.actions import set_listed
from organisations.models import ListingDecision, Organisation, User
from recommendations.actions.locking import locked_recommendations
from recommendations.actions.naming import conceal_all
from recommendations.models import Endorsement, Recommendation


@transaction.atomic
def unlist_organisation(
    *, organisation: Organisation, by: User, reason: str, source: str = Entry.Source.ADMIN
) -> ListingDecision:
    """Let the organisation exist for its own people alone, from this moment on.

    Its name leaves every endorsement at once, what ended too. Raises Refused where a policy
    forbids it.
    """
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    named = Endorsement.objects.filter(organisation=locked).exclude(
        naming=Endorsement.Naming.UNNAMED
    )
    endorsed = Recommendation.objects.filter(pk__in=named.order_by().values("recommendation"))
    # Before the numbers of all of them, which change with the organisation: as who signs does.
    recommendations = locked_recommendations(*endorsed)
    decision = set_listed(organisation=locked, is_listed=False, by=by, reason=reason, source=source)
    for number in recommendations:
        conceal_all(named.filter(recommendation=number), by, source)
    return decision
