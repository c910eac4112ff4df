"""Calendars of the public record: what programs read in them, and how changes reach these."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
import time_machine
from django.conf import settings

from consultations.actions import extend_consultation, publish_consultation
from consultations.models import Consultation, Session
from ledger.clock import now
from portal.calendars.events import Plan, Step, event_of
from portal.calendars.writing import written
from recommendations import actions
from tests import factories

DAY = timedelta(days=1)
SPRING = datetime(2027, 3, 1, 9, tzinfo=UTC)


def _events(client, address="/consultations/calendar.ics"):
    """Return the events of the calendar, by the part of the UID before the host."""
    answer = client.get(address)
    assert answer.status_code == 200
    calendar = icalendar.Calendar.from_ical(answer.content)
    return {event["uid"].partition("@")[0]: event for event in calendar.walk("VEVENT")}


@pytest.fixture
def meeting(db):
    return factories.make_consultation(
        code="HARBOUR1",
        slug="harbour",
        title="Harbours, boats; and “quays”",
        venue="Hall B",
        starts=date(2027, 4, 6),
        ends=date(2027, 4, 7),
        endorsement_closes=(now() + 10 * DAY).replace(microsecond=0),
    )


@pytest.fixture
def session(meeting):
    """A sitting in the afternoon of the first day."""
    starts = datetime(2027, 4, 6, 12, 30, tzinfo=UTC)
    return factories.make_session(
        consultation=meeting, number=2, title="Quays", starts=starts, ends=starts + DAY / 12
    )


def test_a_consultation_fills_its_days_and_its_deadlines_are_moments(client, meeting):
    events = _events(client)

    whole = events["consultation-HARBOUR1"]
    assert (whole.start, whole.end) == (date(2027, 4, 6), date(2027, 4, 8))
    assert whole["summary"] == "Harbours, boats; and “quays”"
    assert whole["location"] == "Hall B, Vienna"
    closing = events["endorsement-HARBOUR1"]
    assert closing.start == meeting.endorsement_closes
    assert closing.start.tzinfo.key == "Europe/Vienna"
    assert closing["summary"] == "Endorsing closes: Harbours, boats; and “quays”"
    assert closing["transp"] == "TRANSPARENT"
    assert "comment-HARBOUR1" in events


def test_between_two_days_stands_what_the_page_shows(client, meeting, session):
    factories.make_session(consultation=meeting, number=3, title="Has no time")

    content = client.get("/consultations/harbour/calendar.ics").content
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(content)).between(
        date(2027, 4, 6), date(2027, 4, 9)
    )

    assert sorted(event["summary"] for event in found) == ["Harbours, boats; and “quays”", "Quays"]
    sitting = next(event for event in found if event["summary"] == "Quays")
    assert sitting.start.isoformat() == "2027-04-06T14:30:00+02:00"
    assert sitting["url"] == f"{settings.PUBLIC_URL}/consultations/harbour/sessions/2/"


def test_what_never_closes_has_no_deadline(client, db):
    factories.make_consultation(code="QUAY", comment_opens=None, comment_closes=None)

    events = _events(client)
    assert "endorsement-QUAY" in events
    assert "comment-QUAY" not in events


@pytest.mark.hold
def test_another_time_or_place_raises_the_sequence_and_another_note_does_not(
    client, meeting, session
):
    def sequences():
        events = _events(client)
        return [events[uid]["sequence"] for uid in ("consultation-HARBOUR1", "session-HARBOUR1-2")]

    assert sequences() == [0, 0]
    meeting.curators_note = "Bring a map."
    meeting.save()
    assert sequences() == [0, 0]
    session.starts += DAY / 24
    session.save()
    assert sequences() == [0, 1]
    meeting.venue = "Hall C"
    meeting.save()
    assert sequences() == [1, 2]
    meeting.venue = "Hall B"
    meeting.save()
    assert sequences() == [2, 3]


def test_what_was_planned_before_publication_does_not_count(client, db):
    with time_machine.travel(SPRING, tick=False):
        draft = factories.make_consultation(state="draft", code="QUAY", slug="quay")
    with time_machine.travel(SPRING + DAY, tick=False):
        draft.title = "Quays"
        draft.save()
    with time_machine.travel(SPRING + 2 * DAY, tick=False):
        assert "consultation-QUAY" not in _events(client)
        publish_consultation(consultation=draft, by=None)
        event = _events(client)["consultation-QUAY"]
        assert event["sequence"] == 0
        assert event["last-modified"].dt == SPRING + 2 * DAY
    with time_machine.travel(SPRING + 3 * DAY, tick=False):
        draft.title = "Quays and piers"
        draft.save()
        event = _events(client)["consultation-QUAY"]
        assert (event["sequence"], event["dtstamp"].dt) == (1, SPRING + 3 * DAY)


def test_a_longer_window_moves_its_event(client, meeting, curator):
    before = _events(client)["endorsement-HARBOUR1"]
    later = meeting.endorsement_closes + 3 * DAY

    extend_consultation(
        consultation=meeting, verb="endorsement", closes=later, reason="A storm.", by=curator
    )

    after = _events(client)["endorsement-HARBOUR1"]
    assert (after.start, after["sequence"]) == (later, before["sequence"] + 1)
    assert after["uid"] == before["uid"]


def test_a_recommendation_with_a_time_of_its_own_is_told_until_it_is_withdrawn(
    client, meeting, curator
):
    row = factories.make_recommendation(consultation=meeting)
    closes = meeting.endorsement_closes + 5 * DAY
    assert f"endorsement-{row.code}" not in _events(client)
    actions.extend_recommendation(
        recommendation=row, verb="endorsement", closes=closes, reason="A storm.", by=curator
    )
    event = _events(client)[f"endorsement-{row.code}"]
    assert (event.start, event["sequence"]) == (closes, 0)
    assert row.title in event["description"]

    actions.withdraw_recommendation(recommendation=row, by=curator)

    event = _events(client)[f"endorsement-{row.code}"]
    assert (event["status"], event["summary"], event["sequence"]) == ("CANCELLED", "Cancelled", 1)
    assert row.title not in event["description"]
    with time_machine.travel(now() + 91 * DAY):
        assert f"endorsement-{row.code}" not in _events(client)


def test_a_session_that_loses_its_time_or_is_deleted_is_cancelled(client, meeting, session):
    other = factories.make_session(
        consultation=meeting, number=4, title="Piers", starts=session.starts
    )
    assert "dtend" not in _events(client)["session-HARBOUR1-4"]
    session.starts = session.ends = None
    session.save()
    other.delete()

    events = _events(client)
    for uid in ("session-HARBOUR1-2", "session-HARBOUR1-4"):
        assert (events[uid]["status"], events[uid]["sequence"]) == ("CANCELLED", 1)
        assert events[uid].start == datetime(2027, 4, 6, 12, 30, tzinfo=UTC)
        assert not {"location"} & set(events[uid])
    factories.make_session(consultation=meeting, number=4, title="Piers", starts=other.starts)
    assert _events(client)["session-HARBOUR1-4"]["sequence"] == 2


@pytest.mark.hold
def test_what_changed_without_a_line_of_history_is_told_as_well(client, meeting, session):
    Consultation.objects.filter(pk=meeting.pk).update(title="Piers")
    Consultation.history.all().delete()
    Session.history.all().delete()

    events = _events(client)
    assert events["consultation-HARBOUR1"]["summary"] == "Piers"
    assert events["session-HARBOUR1-2"]["sequence"] == 0


@pytest.mark.hold
def test_the_calendar_of_a_process_holds_what_contributes_to_it(client, meeting):
    other = factories.make_process(code="GCM")
    assert client.get("/processes/GCM/calendar.ics").status_code == 404
    meeting.contributes_to.add(other)

    assert "consultation-HARBOUR1" in _events(client, "/processes/GCM/calendar.ics")
    assert "consultation-HARBOUR1" in _events(
        client, f"/processes/{meeting.process.code}/calendar.ics"
    )


def test_a_curator_finds_no_more_in_it_than_anybody(client, log_in, curator, meeting):
    draft = factories.make_consultation(state="draft", slug="hidden", code="HIDDEN")
    log_in(curator)

    assert client.get("/consultations/hidden/calendar.ics").status_code == 404
    assert f"consultation-{draft.code}" not in _events(client)


@pytest.mark.hold
def test_who_has_the_same_calendar_already_is_told_so_in_the_language_of_the_address(
    client, meeting
):
    first = client.get("/consultations/calendar.ics", headers={"accept-language": "fr"})
    again = client.get("/consultations/calendar.ics", headers={"if-none-match": first["ETag"]})
    french = client.get("/consultations/calendar.ics?language=fr")

    assert again.status_code == 304
    assert "no-cache" in first["Cache-Control"]
    assert b"Endorsing closes" in first.content
    assert icalendar.Calendar.from_ical(french.content).events[0]["summary"]
    assert client.get("/consultations/calendar.ics?language=xx").content == first.content


@pytest.mark.hold
def test_lines_are_folded_and_odd_words_come_back_as_they_were(client, meeting):
    title = "ميناء، \\; “" + "ü" * 90 + "” 🛳, done"
    meeting.title = title
    meeting.save()

    content = client.get("/consultations/calendar.ics").content

    lines = content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert b"\n" not in b"".join(lines)
    assert _events(client)["consultation-HARBOUR1"]["summary"] == title


ZONES = ("Europe/Vienna", "Asia/Kolkata", "Pacific/Chatham", "America/St_Johns", "Asia/Tehran")


@pytest.mark.hold
@pytest.mark.parametrize("zone", ZONES)
def test_a_program_that_knows_no_zone_by_its_name_finds_the_same_moment(zone):
    """As Outlook's own zones are: the name says nothing, the description everything."""
    days = (date(2027, 3, 14), date(2027, 3, 28), date(2027, 4, 4), date(2027, 10, 31))
    moments = [
        datetime(day.year, day.month, day.day, hour, 30, tzinfo=UTC)
        for day in days
        for hour in range(24)
    ]
    plans = [Plan(at, None, "One", "", zone) for at in moments]
    events = [event_of("one", "", [Step(SPRING, plan)], public_since=SPRING) for plan in plans]
    # No other test may use the name: the library keeps what it once read under it.
    name = f"{zone.partition('/')[2]} Standard Time"
    calendar = icalendar.Calendar.from_ical(
        written("All", events).replace(zone.encode(), name.encode())
    )

    read = [event.start.astimezone(UTC) for event in calendar.events]
    assert read == moments


