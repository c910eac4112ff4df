"""Moments in words: on the clocks of the place, and on the reader's."""

from datetime import UTC, datetime

import pytest
from django.utils.translation import override

from consultations.moments import hour_elsewhere, in_words

CLOSES = datetime(2026, 12, 4, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("home", "language", "words"),
    [
        ("Europe/London", "en", "17:00 London"),
        ("Pacific/Auckland", "en", "Sat 5 Dec, 06:00 Auckland"),
        ("Pacific/Auckland", "fr", "sam 5 déc., 06:00 Auckland"),
    ],
)
def test_the_readers_hour_has_its_day_where_that_differs(home, language, words):
    with override(language):
        assert hour_elsewhere(CLOSES, "Europe/Vienna", home) == words


def test_a_moment_stands_on_the_clocks_of_the_place():
    assert in_words(CLOSES, "Europe/Vienna") == "Fri 4 Dec 2026, 18:00 Vienna"
