"""Who asked to be shown who endorses a text without being named."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledger.actions import record
from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.actions.listing import TIME_TO_LOOK
from organisations.models import User
from organisations.policies import is_protector
from recommendations.models import Recommendation, SignatureLook


@transaction.atomic
def look_at_signatures(
    *, recommendation: Recommendation, by: User, reason: str, source: str = Entry.Source.ADMIN
) -> SignatureLook:
    """Show the person, for a quarter of an hour, who is not named here; each look is kept.

    Raises Refused for anybody who does not protect them.
    """
    if not is_protector(by):
        raise Refused(_("You may not be shown this."))
    entry = record(
        "recommendation.looked-at",
        subject=("recommendation", str(recommendation.code)),
        actor_id=by.pk,
        source=source,
    )
    rows = SignatureLook.objects
    return rows.create(recommendation_id=recommendation.pk, reason=reason, entry=entry)


def recommendations_shown(user: User) -> list[int]:
    """Return the recommendations of which the person is shown now who is not named."""
    if not is_protector(user):
        return []
    since = now() - TIME_TO_LOOK
    looks = SignatureLook.objects.filter(entry__actor_id=user.pk, entry__time__gt=since)
    return list(looks.values_list("recommendation", flat=True))


def signatures_shown_until(recommendation: Recommendation, user: User) -> datetime | None:
    """Return until when the person is shown who is not named there, or None."""
    if not is_protector(user):
        return None
    looks = SignatureLook.objects.filter(
        recommendation=recommendation.pk,
        entry__actor_id=user.pk,
        entry__time__gt=now() - TIME_TO_LOOK,
    )
    latest = looks.select_related("entry").first()
    return latest.entry.time + TIME_TO_LOOK if latest else None
