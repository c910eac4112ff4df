"""Who may comment, change and withdraw a comment, and what stands in the way."""

from datetime import datetime, timedelta

from consultations.models import Window
from organisations.models import Representative
from recommendations.models import Comment, Recommendation, Subject, consultation_of
from recommendations.policies.acting import saying_hindrance, time_hindrance, window_hindrance
from recommendations.policies.hindrance import Hindrance
from recommendations.policies.moderating import has_open_appeal

# Issue “Comments”: how long a comment is changed freely before a moderator has approved it.
TIME_TO_EDIT = timedelta(minutes=30)

# How long a comment that was returned can be mended where comments have closed meanwhile.
TIME_TO_MEND = timedelta(days=14)


def commenting_hindrance(
    representative: Representative, subject: Subject, at: datetime
) -> Hindrance | None:
    """Return what keeps the representative from commenting on it at that moment, or None."""
    return _commentwindow_hindrance(subject, at) or saying_hindrance(representative, at)


def can_comment(representative: Representative, subject: Subject, at: datetime) -> bool:
    return commenting_hindrance(representative, subject, at) is None


def revising_hindrance(
    representative: Representative, comment: Comment, at: datetime
) -> Hindrance | None:
    """Return what keeps the representative from giving the comment other words, or None.

    Issue “Comments”: what waits for its first approval is changed freely for half an hour; what
    is published while comments are open; what was returned while they are, or for fourteen days.
    """
    if comment.organisation_id != representative.organisation_id:
        return Hindrance.NOT_YOURS
    if has_open_appeal(comment):
        return Hindrance.APPEAL_IS_OPEN
    if not comment.can_be_revised:
        return Hindrance.NOT_TO_BE_MENDED
    if comment.state == Comment.State.RETURNED and at < mending_ends(comment):
        return saying_hindrance(representative, at)
    if comment.state == Comment.State.PENDING and at >= comment.created + TIME_TO_EDIT:
        return Hindrance.AT_A_MODERATOR
    return commenting_hindrance(representative, comment.subject, at)


def mending_ends(comment: Comment) -> datetime:
    """Return until when a comment that was returned can be mended, whatever the window."""
    returned = next(each for each in comment.all_decisions if each.state == Comment.State.RETURNED)
    return returned.entry.time + TIME_TO_MEND


def taking_back_hindrance(
    representative: Representative, comment: Comment, at: datetime
) -> Hindrance | None:
    """Return what keeps the representative from withdrawing the comment; no window ever does."""
    if comment.organisation_id != representative.organisation_id:
        return Hindrance.NOT_YOURS
    if not comment.can_be_withdrawn:
        return Hindrance.NOT_TO_BE_MENDED
    return saying_hindrance(representative, at)


def takes_comments(subject: Subject, at: datetime) -> bool:
    """Tell whether comments on it are open at that moment, for those who may comment."""
    return _commentwindow_hindrance(subject, at) is None


def comment_window_of(subject: Subject) -> Window:
    """Return when the recommendation or the paragraph takes comments."""
    if isinstance(subject, Recommendation):
        return subject.comment_window
    consultation = consultation_of(subject)
    return consultation.comment_window if consultation else Window(None, None)


def _commentwindow_hindrance(subject: Subject, at: datetime) -> Hindrance | None:
    window = comment_window_of(subject)
    if isinstance(subject, Recommendation):
        return window_hindrance(subject, window, at)
    consultation = consultation_of(subject)
    embargo = subject.document.embargo_until
    is_out = subject.document.is_public and not (embargo and at < embargo)
    if not is_out or not (consultation and consultation.is_public):
        return Hindrance.NO_COMMENTS
    return Hindrance.WITHHELD if subject.is_withheld else time_hindrance(window, at)
