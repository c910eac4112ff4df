"""Who may endorse, comment and withdraw: every state, window, time, right and status."""

from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction

from consultations.models import Consultation, Session
from ledger.clock import now
from organisations.models import Organisation, Representative, User
from recommendations.models import Recommendation, Version
from recommendations.policies import (
    Hindrance,
    can_comment,
    can_sign,
    can_withdraw,
    commenting_hindrance,
    representing_hindrance,
    signing_hindrance,
    withdrawing_hindrance,
)
from tests import factories

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
MOMENT = timedelta(microseconds=1)
WINDOWS = {
    "none": (None, None),
    "never closes": (NOW - DAY, None),
    "not yet": (NOW + DAY, NOW + 2 * DAY),
    "opens in a moment": (NOW + MOMENT, NOW + DAY),
    "opens now": (NOW, NOW + DAY),
    "open": (NOW - DAY, NOW + DAY),
    "closes in a moment": (NOW - DAY, NOW + MOMENT),
    "closes now": (NOW - DAY, NOW),
    "over": (NOW - 2 * DAY, NOW - DAY),
}
OPEN = {"opens now", "open", "closes in a moment"}
# The time of a representative: from, until, and whether the account is active.
TIMES = {
    "running": (NOW - DAY, None, True),
    "begins now": (NOW, None, True),
    "ends in a moment": (NOW - DAY, NOW + MOMENT, True),
    "not begun": (NOW + MOMENT, None, True),
    "ends now": (NOW - DAY, NOW, True),
    "over": (NOW - 2 * DAY, NOW - DAY, True),
    "switched off": (NOW - DAY, None, False),
}
RUNNING = {"running", "begins now", "ends in a moment"}


def _representative(status="verified", time="running", **rights):
    starts, ends, is_active = TIMES[time]
    may_endorse = rights.pop("may_endorse", True)
    return Representative(
        user=User(is_active=is_active),
        organisation=Organisation(status=status, may_endorse=may_endorse),
        starts=starts,
        ends=ends,
        **{"may_sign": True, "may_comment": True} | rights,
    )


def _recommendation(state="published", endorsement="open", comment="open", own=None, withheld=""):
    opens, closes = WINDOWS[endorsement]
    comment_opens, comment_closes = WINDOWS[comment]
    return Recommendation(
        state=state,
        current_version=Version(withheld_reason=withheld),
        consultation=Consultation(
            endorsement_opens=opens,
            endorsement_closes=closes,
            comment_opens=comment_opens,
            comment_closes=comment_closes,
        ),
        **own or {},
    )


def _told_first(*stands_in_the_way):
    """Return the first hindrance that is there, in the order in which people are told."""
    return next((hindrance for hindrance, is_there in stands_in_the_way if is_there), None)


def _of_window(state, window):
    return (
        (Hindrance.NOT_PUBLISHED, state != "published"),
        (Hindrance.NO_WINDOW, window in {"none", "never closes"}),
        (Hindrance.NOT_YET_OPEN, window in {"not yet", "opens in a moment"}),
        (Hindrance.CLOSED, window in {"closes now", "over"}),
    )


def _of_person(status, time):
    return (
        (Hindrance.TIME_NOT_BEGUN, time == "not begun"),
        (Hindrance.TIME_ENDED, time in {"ends now", "over", "switched off"}),
        (Hindrance.NOT_VERIFIED, status != "verified"),
    )


EVERYBODY = list(product(Organisation.Status.values, TIMES, [True, False]))


@pytest.mark.parametrize("state", Recommendation.State.values)
@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("may_endorse", [True, False])
def test_signing_is_hindered_by_window_person_organisation_and_right(state, window, may_endorse):
    for status, time, may_sign in EVERYBODY:
        person = _representative(status, time, may_sign=may_sign, may_endorse=may_endorse)
        recommendation = _recommendation(state, endorsement=window, comment="over")
        expected = _told_first(
            *_of_window(state, window),
            *_of_person(status, time),
            (Hindrance.MAY_NOT_ENDORSE, not may_endorse),
            (Hindrance.NO_RIGHT, not may_sign),
        )

        found = signing_hindrance(person, recommendation, NOW)

        assert found == expected, (status, time, may_sign)
        assert can_sign(person, recommendation, NOW) is (expected is None)


