"""Who may act for whom."""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.models import Invitation, Organisation, Representative, User
from organisations.models.user import CURATE, MODERATE, PROTECT


def may_act(representative: Representative, at: datetime) -> bool:
    """Tell whether the person may act for the organisation at all at that moment."""
    return (
        representative.is_acting(at)
        and representative.user.is_active
        and representative.organisation.is_verified
    )


def scopes_of(representative: Representative, at: datetime) -> set[str]:
    """Return what the person may let a program do for the organisation: what they may themselves.

    Whether an organisation may endorse is asked when it does.
    """
    if not may_act(representative, at):
        return set()
    signing = {"endorse", "withdraw"} if representative.may_sign else set()
    return signing | ({"comment"} if representative.may_comment else set())


class ColleaguesHindrance(models.TextChoices):
    """Why a representative does not decide on colleagues."""

    MAY_NOT_SIGN = "may-not-sign", _("Only those who may sign now decide on colleagues.")
    SIGNS = "signs", _("The right to sign is given and ended by the secretariat alone.")
    STRANGER = "stranger", _("This is no colleague of yours.")


def inviting_hindrance(representative: Representative, at: datetime) -> ColleaguesHindrance | None:
    """Return what keeps the representative from inviting colleagues at that moment, or None."""
    may = may_act(representative, at) and representative.may_sign
    return None if may else ColleaguesHindrance.MAY_NOT_SIGN


def ending_hindrance(
    by: Representative, colleague: Representative, at: datetime
) -> ColleaguesHindrance | None:
    """Return what keeps the representative from ending the colleague's rights, or None."""
    if colleague.organisation_id != by.organisation_id:
        return ColleaguesHindrance.STRANGER
    if colleague.may_sign:
        return ColleaguesHindrance.SIGNS
    return inviting_hindrance(by, at)


class AnsweringHindrance(models.TextChoices):
    """Why a person can't answer an invitation."""

    OTHER_ADDRESS = "other-address", _("This invitation was sent to another address than yours.")
    ANSWERED = "answered", _("This invitation has been answered, or taken back.")
    OVER = "over", _("The time to answer this invitation is over. Ask for another one.")
    STALE = "stale", _("Whoever invited you may no longer do so. Ask a colleague to invite you.")


def answering_hindrance(
    invitation: Invitation, person: User, at: datetime
) -> AnsweringHindrance | None:
    """Return what keeps the person from answering the invitation at that moment, or None."""
    if not invitation.email or person.email != invitation.email:
        return AnsweringHindrance.OTHER_ADDRESS
    if invitation.state != Invitation.State.OPEN:
        return AnsweringHindrance.ANSWERED
    if not invitation.is_open(at):
        return AnsweringHindrance.OVER
    signing = Representative.objects.acting(at).filter(
        user=invitation.invited_by_id, organisation=invitation.organisation_id, may_sign=True
    )
    return None if signing.exists() else AnsweringHindrance.STALE


def is_curator(user: Any) -> bool:
    return bool(user.has_perm(CURATE))


def is_moderator(user: Any) -> bool:
    return bool(user.has_perm(MODERATE))


def is_protector(user: Any) -> bool:
    """Tell whether the curator may ask who is not listed, or not named."""
    return bool(user.has_perm(PROTECT) and user.has_perm(CURATE))


class ListingHindrance(models.TextChoices):
    """Why an organisation is not listed, or not taken off the lists."""

    SO_ALREADY = "so-already", _("This has been decided already.")
    LOOK_ALIKE = "look-alike", _("The name is too like one that is on record. Change it first.")
    ON_RECORD = (
        "on-record",
        _(
            "It stands on record as one that spoke or wrote, or is on record only: take it off "
            "those documents and appearances first."
        ),
    )


def listing_hindrance(organisation: Organisation, *, is_listed: bool) -> ListingHindrance | None:
    """Return what keeps the organisation from being listed, or from being taken off, or None."""
    if organisation.is_listed == is_listed:
        return ListingHindrance.SO_ALREADY
    if is_listed:
        alike = Organisation.objects.listed().looking_like(organisation.name)
        on_record = alike.filter(status__in=Organisation.PUBLIC_STATUSES)
        is_public = organisation.status in Organisation.PUBLIC_STATUSES
        return ListingHindrance.LOOK_ALIKE if is_public and on_record.exists() else None
    is_body = organisation.status == Organisation.Status.RECORDED
    said: Any = organisation
    is_on_record = is_body or any(
        each.exists() for each in (said.documents, said.appearances, said.voiced)
    )
    return ListingHindrance.ON_RECORD if is_on_record else None


class BlankingHindrance(models.TextChoices):
    """Why a person is not blanked."""

    BLANKED = "blanked", _("This person has been blanked already.")
    ONESELF = "oneself", _("Nobody blanks themselves: somebody else has to.")
    STAFF = "staff", _("This person works in the admin: only a superuser can blank them.")
    LAST_SUPERUSER = (
        "last-superuser",
        _("This is the last superuser: make somebody else one first."),
    )


def blanking_hindrance(person: User, by: User) -> BlankingHindrance | None:
    """Return what keeps somebody from blanking the person, or None.

    As superusers alone decide who works in the admin, they alone blank those who do.
    """
    if person.is_blanked:
        return BlankingHindrance.BLANKED
    if person == by:
        return BlankingHindrance.ONESELF
    if (person.is_staff or person.is_superuser) and not by.is_superuser:
        return BlankingHindrance.STAFF
    return BlankingHindrance.LAST_SUPERUSER if _is_last_superuser(person) else None


def erasing_hindrance(person: User) -> BlankingHindrance | None:
    """Return what keeps the person from erasing who they are, from their own account, or None."""
    if person.is_blanked:
        return BlankingHindrance.BLANKED
    return BlankingHindrance.LAST_SUPERUSER if _is_last_superuser(person) else None


class FactorHindrance(models.TextChoices):
    """Why nobody takes a second factor away."""

    NONE = "none", _("This person has no second factor.")
    ONESELF = "oneself", _("Nobody resets their own here: somebody else has to.")
    SUPERUSER = "superuser", _("This person is a superuser: only another superuser can.")


def factor_hindrance(person: User, by: User | None) -> FactorHindrance | None:
    """Return what keeps somebody from taking away the person's second factor, or None.

    Nobody is `by` where it is done on the server itself.
    """
    if not Authenticator.objects.filter(user=person).exists():
        return FactorHindrance.NONE
    if by is None:
        return None
    if person == by:
        return FactorHindrance.ONESELF
    is_higher = person.is_superuser and not by.is_superuser
    return FactorHindrance.SUPERUSER if is_higher else None


def _is_last_superuser(person: User) -> bool:
    superusers = User.objects.filter(is_superuser=True, is_active=True)
    is_one = person.is_superuser and person.is_active
    return is_one and not superusers.exclude(pk=person.pk).exists()
