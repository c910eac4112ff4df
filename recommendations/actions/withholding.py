"""Taking a published text from every surface, and showing it again."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledger.actions import record
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.models import User
from recommendations.actions.locking import locked_recommendation
from recommendations.indexing import index_asked
from recommendations.models import Version, WithholdingDecision


def withhold_version(
    *, version: Version, by: User, reason: str, source: str = Entry.Source.ADMIN
) -> WithholdingDecision:
    """Take the text from every surface; its fingerprint and the reason, which is public, stay.

    Raises Refused where no reason is given, or where it is withheld already.
    """
    return _decide(version, by, reason, source, is_withheld=True)


def show_version(
    *, version: Version, by: User, reason: str, source: str = Entry.Source.ADMIN
) -> WithholdingDecision:
    """Show a withheld text again; raises Refused without a reason, or where it is shown."""
    return _decide(version, by, reason, source, is_withheld=False)


@transaction.atomic
def _decide(
    version: Version, by: User, reason: str, source: str, *, is_withheld: bool
) -> WithholdingDecision:
    if not reason.strip():
        raise Refused(_("Give a reason."))
    # Signing reads whether the text is withheld under the same lock.
    recommendation = locked_recommendation(version.recommendation)
    fresh = Version.objects.get(pk=version.pk)
    if fresh.is_withheld == is_withheld:
        raise Refused(_("Somebody was faster: look at the text again."))
    Version.objects.filter(pk=fresh.pk).set_withheld(reason if is_withheld else "")
    version.withheld_reason = reason if is_withheld else ""
    index_asked(recommendation)
    entry = record(
        "version.withheld" if is_withheld else "version.shown-again",
        subject=("recommendation", str(recommendation.code)),
        actor_id=by.pk,
        payload={"version": fresh.number, "fingerprint": fresh.fingerprint},
        source=source,
    )
    return WithholdingDecision.objects.create(
        version=fresh, is_withheld=is_withheld, reason=reason, entry=entry
    )
