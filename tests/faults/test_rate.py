"""How many endorsements a second there is room for, beside a page that asks for one row."""

import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tests import factories
from tests.faults.serving import Installation
from tests.faults.writing import Record, assert_all_agree, form_of, spread

pytestmark = pytest.mark.hold

# Who waits for answers at the same time, each after the other.
CLIENTS = 16
ENOUGH_A_SECOND = 100
ROUNDS, SAMPLES = 5, 30


@pytest.fixture(scope="module")
def floor(environment, tmp_path_factory) -> Iterator[Installation]:
    """Bare Django, served by as many workers, with rows in a table beside ours."""
    place = tmp_path_factory.mktemp("floor") / "floor.sqlite3"
    database = environment["DATABASE_URL"]
    own = f"sqlite:///{place}" if connection.vendor == "sqlite" else database
    more = {"DATABASE_URL": own, "PYTHONPATH": "."}
    running = Installation(environment | more, "bench.floor")
    running.start()
    running.wait()
    yield running
    running.stop()


def _rate(server: Installation, requests: list[bytes], status: int) -> float:
    """Return how many a second were answered as they should be."""
    begun = time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as people:
        assert set(people.map(server.send, requests)) == {status}
    return len(requests) / (time.monotonic() - begun)


def _median(server: Installation, requests: list[bytes]) -> float:
    took = []
    for request in requests:
        begun = time.monotonic()
        server.send(request)
        took.append(time.monotonic() - begun)
    return statistics.median(took)


@pytest.mark.parametrize(
    ("organisations", "texts"),
    [pytest.param(12, 25, id="300"), pytest.param(40, 75, marks=pytest.mark.exhaustive, id="3000")],
)
def test_there_is_room_for_a_hundred_endorsements_a_second(
    server, floor, tell, organisations, texts
):
    people = [factories.make_representative() for _each in range(organisations)]
    asks = [factories.make_recommendation() for _each in range(texts)]
    pairs = spread(Record(people, asks))
    acts = [server.written(by.user, *form_of("endorse", text, by)) for text, by in pairs]
    one = floor.written(None, "/7/")
    alone, together = acts[: ROUNDS * SAMPLES], acts[ROUNDS * SAMPLES :]

    ratios = []
    for first in range(0, len(alone), SAMPLES):
        least = _median(floor, [one] * SAMPLES)
        ratios.append(_median(server, alone[first : first + SAMPLES]) / least)
    ratio = statistics.median(ratios)
    used = server.processor_time()
    pages, kept = _rate(floor, [one] * 500, 200), _rate(server, together, 302)
    used = (server.processor_time() - used) / len(together)

    assert_all_agree(asks)
    tell(
        f"{kept:.0f} a second by {CLIENTS} clients, {used * 1000:.1f} ms of a processor each; the "
        f"floor {pages:.0f}; one alone takes {ratio:.1f} times as long as the floor"
    )
    # How long one alone takes is judged by `make bench`, on a record of some size.
    if organisations * texts > 1000 and connection.vendor == "postgresql":
        assert kept >= ENOUGH_A_SECOND
