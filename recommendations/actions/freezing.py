"""Freezing who stands behind some texts now: a list to hand over, which never changes."""

from operator import attrgetter
from secrets import token_hex
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledger.actions import record
from ledger.canonical import fingerprint
from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.models import User
from organisations.policies import is_curator
from recommendations.actions.locking import locked_recommendations
from recommendations.backing import backing_of
from recommendations.frozen import FORM, opening_of
from recommendations.models import Endorsement, FrozenList, FrozenSignatory, Recommendation

# In bytes: nobody guesses what a commitment stands for from a list of all organisations.
_SALT = 16
_VISITOR: Any = AnonymousUser()


@transaction.atomic
def freeze(
    *,
    frozen: FrozenList,
    recommendations: list[Recommendation],
    by: User,
    source: str = Entry.Source.ADMIN,
) -> FrozenList:
    """Freeze the present texts of the recommendations with who is seen to endorse them now.

    The new list brings its title; the moment of the act is the cut-off. Those who are not named
    are a number, by the one definition of the count. Raises Refused for anybody but curators, and
    where one of the texts is not public.
    """
    if not is_curator(by):
        raise Refused(_("Only curators freeze lists."))
    rows = sorted(locked_recommendations(*recommendations).values(), key=attrgetter("code"))
    _refuse_hidden(rows)
    frozen.frozen_at = now()
    texts = [_frozen_text(row, frozen) for row in rows]
    frozen.content = {
        "form": FORM,
        "id": frozen.public_id,
        "title": frozen.title,
        "frozen_at": frozen.frozen_at.isoformat(),
        "texts": [text for text, _signatories in texts],
    }
    return _kept(frozen, [each for _text, signatories in texts for each in signatories], by, source)


def _refuse_hidden(rows: list[Recommendation]) -> None:
    visible = Recommendation.objects.visible_to(_VISITOR).published()
    public = set(visible.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    if not rows or any(row.pk not in public or row.text.is_withheld for row in rows):
        raise Refused(_("Only texts that are public, and not withheld, are frozen."))


def _frozen_text(
    row: Recommendation, frozen: FrozenList
) -> tuple[dict[str, Any], list[FrozenSignatory]]:
    """Return what the list holds of the text, and who is named on it: first who signed first."""
    backing = backing_of(row.text, _VISITOR)
    in_order = sorted(backing.named, key=attrgetter("signed_at", "pk"))
    signatories = [_signatory(each, row, frozen) for each in in_order]
    text = {
        "code": row.code,
        "number": row.text.number,
        "fingerprint": row.text.fingerprint,
        "total": backing.total,
        "unnamed": backing.unnamed,
        "signatories": [each.commitment for each in signatories],
    }
    return text, signatories


def _signatory(
    endorsement: Endorsement, row: Recommendation, frozen: FrozenList
) -> FrozenSignatory:
    opening = opening_of(endorsement, token_hex(_SALT))
    return FrozenSignatory(
        frozen_list=frozen,
        recommendation=row,
        organisation=endorsement.organisation,
        commitment=fingerprint(opening),
        opening=opening,
    )


def _kept(
    frozen: FrozenList, signatories: list[FrozenSignatory], by: User, source: str
) -> FrozenList:
    frozen.fingerprint = fingerprint(frozen.content)
    frozen.entry = record(
        "list.frozen",
        subject=("list", frozen.public_id),
        actor_id=by.pk,
        payload={
            "fingerprint": frozen.fingerprint,
            "texts": [text["fingerprint"] for text in frozen.content["texts"]],
        },
        source=source,
    )
    frozen.save()
    for signatory in signatories:
        signatory.frozen_list = frozen  # which has its key only now
    FrozenSignatory.objects.bulk_create(signatories)
    return frozen


def withhold_in_lists(endorsement: Endorsement) -> None:
    """Take the organisation's name off what was frozen of this recommendation.

    Called by the act that conceals it, in its transaction.
    """
    rows = FrozenSignatory.objects.of(endorsement.organisation_id, endorsement.recommendation_id)
    rows.withhold()
