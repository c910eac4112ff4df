"""Who may prepare, sign, withdraw and object, and what stands in the way."""

from datetime import datetime, timedelta

from organisations.models import Organisation, Representative, User
from organisations.policies import is_curator
from recommendations.models import Endorsement, Recommendation
from recommendations.policies.acting import representing_hindrance, window_hindrance
from recommendations.policies.hindrance import Hindrance

# Domain model, “Versions”: how long endorsers may object to a change of wording.
TIME_TO_OBJECT = timedelta(days=14)


def signing_hindrance(
    representative: Representative, recommendation: Recommendation, at: datetime
) -> Hindrance | None:
    """Return what keeps the representative from signing at that moment, or None."""
    return (
        window_hindrance(recommendation, recommendation.endorsement_window, at)
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
        window_hindrance(recommendation, recommendation.endorsement_window, at)
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
        window_hindrance(recommendation, recommendation.endorsement_window, at)
        or (None if organisation.is_verified else Hindrance.NOT_VERIFIED)
        or (None if organisation.may_endorse else Hindrance.MAY_NOT_ENDORSE)
        or (None if has_signatory(organisation, at) else Hindrance.NOBODY_SIGNS)
    )


def has_signatory(organisation: Organisation, at: datetime) -> bool:
    """Tell whether somebody may sign for the organisation at that moment."""
    acting = Representative.objects.acting(at).filter(organisation=organisation, may_sign=True)
    return acting.exists()


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
    is_open = window_hindrance(recommendation, window, at)
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


def can_withdraw(representative: Representative, at: datetime) -> bool:
    return withdrawing_hindrance(representative, at) is None
