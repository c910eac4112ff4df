"""Somebody reports a published comment; a moderator hides it, or leaves it as it is.

Reports are never shown to the author, hide nothing by themselves, and the ledger does not say whose
they are: that is for moderators alone.
"""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledger.actions import record
from ledger.canonical import canonical_text
from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.mail import queue_mail
from organisations.models import User
from organisations.models.user import MODERATE
from recommendations.actions.commenting import place_of
from recommendations.actions.locking import locked_comment
from recommendations.models import Comment, ModerationDecision, Report
from recommendations.policies import deciding_hindrance, reporting_hindrance

State, Reason = Report.State, Report.Reason


@transaction.atomic
def report(
    *,
    comment: Comment,
    by: User,
    reason: str,
    words: str = "",
    source: str = Entry.Source.WEB,
) -> Report:
    """Report the comment; where somebody may be in danger, moderators hear of it at once.

    Raises Refused where it is not published, is of one's own organisation, or was reported by the
    person already, and where another reason is not put in words.
    """
    fresh = locked_comment(comment)
    hindrance = reporting_hindrance(by, fresh, now())
    if hindrance:
        raise Refused(hindrance.label)
    if reason == Reason.OTHER and not words.strip():
        raise Refused(_("Say in words what is wrong with it."))
    made = Report.objects.create(
        comment=fresh,
        reporter=by,
        reason=reason,
        words=canonical_text(words).strip(),
        reported_at=now(),
    )
    _record("comment.reported", fresh, None, source)
    if reason == Reason.SAFETY:
        for moderator in User.objects.holding(MODERATE).exclude(pk=by.pk).order_by("pk"):
            queue_mail("safety_reported", to=moderator, comment=fresh)
    return made


@transaction.atomic
def leave_as_it_is(*, comment: Comment, by: User, source: str = Entry.Source.ADMIN) -> int:
    """Answer the open reports: the comment is left as it is. Return how many there were.

    Raises Refused where another moderator was faster, or where it is of one's own organisation.
    """
    fresh = locked_comment(comment)
    hindrance = deciding_hindrance(by, fresh, now())
    if hindrance:
        raise Refused(hindrance.label)
    number = answer_reports(fresh, State.LEFT, None)
    if not number:
        raise Refused(_("Somebody was faster: no report waits any more."))
    _record("comment.reports-answered", fresh, by, source)
    return number


def answer_reports(comment: Comment, state: str, decision: ModerationDecision | None) -> int:
    """Close the comment's open reports and tell those who reported; return how many there were."""
    rows = list(comment.reports.open().select_related("reporter").order_by("pk"))
    Report.objects.filter(pk__in=[row.pk for row in rows]).update(state=state, decision=decision)
    for row in rows:
        queue_mail("report_answered", to=row.reporter, comment=comment, state=state)
    return len(rows)


def _record(verb: str, comment: Comment, by: User | None, source: str) -> None:
    record(
        verb,
        subject=("comment", comment.public_id),
        actor_id=by.pk if by else None,
        payload=place_of(comment),
        source=source,
    )
