"""Telling an organisation, and the curators, that soon nobody may sign for it any more."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction

from ledger.clock import now
from organisations.mail import people_of, queue_mail
from organisations.models import EndingNotice, Organisation, Representative, User
from organisations.models.user import CURATE, PROTECT

# Issue “Representatives”: so many days before; the nearer first, since then the other is stale.
DAYS_BEFORE = (7, 30)


def warn_next() -> bool:
    """Tell of one organisation whose last right to sign ends soon, if any is due; tell whether."""
    at = now()
    for days in DAYS_BEFORE:
        organisation: Any = _ending_before(at, days).first()
        if organisation:
            return _warned(organisation, organisation.last, days)
    return False


def _ending_before(at: datetime, days: int) -> models.QuerySet[Organisation]:
    """Return the organisations, with `last`, of which this has not been told yet."""
    signing = Representative.objects.not_ended(at).filter(may_sign=True, user__is_active=True)
    own = signing.filter(organisation=models.OuterRef("pk")).order_by("-ends")
    told = EndingNotice.objects.filter(
        organisation=models.OuterRef("pk"), ends=models.OuterRef("last"), days__lte=days
    )
    return (
        Organisation.objects.verified()
        .filter(pk__in=signing.values("organisation"))
        .exclude(pk__in=signing.filter(ends=None).values("organisation"))
        .annotate(last=models.Subquery(own.values("ends")[:1]))
        .filter(~models.Exists(told), last__lte=at + timedelta(days=days))
        .order_by("pk")
    )


@transaction.atomic
def _warned(organisation: Organisation, ends: datetime, days: int) -> bool:
    """Tell everybody once; whoever is faster of two does it."""
    notice = {"organisation": organisation, "ends": ends, "days": days}
    _notice, is_new = EndingNotice.objects.get_or_create(**notice, defaults={"told_at": now()})
    if is_new:
        tell_of_last_right(organisation, ends)
    return True


def tell_of_last_right(organisation: Organisation, ends: datetime) -> None:
    """Tell all concerned that from then on nobody may sign for the organisation."""
    for person in _concerned(organisation):
        is_curator = (
            person.pk is not None and not organisation.representatives.filter(user=person).exists()
        )
        given = {"organisation": organisation, "ends": ends, "is_curator": is_curator}
        queue_mail("last_right_ends", to=person, **given)


def _concerned(organisation: Organisation) -> list[User]:
    """Return those who act for the organisation, its own address, and the curators."""
    keepers = CURATE if organisation.is_listed else PROTECT
    people = people_of(organisation)
    people += User.objects.holding(keepers)
    return list({each.email.lower(): each for each in people}.values())
