from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from consultations.zones import ZonedDateTimeField, clock_at, in_both, moment_of

SKIPPED, DOUBLED = "skipped", "doubled"


@pytest.mark.parametrize(
    ("clock", "zone", "expected"),
    [
        # An ordinary time, in summer and in winter.
        ("2017-10-02T18:00", "Europe/Vienna", "2017-10-02T16:00"),
        ("2017-12-02T18:00", "Europe/Vienna", "2017-12-02T17:00"),
        # The clocks go forward: the last time before, one in the gap, the first after it.
        ("2017-03-26T01:59", "Europe/Vienna", "2017-03-26T00:59"),
        ("2017-03-26T02:00", "Europe/Vienna", SKIPPED),
        ("2017-03-26T02:30", "Europe/Vienna", SKIPPED),
        ("2017-03-26T03:00", "Europe/Vienna", "2017-03-26T01:00"),
        # The clocks go back: before, within and after the hour that comes twice.
        ("2017-10-29T01:59", "Europe/Vienna", "2017-10-28T23:59"),
        ("2017-10-29T02:00", "Europe/Vienna", DOUBLED),
        ("2017-10-29T02:59", "Europe/Vienna", DOUBLED),
        ("2017-10-29T03:00", "Europe/Vienna", "2017-10-29T02:00"),
        # Other hemispheres, half hours, a day left out, the edges of the world.
        ("2017-10-01T02:30", "Australia/Sydney", SKIPPED),
        ("2017-04-02T02:30", "Australia/Sydney", DOUBLED),
        ("2017-10-01T02:15", "Australia/Lord_Howe", SKIPPED),
        ("2017-06-01T12:00", "Asia/Kathmandu", "2017-06-01T06:15"),
        ("2011-12-30T12:00", "Pacific/Apia", SKIPPED),
        ("2017-06-01T12:00", "Pacific/Kiritimati", "2017-05-31T22:00"),
        ("2017-06-01T18:00", "Pacific/Pago_Pago", "2017-06-02T05:00"),
        ("2017-06-01T18:00", "UTC", "2017-06-01T18:00"),
    ],
)
def test_a_clock_in_a_place_shows_one_moment_or_is_refused(clock, zone, expected):
    shown = datetime.fromisoformat(clock)
    if expected in (SKIPPED, DOUBLED):
        with pytest.raises(ValidationError) as refused:
            moment_of(shown, ZoneInfo(zone))
        assert refused.value.code == expected
        assert zone in refused.value.messages[0]
        return
    moment = moment_of(shown, ZoneInfo(zone))
    assert moment == datetime.fromisoformat(expected).replace(tzinfo=UTC)
    assert moment.utcoffset().total_seconds() == 0
    assert clock_at(moment, ZoneInfo(zone)) == shown


@pytest.mark.parametrize(
    ("moment", "zone", "place", "words"),
    [
        (
            datetime(2017, 10, 2, 16, tzinfo=UTC),
            "Europe/Vienna",
            "Vienna",
            "Mon 2 Oct 2017, 18:00 Vienna = 16:00 UTC",
        ),
        (
            datetime(2017, 5, 31, 22, tzinfo=UTC),
            "Pacific/Kiritimati",
            "",
            "Thu 1 Jun 2017, 12:00 Kiritimati = Wed 31 May 2017, 22:00 UTC",
        ),
    ],
)
def test_a_moment_is_read_back_there_and_in_utc(moment, zone, place, words):
    assert in_both(moment, ZoneInfo(zone), place) == words


@pytest.mark.parametrize("text", ["2017-10-02T18:00", "2017-10-02 18:00", "2017-10-02 18:00:00"])
def test_a_typed_time_has_no_zone_yet(text):
    assert ZonedDateTimeField().clean(text) == datetime(2017, 10, 2, 18)  # noqa: DTZ001 - a clock


def test_no_time_is_no_time():
    assert ZonedDateTimeField(required=False).clean("") is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2017-10-02T18:00Z", "without a zone"),
        ("2017-10-02T18:00+02:00", "without a zone"),
        ("0001-01-01T00:00", "year"),
        ("9999-12-31T23:59", "year"),
        ("next Monday", "valid"),
    ],
)
def test_what_is_no_time_of_a_clock_is_refused(text, why):
    with pytest.raises(ValidationError) as refused:
        ZonedDateTimeField().clean(text)
    assert why in refused.value.messages[0]
