"""How an organisation is named for what it endorses: protection at once, a name by signature."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.actions.locking import locked_representative
from organisations.models import Organisation, Representative, User
from organisations.policies import is_curator
from recommendations.actions.entering import record_endorsement
from recommendations.actions.freezing import withhold_in_lists
from recommendations.actions.locking import locked_recommendation
from recommendations.models import Endorsement, Recommendation
from recommendations.models.endorsement import EndorsementQuerySet
from recommendations.policies import naming_hindrance
from recommendations.supporting import recount
from recommendations.terms import name, refuse_name

Naming = Endorsement.Naming


@transaction.atomic
def choose_naming(
    *,
    recommendation: Recommendation,
    by: Representative,
    naming: str,
    ask_again_on: date | None = None,
    source: str = Entry.Source.WEB,
) -> Endorsement:
    """Set how the representative's organisation is named for what it endorses here.

    Returns its endorsement. Raises Refused where there is none (any more), or where the
    representative may not sign for the organisation. No window binds this.
    """
    representative = locked_representative(by)
    hindrance = naming_hindrance(representative, now())
    if hindrance:
        raise Refused(hindrance.label)
    fresh = locked_recommendation(recommendation)
    endorsement = fresh.endorsements.standing().filter(organisation=representative.organisation)
    standing = endorsement.select_related("version").first()
    if standing is None:
        raise Refused(_("Your organisation does not endorse this text."))
    refuse_name(representative.organisation, naming)
    if (standing.naming, standing.ask_again_on) == (naming, ask_again_on):
        return standing
    if naming != Naming.NAMED:
        standing.recommendation = fresh
        conceal_others(standing)
    name(standing, naming, ask_again_on, now())
    standing.save()
    remember_naming(representative.organisation, naming)
    verb = "endorsement.named" if naming == Naming.NAMED else "endorsement.concealed"
    record_endorsement(verb, standing, representative.user_id, source, naming=naming)
    recount(fresh)
    return standing


@transaction.atomic
def conceal(*, endorsement: Endorsement, by: User, source: str = Entry.Source.ADMIN) -> Endorsement:
    """Take the organisation's name off what it endorsed here, at once and everywhere.

    What ended is concealed as well: its history goes. A curator does it for an organisation in
    danger; only the organisation itself shows the name again. Raises Refused for anybody else.
    """
    if not is_curator(by):
        raise Refused(_("Only curators conceal for others."))
    Organisation.objects.select_for_update().get(pk=endorsement.organisation_id)
    locked_recommendation(endorsement.recommendation)
    rows = Endorsement.objects.select_related("recommendation", "version")
    fresh = rows.get(pk=endorsement.pk)
    had_others = conceal_others(fresh)
    if fresh.naming != Naming.NAMED and not had_others:
        return fresh
    if fresh.naming == Naming.NAMED:
        _conceal(fresh)
    record_endorsement("endorsement.concealed", fresh, by.pk, source, naming=Naming.UNNAMED.value)
    recount(fresh.recommendation)
    return fresh


def conceal_all(endorsements: EndorsementQuerySet, by: User, source: str) -> None:
    """Take the name off what one organisation signed in one recommendation, for good.

    Called by the act that takes it off every list, in its transaction, with its row locked.
    """
    rows = endorsements.select_related("recommendation", "version").order_by("-pk")
    latest = rows[0]
    locked_recommendation(latest.recommendation)
    for endorsement in rows:
        _conceal(endorsement)
    record_endorsement("endorsement.concealed", latest, by.pk, source, naming=Naming.UNNAMED.value)


def remember_naming(organisation: Organisation, naming: str) -> None:
    """Keep what the organisation itself chose last: its next review page begins with it."""
    if organisation.default_naming != naming:
        Organisation.objects.filter(pk=organisation.pk).update(default_naming=naming)


def conceal_others(endorsement: Endorsement) -> bool:
    """Take the name off all else that the organisation signed here; tell whether it was on any.

    Here is the recommendation and what was merged into it: whoever reads that it went on from
    there would know. Called by an act that conceals, in its transaction.
    """
    here = [endorsement.recommendation, *endorsement.recommendation.predecessors()]
    rows = Endorsement.objects.filter(
        organisation=endorsement.organisation_id, recommendation__in=here, naming=Naming.NAMED
    )
    others = list(rows.exclude(pk=endorsement.pk))
    for other in others:
        _conceal(other)
    withhold_in_lists(endorsement)
    return bool(others)


def _conceal(endorsement: Endorsement) -> None:
    if endorsement.state == Endorsement.State.LIVE:
        name(endorsement, Naming.UNNAMED, None, now())
    else:
        endorsement.naming, endorsement.named_from = Naming.UNNAMED, None
        endorsement.ask_again_on = None
    endorsement.save()
    withhold_in_lists(endorsement)
