"""Redis stops, freezes, is emptied: reading and writing go on, and nobody guesses passwords."""

import time
from collections.abc import Iterator

import pytest

from tests.faults.redis_server import Redis, has_redis
from tests.faults.serving import Installation
from tests.faults.writing import Record, Writers, assert_nothing_was_lost, form_of

pytestmark = [
    pytest.mark.hold,
    pytest.mark.skipif(not has_redis(), reason="no Redis is installed here"),
]

SECONDS_TO_ANSWER = 5
GUESSES, TRIES = 12, 10
SAID = {"version": 1, "stance": "supports", "text": "We have waited for this.", "language": "en"}


@pytest.fixture(scope="module")
def redis() -> Iterator[Redis]:
    running = Redis()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def more_settings(redis) -> dict[str, str]:
    return {"REDIS_URL": redis.url}


def _log_in(server: Installation, email: str) -> tuple[int, str, float]:
    begun = time.monotonic()
    form = {"login": email, "password": "not the one"}
    answer = server.ask(None, "/accounts/login/", form)
    assert "Traceback" not in answer.text
    return answer.status, answer.retry_after, time.monotonic() - begun


def _read_and_write(server: Installation, record: Record, text: int) -> float:
    """Ask for pages and act, all with success; return how long the longest took."""
    by, ask = record.people[0], record.texts[text]
    took = []
    for request in (
        (None, "/"),
        (None, ask.get_absolute_url()),
        (None, "/recommendations/export.csv"),
        (by.user, "/"),
        (by.user, *form_of("endorse", ask, by)),
        (
            by.user,
            f"{ask.get_absolute_url()}comments/",
            {"representative": by.pk, **SAID},
        ),
        (by.user, *form_of("withdraw", ask, by)),
    ):
        begun = time.monotonic()
        answer = server.ask(*request)
        took.append(time.monotonic() - begun)
        assert answer.status == (302 if len(request) > 2 else 200), (
            request,
            answer.status,
            answer.text[-3000:],
        )
    return max(took)


@pytest.mark.parametrize("way", ["stopped", "frozen"])
def test_reading_and_writing_go_on_and_logging_in_waits_while_redis_is_away(
    server, redis, record, tell, way
):
    email = record.people[0].user.email
    _read_and_write(server, record, 0)
    assert _log_in(server, email)[0] == 200

    with getattr(redis, way)():
        longest = max(_read_and_write(server, record, text) for text in range(1, 6))
        refused = [_log_in(server, email) for _guess in range(GUESSES)]

    slowest = max(seconds for _status, _after, seconds in refused)
    assert max(longest, slowest) <= SECONDS_TO_ANSWER
    assert {answer[:2] for answer in refused} == {(503, "5")}
    begun = time.monotonic()
    while _log_in(server, email)[0] == 503:
        assert time.monotonic() < begun + 10
        time.sleep(0.2)
    tell(
        f"{way}: pages and acts within {longest:.1f} s, logging in refused within "
        f"{slowest:.1f} s, and open again after {time.monotonic() - begun:.1f} s"
    )


def test_nobody_is_logged_out_and_nothing_is_lost_when_redis_is_emptied(server, redis, record):
    writers = Writers(server, record)
    with writers.at_work():
        for _each in range(5):
            redis.empty()
            time.sleep(0.2)
        writers.wait_for_a_new_act()

    assert writers.failures == 0
    assert_nothing_was_lost(writers)


def test_guesses_are_counted_by_all_workers_together(server, redis, record):
    redis.empty()
    form = {"login": record.people[1].user.email, "password": "not the one"}

    told = [server.ask(None, "/accounts/login/", form).status for _guess in range(GUESSES)]

    assert told == [200] * TRIES + [429] * (GUESSES - TRIES)
