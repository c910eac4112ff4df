"""A change of wording: what was signed is carried to the new text, and may be objected to."""

from django.db import transaction

from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.actions.locking import locked_representative
from organisations.models import Representative, User
from recommendations.actions.asking import stop_counting
from recommendations.actions.entering import record_endorsement
from recommendations.actions.locking import locked_recommendation
from recommendations.actions.mailing import mail_signatories
from recommendations.models import Endorsement, Recommendation
from recommendations.policies import objecting_hindrance

State = Endorsement.State
# What was signed, by whom, and how it is named and counted goes on as it was.
_CARRIED = (
    "organisation",
    "organisation_name",
    "recommendation",
    "state",
    "reservation",
    "naming",
    "ask_again_on",
    "named_from",
    "counted_from",
    "counted_until",
    "prepared_by",
    "signed_by",
    "capacity",
    "signed_at",
    "source",
)


def carry(*, recommendation: Recommendation, by: User, source: str) -> None:
    """Carry what endorses the text just replaced to the present one, and tell who signed it.

    What is paused since an earlier text, or was objected to, stays as it is: it is asked when its
    organisation is verified again. Called by the act that published the text, in its transaction.
    """
    replaced = {"version__number": recommendation.text.number - 1, "objected_at": None}
    rows = recommendation.endorsements.filter(state__in=[State.LIVE, State.PAUSED], **replaced)
    rows = rows.select_for_update(of=("self",))
    for old in rows.select_related("version", "organisation").order_by("pk"):
        old.recommendation = recommendation
        new = _carried(old)
        more = {"succeeds": old.pk}
        record_endorsement("endorsement.carried", new, by.pk, source, **more)
        mail_signatories("endorsement_carried", new)


def _carried(old: Endorsement) -> Endorsement:
    """Return the new row, which takes the place of the old one in the count at once."""
    new = Endorsement(**{name: getattr(old, name) for name in _CARRIED})
    new.version, new.succeeds = old.recommendation.text, old
    Endorsement.objects.filter(pk=old.pk).update(
        state=State.SUPERSEDED, counted_from=None, counted_until=None
    )
    new.save()
    return new


@transaction.atomic
def object_to_wording(
    *, recommendation: Recommendation, by: Representative, source: str = Entry.Source.WEB
) -> Endorsement:
    """Object to the wording that the organisation's endorsement was carried to.

    It waits for a confirmation then, as after a change of substance. Raises Refused where nothing
    was carried, where the fourteen days are over, or where the representative may not sign.
    """
    representative = locked_representative(by)
    fresh = locked_recommendation(recommendation)
    rows = fresh.endorsements.live().select_related("version", "organisation")
    endorsement = rows.filter(organisation=representative.organisation).first()
    hindrance = objecting_hindrance(representative, endorsement, now())
    if endorsement is None or hindrance:
        raise Refused(hindrance.label if hindrance else "")
    endorsement.recommendation = fresh
    endorsement.objected_at = now()
    by_whom = representative.user
    return stop_counting(endorsement, State.AWAITING, by_whom, source, "endorsement.objected")
