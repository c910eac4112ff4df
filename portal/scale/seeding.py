"""Puts a record of chance in place, in an empty database or beside the demonstration."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from consultations.models import Process
from ledger.clock import now
from ledger.models import Entry, Head, Seal
from ledger.refusal import Refused
from organisations.models import Organisation, User
from portal.scale.arguing import Arguing
from portal.scale.asks import Asks
from portal.scale.backing import Backing
from portal.scale.chains import Chain
from portal.scale.meetings import Meetings
from portal.scale.people import Cast, People
from portal.scale.planning import MEETINGS, Plan, Size
from portal.scale.words import Words
from portal.scale.writing import Writer
from portal.searching import KINDS
from recommendations.models import Recommendation
from search.indexing import rebuild
from vocabulary.models import Theme

_SEEDED = "scale.seeded"
_ONCE = 1_000
_KEEP = """
UPDATE recommendations_support
SET counted = %s, named = %s, total = %s, regions = %s, kinds = %s, breadth = %s, until = %s
WHERE recommendation_id = %s
"""


def refuse(size: Size, *, is_here: bool) -> None:
    """Raise Refused where a record of chance has no place, or where the size cannot be.

    `is_here` says that this installation is there to be tried out, though it is no demonstration.
    """
    if not (settings.DEMO or settings.DEBUG or is_here):
        raise Refused(_("This is no demonstration. Where it is there to be tried out, say --here."))
    if Entry.objects.filter(verb=_SEEDED).exists():
        raise Refused(_("This database holds a record of chance already."))
    if Seal.objects.exists():
        raise Refused(_("This ledger has been sealed: acts of the past cannot be added to it."))
    is_demo = Entry.objects.filter(verb="demo.loaded").exists()
    if not is_demo and any(m.objects.exists() for m in (User, Organisation, Process, Theme, Head)):
        raise Refused(_("The database is not empty, and holds no demonstration. Name another."))
    if min(size) < 0 or (not size.recommendations and size.comments + size.endorsements):
        raise Refused(_("Without recommendations there is nothing to comment on or to endorse."))


def seed(size: Size, number: int, password: str, tell: Callable[[str], None]) -> None:
    """Put the record in place, with its index and its counts; tell how far it is.

    The same number makes the same record on the same day, in either database. The accounts are
    opened by the password. Call `refuse` before.
    """
    told_at = datetime.combine(now().astimezone(UTC).date(), time(), UTC)
    plan, writer = Plan(size, number, told_at), Writer()
    cast = People(plan, writer, password).make()
    _say(plan, writer, cast)
    chain = Chain(writer, "scale", "scale")
    chain.add(_SEEDED, told_at, by=None, source=Entry.Source.COMMAND, payload={"seed": number})
    chain.end()
    writer.close()
    tell(_("%(number)s rows are written.") % {"number": writer.written})
    rebuild(KINDS)
    tell(_("All of it can be searched."))
    _count()


def _count() -> None:
    """Keep the numbers that lists are put in order by: as the worker does, but many at once."""
    keys = list(Recommendation.objects.order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(keys), _ONCE):
        some: Any = Recommendation.objects.filter(pk__in=keys[at : at + _ONCE]).counted_now()
        told = [
            (
                row.stamp,
                row.named_now,
                row.total_now,
                row.regions_now,
                row.kinds_now,
                row.regions_now + row.kinds_now,
                connection.ops.adapt_datetimefield_value(row.changes_at),
                row.pk,
            )
            for row in some.annotate(stamp=F("support__stamp"))
        ]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(_KEEP, told)


def _say(plan: Plan, writer: Writer, cast: Cast) -> None:
    words, meetings = Words(writer), Meetings(plan, writer, cast).make()
    asks, backing = Asks(plan, writer, cast, words), Backing(plan, writer, cast)
    arguing = Arguing(plan, writer, cast)
    numbers = zip(plan.endorsements(), plan.comments(), strict=True)
    for turn, (endorsements, comments) in enumerate(numbers):
        ask = asks.make(turn, meetings[turn % MEETINGS])
        backing.make(ask, endorsements)
        arguing.make(ask, comments)
        ask.chain.end()
        writer.pause()