@pytest.mark.parametrize("state", Recommendation.State.values)
@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("may_endorse", [True, False])
def test_commenting_is_hindered_by_window_person_and_right(state, window, may_endorse):
    for status, time, may_comment in EVERYBODY:
        person = _representative(
            status, time, may_comment=may_comment, may_sign=False, may_endorse=may_endorse
        )
        recommendation = _recommendation(state, endorsement="over", comment=window)
        expected = _told_first(
            *_of_window(state, window),
            *_of_person(status, time),
            (Hindrance.NO_RIGHT, not may_comment),
        )

        found = commenting_hindrance(person, recommendation, NOW)

        assert found == expected, (status, time, may_comment)
        assert can_comment(person, recommendation, NOW) is (expected is None)


@pytest.mark.parametrize("status", Organisation.Status.values)
@pytest.mark.parametrize("time", TIMES)
@pytest.mark.parametrize("may_endorse", [True, False])
def test_withdrawing_is_hindered_by_person_and_right_alone(status, time, may_endorse):
    for may_sign, may_comment in product([True, False], repeat=2):
        person = _representative(
            status, time, may_sign=may_sign, may_comment=may_comment, may_endorse=may_endorse
        )
        expected = _told_first(*_of_person(status, time), (Hindrance.NO_RIGHT, not may_sign))

        assert withdrawing_hindrance(person, NOW) == expected
        assert can_withdraw(person, NOW) is (expected is None)
        assert can_withdraw(person, NOW) is (status == "verified" and time in RUNNING and may_sign)


@pytest.mark.parametrize("status", Organisation.Status.values)
@pytest.mark.parametrize("time", TIMES)
def test_representing_is_hindered_by_organisation_and_time(status, time):
    person = _representative(status, time, may_sign=False, may_comment=False)

    assert representing_hindrance(person, NOW) == _told_first(*_of_person(status, time))


def test_every_hindrance_is_told_in_words_of_its_own():
    assert len({str(hindrance.label) for hindrance in Hindrance}) == len(Hindrance)


@pytest.mark.parametrize(
    ("at", "hindrance"),
    [
        (NOW - MOMENT, Hindrance.NOT_YET_OPEN),
        (NOW, None),
        (NOW + DAY - MOMENT, None),
        (NOW + DAY, Hindrance.CLOSED),
    ],
)
def test_a_window_holds_from_its_first_moment_to_before_its_last(db, at, hindrance):
    consultation = factories.make_consultation(
        endorsement_opens=NOW,
        endorsement_closes=NOW + DAY,
        comment_opens=NOW,
        comment_closes=NOW + DAY,
    )
    recommendation = factories.make_recommendation(consultation=consultation)
    person = factories.make_representative(starts=NOW - 30 * DAY)

    with time_machine.travel(at, tick=False):
        assert signing_hindrance(person, recommendation, now()) == hindrance
        assert commenting_hindrance(person, recommendation, now()) == hindrance
        _every_way_of_asking_agrees(recommendation, is_open=hindrance is None)


def _every_way_of_asking_agrees(recommendation, *, is_open):
    consultation, rows = recommendation.consultation, Recommendation.objects
    assert recommendation.is_open_for_endorsement(now()) is is_open
    assert recommendation.is_open_for_comment(now()) is is_open
    assert consultation.is_open_for_endorsement(now()) is is_open
    assert consultation.is_open_for_comment(now()) is is_open
    assert rows.open_for("endorsement", now()).exists() is is_open
    assert rows.open_for("comment", now()).exists() is is_open
    assert Consultation.objects.open_for_endorsement(now()).exists() is is_open
    assert Consultation.objects.open_for_comment(now()).exists() is is_open


