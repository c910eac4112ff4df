import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from ledger import clock

LONG_AGO = datetime(2017, 9, 6, 14, 0, tzinfo=UTC)
LONGER_AGO = datetime(2017, 9, 5, 9, 30, tzinfo=UTC)


def test_in_a_demonstration_acts_may_carry_an_earlier_moment(settings):
    settings.DEMO = True

    with clock.as_of(LONG_AGO):
        assert clock.now() == LONG_AGO
        with clock.as_of(LONGER_AGO):
            assert clock.now() == LONGER_AGO
        assert clock.now() == LONG_AGO
        assert clock.is_set_back()

    assert clock.now().year > 2017
    assert not clock.is_set_back()


def test_the_clock_of_a_test_stands_still_or_differs(settings):
    settings.TEST_NOW = LONG_AGO
    assert clock.now() == clock.now() == LONG_AGO
    assert not clock.is_set_back()

    settings.TEST_NOW = timedelta(days=400)
    assert timedelta(days=399) < clock.now() - datetime.now(UTC) < timedelta(days=401)
    settings.TEST_NOW = None
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_no_code_of_ours_reads_another_clock():
    root = Path(__file__).resolve().parents[2]
    apps = ("catalogue", "consultations", "ledger", "organisations", "portal", "recommendations")
    files = [
        file
        for app in (*apps, "search", "spreadsheets", "vocabulary")
        for file in (root / app).rglob("*.py")
    ]
    others = re.compile(r"timezone\.now|datetime\.now|date\.today|localdate|auto_now")
    found = {
        str(file.relative_to(root))
        for file in files
        if others.search(file.read_text()) and "migrations" not in file.parts
    }
    assert found == {"ledger/clock.py"}


def test_the_clock_goes_on_after_a_failure(settings):
    settings.DEMO = True

    with pytest.raises(ValueError, match="in the story"), clock.as_of(LONG_AGO):
        raise ValueError("in the story")

    assert not clock.is_set_back()


def test_a_real_record_is_never_dated_back():
    with pytest.raises(ImproperlyConfigured), clock.as_of(LONG_AGO):
        pass