def test_the_second_of_two_like_hours_is_written_in_utc():
    at = datetime(
        2027, 10, 31, 1, 30, tzinfo=UTC
    )  # clocks in Vienna show 02:30 for the second time
    plan = Plan(at, at + timedelta(hours=2), "Night watch", "", "Europe/Vienna")
    event = event_of("one", "https://example.org/", [Step(at, plan)], public_since=at)

    content = written("All", [event])

    assert b"DTSTART:20271031T013000Z" in content
    assert b"DTEND;TZID=Europe/Vienna:20271031T043000" in content
    assert at.astimezone(ZoneInfo("Europe/Vienna")).fold == 1


@pytest.mark.hold
def test_the_sequence_never_falls_whatever_is_planned():
    """Each step more leads to the same sequence or a higher one, and to a higher if it differs."""
    plans = [Plan(date(2027, 4, day), None, "Quay") for day in (1, 2)] + [None]
    for number in range(3**6):
        order = [plans[number // 3**place % 3] for place in range(6)]
        steps = [Step(SPRING + place * DAY, plan) for place, plan in enumerate(order)]
        events = [
            event_of("one", "", steps[:length], public_since=SPRING + DAY) for length in range(2, 7)
        ]
        for length, (before, after) in enumerate(pairwise(events), start=2):
            if before is None:
                continue
            is_new = steps[length].plan != steps[length - 1].plan
            assert after.sequence == before.sequence + is_new
            assert after.is_cancelled == (steps[length].plan is None)


@pytest.mark.hold
def test_as_many_questions_are_asked_for_many_as_for_few(
    client, db, number, django_assert_num_queries
):
    for each in range(number):
        meeting = factories.make_consultation()
        factories.make_session(consultation=meeting, starts=SPRING + each * DAY)
        row = factories.make_recommendation(consultation=meeting)
        row.endorsement_opens, row.endorsement_closes = now(), now() + DAY
        row.save()

    with django_assert_num_queries(10):
        client.get("/consultations/calendar.ics")


def test_a_name_of_several_lines_is_written_in_one():
    [calendar] = icalendar.Calendar.from_ical(written("Harbours,\nand\r\nports", []), multiple=True)

    assert calendar["x-wr-calname"] == calendar["name"] == "Harbours, and ports"
