from datetime import UTC, datetime

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


def test_the_clock_goes_on_after_a_failure(settings):
    settings.DEMO = True

    with pytest.raises(ValueError, match="in the story"), clock.as_of(LONG_AGO):
        raise ValueError("in the story")

    assert not clock.is_set_back()


def test_a_real_record_is_never_dated_back():
    with pytest.raises(ImproperlyConfigured), clock.as_of(LONG_AGO):
        pass
