"""The public record as events: consultations, their sessions, and when something closes."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext as _

from consultations.models import Consultation, Extension, Session
from ledger.clock import now
from ledger.models import Entry
from portal.calendars.events import Event, Plan, Step, event_of
from portal.calendars.writing import uid_of
from recommendations.models import Recommendation

# So long after it a cancelled event, or what closed for one recommendation alone, is told of.
_KEPT = timedelta(days=90)
_ENDS = ("recommendation.withdrawn", "recommendation.merged")
Rows = dict[Any, list[Any]]


def consultations_for_all() -> models.QuerySet[Consultation]:
    """Return the consultations whose events a calendar may hold.

    Programs fetch calendars without a session: everybody's holds what a visitor sees.
    """
    return Consultation.objects.visible_to(AnonymousUser())


def events_of(consultations: models.QuerySet[Consultation]) -> list[Event]:
    """Return the events of the consultations, the earliest first, in the active language."""
    meetings = list(consultations.select_related("process").order_by("pk"))
    found = [*_of_meetings(meetings), *_of_recommendations(meetings)]
    since = now() - _KEPT
    told = (each for each in found if not each.is_cancelled or each.changed > since)
    return sorted(told, key=lambda each: (each.plan.begins, each.uid))


def _of_meetings(meetings: list[Consultation]) -> Iterator[Event]:
    keys = [meeting.pk for meeting in meetings]
    plans = _by(Consultation.history.filter(id__in=keys), "id")
    sittings = _by(Session.history.filter(consultation_id__in=keys), "consultation_id")
    live = _by(Session.objects.filter(consultation__in=keys), "consultation_id", "number")
    published = _times("consultation.published", "consultation", [each.code for each in meetings])
    for meeting in meetings:
        rows = plans[meeting.pk]
        since = published.get(meeting.code) or _first(rows)
        told = [*_of_meeting(meeting, rows, since)]
        told += _of_sessions(meeting, rows, sittings[meeting.pk], live[meeting.pk], since)
        yield from told


def _by(rows: Any, name: str, order: str = "history_id") -> Rows:
    found: Rows = defaultdict(list)
    for row in rows.order_by(order):
        found[getattr(row, name)].append(row)
    return found


def _times(verb: str, subject_type: str, subjects: list[str]) -> dict[str, datetime]:
    """Return when the act was done on each subject last."""
    entries = Entry.objects.filter(verb=verb, subject_type=subject_type, subject_id__in=subjects)
    return dict(entries.order_by("sequence").values_list("subject_id", "time"))


def _first(rows: list[Any]) -> datetime:
    return rows[0].history_date if rows else now()


def _address(record: Any) -> str:
    return f"{settings.PUBLIC_URL}{record.get_absolute_url()}"


def _steps(rows: list[Any], live: Any, plan_of: Any) -> list[Step]:
    """Return how a record was planned: as its history says, and as it stands.

    What changed it without a line of history is told as of the last line.
    """
    steps = [Step(row.history_date, plan_of(row)) for row in rows]
    last = steps[-1].since if steps else now()
    return [*steps, Step(last, plan_of(live))]


def _of_meeting(meeting: Consultation, rows: list[Any], since: datetime) -> Iterator[Event]:
    kinds = {"consultation": _days, **{verb: _closing(verb) for verb in Extension.Verb.values}}
    for kind, plan_of in kinds.items():
        event = event_of(
            uid_of(kind, meeting.code),
            _address(meeting),
            _steps(rows, meeting, plan_of),
            public_since=since,
            details=meeting.official_title or meeting.process.name,
        )
        if event:
            yield event


def _days(row: Any) -> Plan:
    place = ", ".join(filter(None, (row.venue, row.place)))
    return Plan(row.starts, row.ends + timedelta(days=1), row.title, place)


def _closing(verb: str, name: str = "title") -> Any:
    """Return what makes a plan of a row: when endorsing or commenting closes, if it does."""
    is_endorsing = verb == Extension.Verb.ENDORSEMENT

    def plan_of(row: Any) -> Plan | None:
        closes = getattr(row, f"{verb}_closes")
        words = _("Endorsing closes: %(what)s") if is_endorsing else _("Comments close: %(what)s")
        summary = words % {"what": getattr(row, name)}
        return Plan(closes, None, summary, time_zone=row.time_zone) if closes else None

    return plan_of


def _of_sessions(
    meeting: Consultation, rows: list[Any], sittings: list[Any], live: list[Any], since: datetime
) -> Iterator[Event]:
    """Yield the sessions that have, or had, a time; one that is deleted is cancelled."""
    stand = {each.number: each for each in live}
    for number in sorted({each.number for each in sittings} | set(stand)):
        own = [each for each in sittings if each.number == number]
        steps = _together(rows, own, meeting, stand.get(number))
        address = f"{_address(meeting)}sessions/{number}/" if number in stand else _address(meeting)
        uid = uid_of("session", meeting.code, number)
        event = event_of(uid, address, steps, public_since=since, details=meeting.title)
        if event:
            yield event


def _together(
    rows: list[Any], own: list[Any], meeting: Consultation, session: Session | None
) -> list[Step]:
    """Return how a session was planned: it moves with its consultation's place and zone."""
    around, sitting, steps = (rows or [meeting])[0], None, []
    changes = sorted([*rows, *own], key=attrgetter("history_date"))
    for change in changes:
        if hasattr(change, "number"):
            sitting = None if change.history_type == "-" else change
        else:
            around = change
        steps.append(Step(change.history_date, _sitting(sitting, around)))
    last = steps[-1].since if steps else now()
    return [*steps, Step(last, _sitting(session, meeting))]


def _sitting(session: Any, meeting: Any) -> Plan | None:
    if session is None or session.starts is None:
        return None
    place = ", ".join(filter(None, (session.room, meeting.venue, meeting.place)))
    return Plan(session.starts, session.ends, session.title, place, meeting.time_zone)


def _of_recommendations(meetings: list[Consultation]) -> Iterator[Event]:
    """Yield when it closes for recommendations that have, or had, a time of their own."""
    timed = Recommendation.history.exclude(endorsement_closes=None, comment_closes=None)
    public = Recommendation.objects.visible_to(AnonymousUser()).filter(consultation__in=meetings)
    asked = public.filter(pk__in=timed.values("id")).select_related("current_version")
    found = {each.pk: each for each in asked.order_by("pk")}
    plans = _by(Recommendation.history.filter(id__in=found), "id")
    codes = [str(each.code) for each in found.values()]
    published = _times("recommendation.published", "recommendation", codes)
    ended = {
        code: at for verb in _ENDS for code, at in _times(verb, "recommendation", codes).items()
    }
    zones = {meeting.pk: meeting.time_zone for meeting in meetings}
    for key, each in found.items():
        rows = plans[key]
        for row in [*rows, each]:
            row.time_zone, row.code = zones[each.consultation_id], each.code
        since = published.get(str(each.code)) or _first(rows)
        yield from _of_recommendation(each, rows, since, ended.get(str(each.code)))


def _of_recommendation(
    asked: Recommendation, rows: list[Any], since: datetime, ended: datetime | None
) -> Iterator[Event]:
    for verb in Extension.Verb.values:
        steps = _steps(rows, asked, _closing(verb, "code"))
        if not asked.is_published:
            steps.append(Step(ended or steps[-1].since, None))
        event = event_of(
            uid_of(verb, asked.code),
            _address(asked),
            steps,
            public_since=since,
            details=asked.title,
        )
        if event and event.plan.begins > now() - _KEPT:
            yield event
