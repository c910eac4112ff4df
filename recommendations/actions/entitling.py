"""Whether a verified organisation may endorse, or comment only."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledger.actions import record
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.models import Organisation, User, VerificationDecision


@transaction.atomic
def set_may_endorse(
    *,
    organisation: Organisation,
    may_endorse: bool,
    by: User,
    evidence: str,
    source: str = Entry.Source.ADMIN,
) -> VerificationDecision:
    """Let a verified organisation endorse, or no longer.

    Raises Refused where it is not verified, where nothing would change, and where it endorses
    something: then only suspending it pauses that.
    """
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    _refuse_change(locked, may_endorse)
    locked.may_endorse = organisation.may_endorse = may_endorse
    locked.save(update_fields=["may_endorse"])
    entry = record(
        "organisation.entitled" if may_endorse else "organisation.disentitled",
        subject=("organisation", str(locked.pk)),
        actor_id=by.pk,
        payload={"may_endorse": may_endorse},
        source=source,
    )
    return VerificationDecision.objects.create(
        organisation=locked, status=locked.status, evidence=evidence, entry=entry
    )


def _refuse_change(organisation: Organisation, may_endorse: bool) -> None:
    if not organisation.is_verified or organisation.may_endorse == may_endorse:
        raise Refused(
            _("“%(name)s” has changed since: this can no longer be decided.")
            % {"name": organisation.name}
        )
    if not may_endorse and organisation.endorsements.standing().exists():
        raise Refused(
            _("The organisation endorses something: suspend it to pause its endorsements.")
        )