@pytest.mark.parametrize(
    ("zone", "closes_in_utc"),
    [
        ("Pacific/Kiritimati", datetime(2026, 3, 4, 4, 0, tzinfo=UTC)),
        ("Europe/Vienna", datetime(2026, 3, 4, 17, 0, tzinfo=UTC)),
        ("Pacific/Pago_Pago", datetime(2026, 3, 5, 5, 0, tzinfo=UTC)),
    ],
)
def test_a_window_closes_by_the_clock_of_its_own_place(db, zone, closes_in_utc):
    consultation = factories.make_consultation(
        time_zone=zone,
        endorsement_opens=datetime(2026, 3, 1, 9, 0, tzinfo=ZoneInfo(zone)),
        endorsement_closes=datetime(2026, 3, 4, 18, 0, tzinfo=ZoneInfo(zone)),
    )
    recommendation = factories.make_recommendation(consultation=consultation)
    recommendation.consultation.refresh_from_db()
    person = factories.make_representative(starts=NOW - 30 * DAY)

    with time_machine.travel(closes_in_utc - MOMENT, tick=False):
        assert signing_hindrance(person, recommendation, now()) is None
        assert Recommendation.objects.open_for("endorsement", now()).exists()
    with time_machine.travel(closes_in_utc, tick=False):
        assert signing_hindrance(person, recommendation, now()) == Hindrance.CLOSED
        assert not Recommendation.objects.open_for("endorsement", now()).exists()


def _own(verb, window):
    opens, closes = WINDOWS[window]
    return {f"{verb}_opens": opens, f"{verb}_closes": closes}


@pytest.mark.parametrize("of_consultation", ["none", "not yet", "open", "over"])
@pytest.mark.parametrize("window", ["not yet", "open", "over"])
def test_a_recommendations_own_window_holds_instead_of_the_consultations(window, of_consultation):
    person = _representative()
    expected = _told_first(*_of_window("published", window))

    endorsed = _recommendation(endorsement=of_consultation, own=_own("endorsement", window))
    discussed = _recommendation(comment=of_consultation, own=_own("comment", window))

    assert signing_hindrance(person, endorsed, NOW) == expected
    assert commenting_hindrance(person, discussed, NOW) == expected


def test_a_window_for_endorsing_is_none_for_commenting():
    person = _representative()

    endorsed = _recommendation(own=_own("endorsement", "over"))
    discussed = _recommendation(own=_own("comment", "over"))

    assert commenting_hindrance(person, endorsed, NOW) is None
    assert signing_hindrance(person, discussed, NOW) is None


@pytest.mark.parametrize("of_consultation", ["none", "not yet", "open", "over"])
@pytest.mark.parametrize("own", ["none", "not yet", "open", "over"])
@pytest.mark.parametrize("verb", ["endorsement", "comment"])
def test_the_list_of_what_is_open_follows_the_same_rule(db, of_consultation, own, verb):
    recommendation = factories.make_recommendation(
        consultation=factories.make_consultation(**_own(verb, of_consultation)), **_own(verb, own)
    )
    window = getattr(recommendation, f"{verb}_window")

    listed = Recommendation.objects.open_for(verb, NOW).exists()

    assert listed is window.is_open(NOW)
    assert listed is ((of_consultation if own == "none" else own) == "open")


@pytest.mark.parametrize("verb", ["endorsement", "comment"])
@pytest.mark.parametrize(
    "window", [(None, NOW), (NOW, None), (NOW, NOW), (NOW, NOW - DAY)], ids=str
)
def test_a_window_has_two_ends_in_their_order(db, verb, window):
    ends = {f"{verb}_opens": window[0], f"{verb}_closes": window[1]}

    with pytest.raises(IntegrityError, match="window_is_whole"), transaction.atomic():
        factories.make_consultation(**ends)
    with pytest.raises(IntegrityError, match="window_is_whole"), transaction.atomic():
        factories.make_draft(**ends)


def test_a_session_that_ends_has_begun(db):
    session = factories.make_session()

    with pytest.raises(IntegrityError, match="session_ends_after_start"), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(ends=NOW)


def test_a_withheld_text_is_neither_signed_nor_commented_on_but_withdrawn_from():
    recommendation = _recommendation(withheld="It names a person.")
    person = _representative()

    assert signing_hindrance(person, recommendation, NOW) == Hindrance.WITHHELD
    assert commenting_hindrance(person, recommendation, NOW) == Hindrance.WITHHELD
    assert withdrawing_hindrance(person, NOW) is None
