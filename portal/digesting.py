"""Telling moderators, once a day, how much waits for them."""

from datetime import UTC, date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import models, transaction

from ledger.clock import now
from organisations.mail import queue_mail
from organisations.models import Representative, User
from organisations.models.user import MODERATE
from portal.models import Digest
from recommendations.models import Appeal, Comment, Report
from recommendations.models.comment import waits

# From this hour on, on the clock of the time zone that the person chose, else in UTC.
FROM_HOUR = 7


class Waiting(NamedTuple):
    """How much waits for one moderator; the oldest of it since when."""

    comments: int
    reported: int
    appealed: int
    since: datetime | None


def digest_next() -> bool:
    """Look at what waits for one moderator who was not told today, if any is left; tell whether."""
    at = now()
    for person in User.objects.holding(MODERATE).filter(wants_notices=True).order_by("pk"):
        here = at.astimezone(ZoneInfo(person.time_zone) if person.time_zone else UTC)
        told = Digest.objects.filter(moderator=person, day=here.date())
        if here.hour >= FROM_HOUR and not told.exists():
            return _told(person, here.date())
    return False


@transaction.atomic
def _told(person: User, day: date) -> bool:
    """Send the mail where something waits; of two workers one does."""
    _digest, is_new = Digest.objects.get_or_create(moderator=person, day=day)
    waiting = waiting_for(person) if is_new else None
    if waiting and waiting.comments:
        queue_mail("moderation_digest", to=person, waiting=waiting)
    return True


def waiting_for(person: User) -> Waiting:
    """Return what the person may decide on: nothing of their own organisations."""
    own = Representative.objects.acting(now()).filter(user=person).values("organisation")
    visible = Comment.objects.visible_to(person).exclude(organisation__in=own)
    rows = visible.filter(waits(but_for=person))
    reports = Report.objects.open().filter(comment__in=rows)
    against_others = Appeal.objects.open().exclude(decision__entry__actor_id=person.pk)
    appeals = against_others.filter(decision__comment__in=rows)
    moments = [
        rows.aggregate(first=models.Min("waiting__written_at"))["first"],
        rows.filter(state="pending").aggregate(first=models.Min("revision__written_at"))["first"],
        reports.aggregate(first=models.Min("reported_at"))["first"],
        appeals.aggregate(first=models.Min("made_at"))["first"],
    ]
    return Waiting(
        comments=rows.count(),
        reported=reports.values("comment").distinct().count(),
        appealed=appeals.count(),
        since=min((moment for moment in moments if moment), default=None),
    )
