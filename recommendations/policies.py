"""Who may endorse, comment and decide, and what stands in the way."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from consultations.models import Window
from organisations.models import Organisation, Representative, User
from organisations.models.user import MODERATE
from organisations.policies import is_curator, is_moderator
from recommendations.models import (
    Appeal,
    Comment,
    Endorsement,
    ModerationDecision,
    Recommendation,
    Report,
    Subject,
    consultation_of,
)


class Hindrance(models.TextChoices):
    """Why an act is not possible now, in the order in which it is told."""

    NOT_PUBLISHED = "not-published", _("This recommendation is no longer open.")
    NO_COMMENTS = "no-comments", _("This document takes no comments.")
    WITHHELD = "withheld", _("The text is withheld at the moment.")
    NO_WINDOW = "no-window", _("No time for this has been set yet.")
    NOT_YET_OPEN = "not-yet-open", _("This has not opened yet.")
    CLOSED = "closed", _("This has closed.")
    NOT_VERIFIED = "not-verified", _("Your organisation is not verified at the moment.")
    TIME_NOT_BEGUN = "time-not-begun", _("Your time as a representative has not begun.")
    TIME_ENDED = "time-ended", _("Your time as a representative has ended.")
    MAY_NOT_ENDORSE = "may-not-endorse", _("Your organisation may comment, not endorse.")
    NO_RIGHT = "no-right", _("You have not been given this right.")
    SECOND_NEEDED = (
        "second-needed",
        _("Two people are needed: a colleague prepares the endorsement, then you sign it."),
    )
    NOT_A_CURATOR = "not-a-curator", _("Only curators enter what was signed on paper.")
    NOBODY_SIGNS = (
        "nobody-signs",
        _("Nobody may sign for it now, so nobody could confirm. Enter who may sign first."),
    )
    SOMEBODY_SIGNS = (
        "somebody-signs",
        _("Somebody may sign for it: they withdraw on the page of the recommendation."),
    )
    NOT_YOURS = "not-yours", _("Only the organisation that wrote a comment changes it.")
    AT_A_MODERATOR = (
        "at-a-moderator",
        _("A moderator may be reading it: half an hour has passed. You can still withdraw it."),
    )
    NOT_TO_BE_MENDED = "not-to-be-mended", _("This comment cannot be changed any more.")
    OWN_COMMENT = (
        "own-comment",
        _("This is a comment of your own organisation: another moderator decides on it."),
    )
    NOT_SHOWN = "not-shown", _("This comment is not shown to everybody.")
    OWN_REPORT = "own-report", _("This is a comment of your own organisation.")
    REPORTED_ALREADY = "reported-already", _("You have reported this comment already.")
    NOTHING_TO_APPEAL = (
        "nothing-to-appeal",
        _("There is no decision here that can still be appealed against."),
    )
    APPEAL_IS_OPEN = (
        "appeal-is-open",
        _("There is an appeal: nothing else is done here until it is answered."),
    )
    APPEAL_TOO_LATE = "appeal-too-late", _("The twenty days to appeal are over.")
    OWN_DECISION = "own-decision", _("You took the decision: somebody else answers the appeal.")
    MODERATOR_ANSWERS = "moderator-answers", _("Another moderator answers this appeal.")
    NOTHING_CARRIED = "nothing-carried", _("Nothing you signed was carried to a new wording.")
    TOO_LATE = "too-late", _("The fourteen days to object are over.")


# Issue “Comments”: how long a comment is changed freely before a moderator has approved it.
TIME_TO_EDIT = timedelta(minutes=30)
# Domain model, “Comment”: how long a decision can be appealed against.
TIME_TO_APPEAL = timedelta(days=20)
# How long a comment that was returned can be mended where comments have closed meanwhile.
TIME_TO_MEND = timedelta(days=14)
# Domain model, “Versions”: how long endorsers may object to a change of wording.
TIME_TO_OBJECT = timedelta(days=14)


def signing_hindrance(
    representative: Representative, recommendation: Recommendation, at: datetime
) -> Hindrance | None:
    """Return what keeps the representative from signing at that moment, or None."""
    return (
        _window_hindrance(recommendation, recommendation.endorsement_window, at)
        or representing_hindrance(representative, at)
        or (None if representative.organisation.may_endorse else Hindrance.MAY_NOT_ENDORSE)
        or (None if representative.may_sign else Hindrance.NO_RIGHT)
    )


def second_signature_hindrance(
    representative: Representative, prepared: Endorsement | None
) -> Hindrance | None:
    """Return what keeps one who may sign from signing where two people are needed, or None.

    `prepared` is what was prepared of the present text, if anything. Both are people of the
    organisation: a curator who enters paper is neither.
    """
    organisation = representative.organisation
    if not organisation.requires_second_signatory:
        return None
    if prepared is None or prepared.prepared_by_id == representative.user_id:
        return Hindrance.SECOND_NEEDED
    is_own = organisation.representatives.filter(user=prepared.prepared_by_id).exists()
    return None if is_own else Hindrance.SECOND_NEEDED


def preparing_hindrance(
    representative: Representative, recommendation: Recommendation, at: datetime
) -> Hindrance | None:
    """Return what keeps the representative from preparing at that moment, or None."""
    return (
        _window_hindrance(recommendation, recommendation.endorsement_window, at)
        or representing_hindrance(representative, at)
        or (None if representative.organisation.may_endorse else Hindrance.MAY_NOT_ENDORSE)
        or (None if representative.may_prepare else Hindrance.NO_RIGHT)
    )


def paper_hindrance(
    organisation: Organisation, recommendation: Recommendation, by: User, at: datetime
) -> Hindrance | None:
    """Return what keeps the person from entering what the organisation signed on paper."""
    if not is_curator(by):
        return Hindrance.NOT_A_CURATOR
    return (
        _window_hindrance(recommendation, recommendation.endorsement_window, at)
        or (None if organisation.is_verified else Hindrance.NOT_VERIFIED)
        or (None if organisation.may_endorse else Hindrance.MAY_NOT_ENDORSE)
        or (None if has_signatory(organisation, at) else Hindrance.NOBODY_SIGNS)
    )


def has_signatory(organisation: Organisation, at: datetime) -> bool:
    """Tell whether somebody may sign for the organisation at that moment."""
    acting = Representative.objects.acting(at).filter(organisation=organisation, may_sign=True)
    return acting.exists()


def commenting_hindrance(
    representative: Representative, subject: Subject, at: datetime
) -> Hindrance | None:
    """Return what keeps the representative from commenting on it at that moment, or None."""
    return _comment_window_hindrance(subject, at) or _saying_hindrance(representative, at)


def withdrawing_hindrance(representative: Representative, at: datetime) -> Hindrance | None:
    """Return what keeps the representative from withdrawing; no window ever does."""
    return representing_hindrance(representative, at) or (
        None if representative.may_sign else Hindrance.NO_RIGHT
    )


def naming_hindrance(representative: Representative, at: datetime) -> Hindrance | None:
    """Return what keeps the representative from choosing how the organisation is named."""
    return withdrawing_hindrance(representative, at)


def asking_hindrance(
    representative: Representative, recommendation: Recommendation, at: datetime
) -> Hindrance | None:
    """Return what keeps the representative from asking those who may sign to look at it."""
    window = recommendation.endorsement_window
    is_open = _window_hindrance(recommendation, window, at)
    return is_open or representing_hindrance(representative, at)


def objecting_hindrance(
    representative: Representative, endorsement: Endorsement | None, at: datetime
) -> Hindrance | None:
    """Return what keeps the representative from objecting to the wording it was carried to."""
    hindrance = withdrawing_hindrance(representative, at)
    if hindrance:
        return hindrance
    if endorsement is None or endorsement.is_awaiting or not endorsement.is_carried:
        return Hindrance.NOTHING_CARRIED
    return Hindrance.TOO_LATE if objecting_ends(endorsement) <= at else None


def objecting_ends(endorsement: Endorsement) -> datetime:
    """Return the moment from which the wording it was carried to is objected to no more."""
    return endorsement.version.published_at + TIME_TO_OBJECT


def can_sign(representative: Representative, recommendation: Recommendation, at: datetime) -> bool:
    return signing_hindrance(representative, recommendation, at) is None


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
        return _saying_hindrance(representative, at)
    if comment.state == Comment.State.PENDING and at >= comment.created + TIME_TO_EDIT:
        return Hindrance.AT_A_MODERATOR
    return commenting_hindrance(representative, comment.subject, at)


def reporting_hindrance(by: User, comment: Comment, at: datetime) -> Hindrance | None:
    """Return what keeps the person from reporting the comment: once, and not their own."""
    if not comment.is_published:
        return Hindrance.NOT_SHOWN
    if comment.author_id == by.pk or deciding_hindrance(by, comment, at):
        return Hindrance.OWN_REPORT
    is_again = Report.objects.filter(comment=comment, reporter=by).exists()
    return Hindrance.REPORTED_ALREADY if is_again else None


def has_open_appeal(comment: Comment) -> bool:
    return Appeal.objects.open().filter(decision__comment=comment).exists()


def deciding_hindrance(by: User, comment: Comment, at: datetime) -> Hindrance | None:
    """Return what keeps the person from deciding on the comment: nobody judges their own."""
    own = Representative.objects.acting(at).filter(user=by, organisation=comment.organisation_id)
    return Hindrance.OWN_COMMENT if own.exists() else None


def appealing_hindrance(
    representative: Representative, decision: ModerationDecision, at: datetime
) -> Hindrance | None:
    """Return what keeps the representative from appealing against the decision, or None.

    Domain model, “Comment”: one appeal for each decision, within twenty days, while nothing else
    has become of the comment.
    """
    comment = decision.comment
    if comment.organisation_id != representative.organisation_id:
        return Hindrance.NOT_YOURS
    latest = comment.decisions.latest("pk")
    is_sent_again = comment.state in (Comment.State.PENDING, Comment.State.WITHDRAWN)
    if decision.state == Comment.State.PUBLISHED or decision != latest:
        return Hindrance.NOTHING_TO_APPEAL
    if is_sent_again or comment.waiting_id or Appeal.objects.filter(decision=decision).exists():
        return Hindrance.NOTHING_TO_APPEAL
    if at >= appealing_ends(decision):
        return Hindrance.APPEAL_TOO_LATE
    return _saying_hindrance(representative, at)


def appealing_ends(decision: ModerationDecision) -> datetime:
    """Return the moment from which the decision can be appealed against no more."""
    return decision.entry.time + TIME_TO_APPEAL


def answering_hindrance(by: User, appeal: Appeal, at: datetime) -> Hindrance | None:
    """Return what keeps the person from answering the appeal, or None.

    Domain model, “Comment”: another moderator answers, or a curator where there is no other.
    """
    comment = appeal.decision.comment
    if deciding_hindrance(by, comment, at):
        return Hindrance.OWN_COMMENT
    if appeal.decision.entry.actor_id == by.pk:
        return Hindrance.OWN_DECISION
    if is_moderator(by):
        return None
    if not is_curator(by):
        return Hindrance.NO_RIGHT
    return Hindrance.MODERATOR_ANSWERS if has_other_moderator(appeal, at) else None


def has_other_moderator(appeal: Appeal, at: datetime) -> bool:
    """Tell whether a moderator may answer who neither decided nor is of the organisation."""
    own = Representative.objects.acting(at).filter(
        organisation=appeal.decision.comment.organisation_id
    )
    decider: Any = appeal.decision.entry.actor_id
    others = User.objects.holding(MODERATE).exclude(pk=decider)
    return others.exclude(pk__in=own.values("user")).exists()


def mending_ends(comment: Comment) -> datetime:
    """Return until when a comment that was returned can be mended, whatever the window."""
    returned = comment.decisions.filter(state=Comment.State.RETURNED).latest("pk")
    return returned.entry.time + TIME_TO_MEND


def taking_back_hindrance(
    representative: Representative, comment: Comment, at: datetime
) -> Hindrance | None:
    """Return what keeps the representative from withdrawing the comment; no window ever does."""
    if comment.organisation_id != representative.organisation_id:
        return Hindrance.NOT_YOURS
    if not comment.can_be_withdrawn:
        return Hindrance.NOT_TO_BE_MENDED
    return _saying_hindrance(representative, at)


def _saying_hindrance(representative: Representative, at: datetime) -> Hindrance | None:
    return representing_hindrance(representative, at) or (
        None if representative.may_comment else Hindrance.NO_RIGHT
    )


def takes_comments(subject: Subject, at: datetime) -> bool:
    """Tell whether comments on it are open at that moment, for those who may comment."""
    return _comment_window_hindrance(subject, at) is None


def comment_window_of(subject: Subject) -> Window:
    """Return when the recommendation or the paragraph takes comments."""
    if isinstance(subject, Recommendation):
        return subject.comment_window
    consultation = consultation_of(subject)
    return consultation.comment_window if consultation else Window(None, None)


def can_withdraw(representative: Representative, at: datetime) -> bool:
    return withdrawing_hindrance(representative, at) is None


def representing_hindrance(representative: Representative, at: datetime) -> Hindrance | None:
    """Return what keeps the person from acting for the organisation at all, or None."""
    if not representative.organisation.is_verified:
        return Hindrance.NOT_VERIFIED
    if at < representative.starts:
        return Hindrance.TIME_NOT_BEGUN
    if not representative.is_acting(at) or not representative.user.is_active:
        return Hindrance.TIME_ENDED
    return None


def _window_hindrance(
    recommendation: Recommendation, window: Window, at: datetime
) -> Hindrance | None:
    if not recommendation.is_published:
        return Hindrance.NOT_PUBLISHED
    if recommendation.text.is_withheld:
        return Hindrance.WITHHELD
    return _time_hindrance(window, at)


def _comment_window_hindrance(subject: Subject, at: datetime) -> Hindrance | None:
    window = comment_window_of(subject)
    if isinstance(subject, Recommendation):
        return _window_hindrance(subject, window, at)
    consultation = consultation_of(subject)
    embargo = subject.document.embargo_until
    is_out = subject.document.is_public and not (embargo and at < embargo)
    if not is_out or not (consultation and consultation.is_public):
        return Hindrance.NO_COMMENTS
    return Hindrance.WITHHELD if subject.is_withheld else _time_hindrance(window, at)


def _time_hindrance(window: Window, at: datetime) -> Hindrance | None:
    if window.opens is None or window.closes is None:
        return Hindrance.NO_WINDOW
    if at < window.opens:
        return Hindrance.NOT_YET_OPEN
    return Hindrance.CLOSED if window.is_over(at) else None
