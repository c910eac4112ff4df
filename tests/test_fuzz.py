"""Requests of chance to a real server: none is a fault, none hangs, and nothing piles up."""

import http.client
import json
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import pytest

from tests.fuzzing import TOKEN, Chance, Request
from tests.served import Served, served

pytestmark = pytest.mark.xdist_group("fuzz")
MANY = 10_000
FEW = 500
WARMING = 2_500
AT_ONCE = 4
# Nothing may take longer, in seconds; nor may the server hold so much more afterwards, in kB.
LONGEST = 5
MOST_GROWTH = 50 * 1024
ROLES = ("representative", "drafter", "other", "unlisted", "moderator", "curator", "protector")


class Answer(NamedTuple):
    """What came back to a request: 0 where the connection was closed without an answer."""

    request: Request
    status: int
    seconds: float
    page: str


@pytest.fixture(scope="module")
def server(tmp_path_factory: Any) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("fuzz"), 60, STAFF_SECOND_FACTOR="0") as running:
        yield running


def _send(port: int, request: Request) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"X-Forwarded-For": "10.0.0.1", **request.headers}
    cookies = f"csrftoken={TOKEN}"
    if request.session:
        cookies += f"; sessionid={request.session}"
    headers.setdefault("Cookie", cookies)
    begun = time.monotonic()
    try:
        connection.request(request.method, request.path, request.body, _as_sent(headers))
        answer = connection.getresponse()
        page = answer.read().decode(errors="replace")
    except (http.client.HTTPException, ConnectionError):
        return Answer(request, 0, time.monotonic() - begun, "")
    finally:
        connection.close()
    return Answer(request, answer.status, time.monotonic() - begun, page)


def _as_sent(headers: dict[str, str]) -> dict[str, Any]:
    return {name: value.encode() for name, value in headers.items()}


def _look_round(server: Served, chance: Chance, sessions: dict[str, str]) -> None:
    """Look at a page of each route, as one after the other, so that forms and links are known."""
    known = [sessions[f"{role}@scale.example"] for role in ROLES]
    for turn, route in enumerate(chance.routes):
        session = ["", *known][turn % (len(known) + 1)] if turn % 3 else known[-1]
        answer = _send(server.port, Request("GET", chance.path_of(route), {}, b"", session))
        chance.look_at(answer.request.path, answer.page)
    for session in known:
        for path in sorted(set(chance.links))[:60]:
            answer = _send(server.port, Request("GET", path, {}, b"", session))
            chance.look_at(path, answer.page)


def _sent(server: Served, chance: Chance, number: int) -> list[Answer]:
    answers: list[Answer] = []
    with ThreadPoolExecutor(AT_ONCE) as people:
        for part in range(0, number, FEW):
            # Whoever logged out meanwhile comes back.
            chance.sessions = list(server.sessions().values())
            some = list(chance.requests(min(FEW, number - part)))
            answers += people.map(lambda each: _send(server.port, each), some)
    return answers


def _fuzz(server: Served, number: int, seed: int) -> list[str]:
    """Send so many requests and return what was wrong; print how it went."""
    routes = json.loads(server.manage("routes", "--json"))
    sessions = server.sessions()
    chance = Chance(seed, routes, list(sessions.values()))
    _look_round(server, chance, sessions)
    # What is loaded when it is first needed, and kept pages up to their number, is no growth.
    warm = _sent(server, chance, WARMING * (number > FEW))
    before, begun = server.memory(), time.monotonic()
    answers = _sent(server, chance, number)
    grown = server.memory() - before
    statuses = Counter(each.status for each in answers)
    slowest = max(answers, key=lambda each: each.seconds)
    print(  # noqa: T201
        f"{len(answers)} requests in {time.monotonic() - begun:.0f} s: {sorted(statuses.items())}; "
        f"the slowest took {slowest.seconds:.2f} s; {grown} kB more"
    )
    wrong = [each for each in warm + answers if each.status >= 500 or each.seconds > LONGEST]
    told = [f"{a.status} {a.seconds:.1f} s {a.request}"[:700] for a in wrong]
    return told + ([f"{grown} kB more"] if grown > MOST_GROWTH else [])


@pytest.mark.hold
def test_some_requests_of_chance_are_answered(server: Served) -> None:
    assert _fuzz(server, FEW, seed=1) == []


@pytest.mark.exhaustive
def test_ten_thousand_requests_of_chance_are_answered(server: Served) -> None:
    assert _fuzz(server, MANY, seed=2) == []
