"""On which terms an organisation endorses: how it is named, and what it reserves."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from ledger.refusal import Refused
from organisations.models import Organisation
from recommendations.daily_count import enter, is_in_todays_count, leave, next_midnight
from recommendations.models import Endorsement

Naming = Endorsement.Naming


@dataclass(frozen=True)
class Terms:
    """How the organisation is named, when to ask it again, and its reservation if any."""

    naming: str = Naming.NAMED
    ask_again_on: date | None = None
    reservation: str = ""


def terms_for(organisation: Organisation) -> Terms:
    """Return the terms of one that says nothing of them: what is not listed is not named."""
    return Terms(Naming.NAMED if organisation.is_listed else Naming.UNNAMED)


def refuse_name(organisation: Organisation, naming: str) -> None:
    """Raise Refused where an organisation that is not listed would be named, now or later."""
    if not organisation.is_listed and naming != Naming.UNNAMED:
        raise Refused(_("Your organisation is not listed: it counts without its name."))


def terms_of(endorsement: Endorsement) -> Terms:
    """Return the terms on which it stands."""
    return Terms(endorsement.naming, endorsement.ask_again_on, endorsement.reservation)


def name(
    endorsement: Endorsement,
    naming: str,
    ask_again_on: date | None,
    at: datetime,
    *,
    is_uncounted: bool = False,
) -> None:
    """Set how a standing endorsement is named from now on; the caller saves it.

    Protection holds at once. The name of an organisation that the day's total counts as unnamed,
    by this endorsement or one it withdrew since, is shown from the next midnight on: the total
    would move at the moment when it appears, and tell who it was. Only what is live enters.
    Where it is known that nothing else counts the organisation, that is not looked for any more.
    """
    endorsement.naming, endorsement.ask_again_on = naming, ask_again_on
    if naming != Naming.NAMED:
        endorsement.named_from = None
        if endorsement.state == Endorsement.State.LIVE:
            enter(endorsement, at)
    elif is_in_todays_count(endorsement, at):
        endorsement.named_from = next_midnight(at)
        leave(endorsement, at)
    elif not is_uncounted and _is_counted_by_another(endorsement):
        endorsement.named_from = next_midnight(at)
        endorsement.counted_from = endorsement.counted_until = None
    else:
        endorsement.named_from = at
        endorsement.counted_from = endorsement.counted_until = None


def _is_counted_by_another(endorsement: Endorsement) -> bool:
    """Tell whether the day's total counts the organisation by something else it signed here."""
    others = Endorsement.objects.counted_unnamed().exclude(pk=endorsement.pk)
    here = {"recommendation": endorsement.recommendation_id}
    return others.filter(organisation=endorsement.organisation_id, **here).exists()
