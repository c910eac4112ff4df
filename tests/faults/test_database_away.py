"""The database stops, freezes and comes back: nothing is lost, and nobody waits for it in vain."""

import secrets
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat

import pytest
from django.db import connection

from recommendations.actions import hide
from tests import factories
from tests.faults.cluster import Cluster, address_of_tests, cluster, programs
from tests.faults.serving import Installation
from tests.faults.writing import (
    SECONDS_TO_SERVE,
    Record,
    Writers,
    assert_nothing_was_lost,
    form_of,
    some_time,
)
from tests.test_races import Answer

pytestmark = [
    pytest.mark.hold,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is no server"),
    pytest.mark.skipif(programs() is None, reason="no PostgreSQL server is installed here"),
]

SECONDS_TO_ANSWER = 5
VISITORS = 30
LOGIN = "/accounts/login/"


@pytest.fixture(scope="module")
def postgresql(django_db_setup) -> Iterator[Cluster]:
    """A server of our own, with what the tests' database holds before the first test."""
    with cluster() as running:
        running.copy(address_of_tests())
        yield running


@pytest.fixture(scope="module")
def database(postgresql) -> str:
    return postgresql.url


@pytest.mark.parametrize("stops", [1, pytest.param(20, marks=pytest.mark.exhaustive)])
def test_no_act_is_lost_when_the_database_is_stopped_at_once(
    server, postgresql, record, tell, stops
):
    writers = Writers(server, record)
    with writers.at_work():
        for _each in range(stops):
            writers.wait_for_a_new_act()
            some_time()
            postgresql.stop()
            postgresql.start()
        writers.wait_for_a_new_act()

    connection.close()
    tell(f"database stopped {stops} times: {writers.told()}")
    assert_nothing_was_lost(writers)
    assert writers.longest_pause() <= SECONDS_TO_SERVE


def _requests(record: Record) -> list[tuple]:
    """Return what each kind of person asks for: reading and acting, kept or not."""
    text, by = record.texts[0], record.people[0]
    staff = factories.make_staff("curators")
    return [
        (None, text.get_absolute_url()),
        (None, "/recommendations/?q=harbours"),
        (None, "/api/v1/recommendations/"),
        (None, "/readyz"),
        (by.user, "/"),
        (by.user, *form_of("endorse", text, by)),
        (staff, "/admin/"),
        (None, LOGIN, {"password": "x"}),
    ]


def _timed(server: Installation, request: tuple) -> tuple[Answer, float]:
    begun = time.monotonic()
    answer = server.ask(*request)
    return answer, time.monotonic() - begun


def _by_a_stranger(request: tuple) -> tuple:
    """Return the request, of a login with an address that nobody tried: none is one too many."""
    person, address, *form = request
    login = {"login": f"{secrets.token_hex(4)}@example.org"}
    return (person, address, *(each | login if address == LOGIN else each for each in form))


def _ask_all(server: Installation, requests: list[tuple]) -> list[tuple[Answer, float]]:
    """Let as many ask at once as are more than all threads of all workers."""
    asked = [_by_a_stranger(each) for each in (requests * VISITORS)[:VISITORS]]
    with ThreadPoolExecutor(VISITORS) as people:
        return list(people.map(_timed, repeat(server), asked))


def _assert_refused_in_time(answers: list[tuple[Answer, float]]) -> float:
    for answer, seconds in answers:
        assert answer.status == 503, (answer.status, answer.text[:1500])
        assert answer.retry_after or "database" in answer.text[:20], answer
        assert "Traceback" not in answer.text
        assert "psycopg" not in answer.text
        assert seconds <= SECONDS_TO_ANSWER
    return max(seconds for _answer, seconds in answers)


@pytest.mark.parametrize("is_frozen", [False, True], ids=["stopped", "frozen"])
def test_while_the_database_is_away_all_are_told_so_at_once_and_served_again_after(
    server, postgresql, record, tell, is_frozen
):
    requests = _requests(record)
    for person, *_rest in requests:
        if person:
            server.log_in(person)
    connection.close()
    before = _ask_all(server, requests)
    assert {answer.status for answer, _seconds in before} <= {200, 302}, before

    if is_frozen:
        with postgresql.frozen():
            longest = max(_assert_refused_in_time(_ask_all(server, requests)) for _turn in "ab")
    else:
        postgresql.stop()
        longest = max(_assert_refused_in_time(_ask_all(server, requests)) for _turn in "ab")
        postgresql.start()

    begun = time.monotonic()
    while any(answer.status == 503 for answer, _seconds in _ask_all(server, requests)):
        assert time.monotonic() - begun <= SECONDS_TO_SERVE
    tell(f"answered after {longest:.1f} s at most, served after {time.monotonic() - begun:.1f} s")
    after = _ask_all(server, requests)
    assert {answer.status for answer, _seconds in after} <= {200, 302}, server.told()


def test_no_page_is_kept_beyond_a_stop_of_the_database(server, postgresql, record):
    """Its stamps must not come back, or what was hidden meanwhile would be shown again."""
    comment = factories.make_comment(recommendation=record.texts[0], text="A planted remark.")
    address = record.texts[0].get_absolute_url()
    before = [server.ask(None, address).text for _turn in range(20)]
    assert all("A planted remark." in page for page in before)
    connection.close()

    postgresql.stop()
    assert server.ask(None, address).status == 503
    postgresql.start()
    hide(
        rule=factories.make_rule(),
        comment=comment,
        by=factories.make_staff("moderators"),
        reason="It names a person.",
    )

    after = [server.ask(None, address).text for _turn in range(20)]
    assert not any("A planted remark." in page for page in after)
