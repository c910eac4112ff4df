"""A moderator says that they are looking at a comment, so that no other does the same work.

It binds nobody, ends by itself and is no decision: the ledger does not tell of it.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledger.clock import now
from ledger.refusal import Refused
from organisations.models import User
from recommendations.actions.locking import locked_comment
from recommendations.models import Comment
from recommendations.policies import deciding_hindrance


@transaction.atomic
def claim(*, comment: Comment, by: User) -> datetime:
    """Claim what waits for half an hour; return until when.

    Raises Refused where nothing waits, where another moderator was faster, or where it is a
    comment of one's own organisation.
    """
    fresh = locked_comment(comment)
    hindrance = deciding_hindrance(by, fresh, now())
    if hindrance:
        raise Refused(hindrance.label)
    if not Comment.objects.pending().filter(pk=fresh.pk).exists():
        raise Refused(_("Nothing waits here any more."))
    if fresh.is_claimed(now()) and fresh.claimed_by != by:
        told = _("%(name)s looks at it already.") % {"name": fresh.claimed_by}
        raise Refused(told)
    fresh.claimed_by, fresh.claimed_at = by, now()
    fresh.save(update_fields=["claimed_by", "claimed_at"])
    return fresh.claim_ends


@transaction.atomic
def release(*, comment: Comment, by: User) -> None:
    """Give up one's own claim; raises Refused where there is none."""
    fresh = locked_comment(comment)
    if fresh.claimed_by_id != by.pk:
        raise Refused(_("You have not claimed this comment."))
    fresh.claimed_by = fresh.claimed_at = None
    fresh.save(update_fields=["claimed_by", "claimed_at"])
