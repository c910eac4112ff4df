"""Who may act for whom."""

from datetime import datetime
from typing import Any

from organisations.models import Representative
from organisations.models.user import CURATE, MODERATE


def may_act(representative: Representative, at: datetime) -> bool:
    """Tell whether the person may act for the organisation at all at that moment."""
    return (
        representative.is_acting(at)
        and representative.user.is_active
        and representative.organisation.is_verified
    )


def is_curator(user: Any) -> bool:
    return bool(user.has_perm(CURATE))


def is_moderator(user: Any) -> bool:
    return bool(user.has_perm(MODERATE))
