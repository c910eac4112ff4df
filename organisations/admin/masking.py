"""What the admin shows of organisations that are not listed: nothing, until somebody asks why."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from organisations.actions import shown_until
from organisations.admin.acts import person_of
from organisations.models import Application, Organisation, Representative, User


def shown_here(request: HttpRequest) -> QuerySet[Organisation]:
    """Return the listed ones, and those that the person has just asked to be shown."""
    asked_for = list(shown_until(person_of(request)))
    return Organisation.objects.filter(Q(is_listed=True) | Q(pk__in=asked_for))


def people_shown_here(request: HttpRequest) -> QuerySet[User]:
    """Return the people, without those who are here for nothing but what is not shown.

    An address often tells the organisation.
    """
    shown = shown_here(request).values("pk")
    rows = (Representative.objects.all(), Application.objects.all())
    acts, asked = (each.filter(user=OuterRef("pk")) for each in rows)
    is_seen = Exists(acts.filter(organisation__in=shown)) | Exists(
        asked.filter(organisation__in=shown)
    )
    is_hidden = Exists(acts.exclude(organisation__in=shown)) | Exists(
        asked.exclude(organisation__in=shown)
    )
    return User.objects.filter(Q(is_staff=True) | Q(is_superuser=True) | is_seen | ~is_hidden)
