"""Who may act for whom."""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.models import Representative, User
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


def _is_last_superuser(person: User) -> bool:
    superusers = User.objects.filter(is_superuser=True, is_active=True)
    is_one = person.is_superuser and person.is_active
    return is_one and not superusers.exclude(pk=person.pk).exists()
