"""What it means to others when a person is erased."""

from datetime import datetime
from typing import NamedTuple

from organisations.models import Organisation, Representative, User
from organisations.models.user import CURATE


class LeftAlone(NamedTuple):
    """For whom nobody could sign any more, and whether nobody would curate."""

    organisations: list[Organisation]
    is_last_curator: bool


def left_alone(person: User, at: datetime) -> LeftAlone:
    """Return who is left with nobody once the person has gone."""
    signing = Representative.objects.acting(at).filter(may_sign=True)
    of_others = signing.exclude(user=person).values("organisation")
    own = signing.filter(user=person).exclude(organisation__in=of_others)
    organisations = Organisation.objects.filter(pk__in=own.values("organisation")).order_by("name")
    curators = User.objects.holding(CURATE)
    is_one = curators.filter(pk=person.pk).exists()
    is_last = is_one and not curators.exclude(pk=person.pk).exists()
    return LeftAlone(list(organisations), is_last)
