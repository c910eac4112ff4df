"""Whether somebody may act for an organisation at all, and whether something is open."""

from datetime import datetime

from consultations.models import Window
from organisations.models import Representative
from recommendations.models import Recommendation
from recommendations.policies.hindrance import Hindrance


def representing_hindrance(representative: Representative, at: datetime) -> Hindrance | None:
    """Return what keeps the person from acting for the organisation at all, or None."""
    if at < representative.starts:
        return Hindrance.TIME_NOT_BEGUN
    if not representative.is_acting(at) or not representative.user.is_active:
        return Hindrance.TIME_ENDED
    # How it stands is told to its own people alone.
    return None if representative.organisation.is_verified else Hindrance.NOT_VERIFIED


def saying_hindrance(representative: Representative, at: datetime) -> Hindrance | None:
    return representing_hindrance(representative, at) or (
        None if representative.may_comment else Hindrance.NO_RIGHT
    )


def window_hindrance(
    recommendation: Recommendation, window: Window, at: datetime
) -> Hindrance | None:
    if not recommendation.is_published:
        return Hindrance.NOT_PUBLISHED
    if recommendation.text.is_withheld:
        return Hindrance.WITHHELD
    return time_hindrance(window, at)


def time_hindrance(window: Window, at: datetime) -> Hindrance | None:
    if window.opens is None or window.closes is None:
        return Hindrance.NO_WINDOW
    if at < window.opens:
        return Hindrance.NOT_YET_OPEN
    return Hindrance.CLOSED if window.is_over(at) else None
