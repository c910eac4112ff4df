"""The public log as figures by year, and as a table to take away."""

import csv
import re
from datetime import UTC, datetime
from io import StringIO

import pytest
import time_machine

from consultations.actions import move_document
from recommendations import actions, figures
from recommendations.models import ModerationDecision
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.hold]


def _at(*moment):
    return time_machine.travel(datetime(*moment, tzinfo=UTC), tick=False)


@pytest.fixture
def recommendation():
    with _at(2026, 12, 31, 20):
        return factories.make_recommendation()


def _comment(recommendation):
    representative = factories.make_representative()
    return actions.comment(
        about=recommendation,
        by=representative,
        version=recommendation.current_version,
        stance="supports",
        text="She lives at the quay.",
    )


def _rows(client):
    answer = client.get("/moderation/log.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    told = answer.getvalue().decode("utf-8-sig")
    assert "quay" not in told
    return list(csv.DictReader(StringIO(told)))


def test_each_year_counts_its_own_in_utc(recommendation, moderator):
    rule = factories.make_rule("respect")
    with _at(2026, 12, 31, 21, 30):
        first, second, third = (_comment(recommendation) for _each in range(3))
    with _at(2026, 12, 31, 23, 30):
        actions.approve(comment=first, by=moderator)
    with _at(2027, 1, 1, 1, 30):
        actions.reject(comment=second, by=moderator, rule=rule)
    with _at(2027, 1, 1, 7, 30):
        actions.send_back(comment=third, by=moderator, rule=rule)
        actions.hide(comment=first, by=moderator, rule=rule)

    later, earlier = figures.years_of(ModerationDecision.objects.all())

    assert (earlier.number, earlier.decisions, earlier.hours_waited) == (2026, 1, 2.0)
    assert (earlier.share_appealed, earlier.share_overturned, earlier.by_rule) == (None, None, [])
    assert (later.number, later.decisions) == (2027, 3)
    assert later.hours_waited == 7.0  # of 4 and 10: what is hidden did not wait
    assert later.by_rule == [(str(rule), 3)]
    assert dict(later.states) == {"rejected": 1, "returned": 1, "hidden": 1}
    assert (later.share_appealed, later.share_overturned) == (0, None)


def test_what_was_appealed_and_overturned_is_a_share(moderator):
    factories.make_comment("rejected")
    factories.make_appeal()
    overturned, stands = factories.make_appeal(), factories.make_appeal()
    for appeal, is_overturned in ((overturned, True), (stands, False)):
        actions.answer_appeal(
            appeal=appeal, by=moderator, answer="We looked again.", is_overturned=is_overturned
        )

    (year,) = figures.years_of(ModerationDecision.objects.all())

    assert year.share_appealed == 75
    assert year.share_overturned == 50


def test_the_page_shows_the_figures_and_the_table_each_decision(client, recommendation, moderator):
    with _at(2027, 1, 1, 1, 0):
        comment = _comment(recommendation)
        others = [_comment(recommendation) for _each in range(3)]
    with _at(2027, 1, 1, 3, 30):
        actions.reject(comment=comment, by=moderator, rule=factories.make_rule("respect"))
        for other in others:
            actions.approve(comment=other, by=moderator)

    page = client.get("/moderation/log/").content.decode()

    assert ">4 decisions<" in page
    # Bars as long as the numbers: published, returned, rejected, hidden, and by the rule.
    assert re.findall(r'<rect width="(\d+)"', page) == ["100", "0", "33", "0", "33"]
    assert "<td>2.5</td>" in page
    row = _rows(client)[0]
    assert row == {
        "decided": "2027-01-01T03:30:00+00:00",
        "decision": "rejected",
        "on": f"http://testserver/recommendations/{recommendation.code}/",
        "rule": "respect",
        "hours_waited": "2.5",
        "appealed": "no",
        "overturned": "no",
    }


def test_the_page_tells_what_became_of_an_appeal(client, moderator, django_assert_num_queries):
    appealed = factories.make_appeal()
    answer = {"by": moderator, "answer": "True.", "is_overturned": True}
    actions.answer_appeal(appeal=appealed, **answer)
    factories.make_appeal()

    client.get("/moderation/log/")
    with django_assert_num_queries(2):
        page = client.get("/moderation/log/").content.decode()
    assert "Appeal: the decision was overturned" in page
    assert "Appeal: waits for an answer" in page
    assert "True." not in page


def test_the_figures_are_kept_for_ten_minutes(client):
    factories.make_comment()
    with _at(2027, 1, 1, 3, 0):
        assert ">1 decision<" in client.get("/moderation/log/").content.decode()
    factories.make_comment()
    with _at(2027, 1, 1, 3, 9):
        assert ">1 decision<" in client.get("/moderation/log/").content.decode()
    with _at(2027, 1, 1, 3, 11):
        assert ">2 decisions<" in client.get("/moderation/log/").content.decode()


def test_more_than_a_page_of_rows_comes_whole_and_in_order(client, moderator, monkeypatch):
    monkeypatch.setattr(figures, "_ROWS_AT_ONCE", 2)
    recommendation = factories.make_recommendation()
    for _each in range(5):
        factories.make_comment(recommendation=recommendation)

    rows = _rows(client)

    assert len(rows) == 5
    assert [row["decided"] for row in rows] == sorted(row["decided"] for row in rows)


def test_what_nobody_may_see_is_in_neither(client, curator, log_in):
    extract = factories.make_extract()
    comment = factories.make_comment("hidden", paragraph=extract.document.paragraphs.first())
    assert len(_rows(client)) == 2
    document = comment.paragraph.document
    move_document(document=document, state="withheld", by=curator, reason="It endangers her.")

    assert _rows(client) == []
    assert ">2 decisions<" not in log_in(curator).get("/moderation/log/").content.decode()
