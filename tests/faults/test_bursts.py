"""Many who endorse at the same moment: nothing twice, nothing lost, and nobody waits long."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from post_office.models import Email

from organisations.models import Representative
from recommendations.models import Endorsement, Recommendation
from tests import factories
from tests.faults.serving import Installation
from tests.faults.writing import Record, assert_all_agree, form_of, spread

pytestmark = pytest.mark.hold

AT_ONCE, IDENTICAL = 200, 20
# Within how many seconds 99 of 100 in a burst are answered, by database.
SECONDS = {"postgresql": 2, "sqlite": 4}

Act = tuple[Recommendation, Representative]


def _burst(server: Installation, acts: list[Act]) -> list[float]:
    """Send all at the same moment; return how long each waited to be told that it is kept."""
    gate = Barrier(len(acts))
    requests = [server.written(by.user, *form_of("endorse", text, by)) for text, by in acts]

    def send(request: bytes) -> float:
        gate.wait()
        begun = time.monotonic()
        assert server.send(request) == 302
        return time.monotonic() - begun

    with ThreadPoolExecutor(len(acts)) as people:
        return list(people.map(send, requests))


def _make(organisations: int, texts: int) -> tuple[list[Representative], list[Recommendation]]:
    people = [factories.make_representative() for _each in range(organisations)]
    return people, [factories.make_recommendation() for _each in range(texts)]


def _runs(organisations: int, texts: int) -> list[Any]:
    """Return five runs at full length."""
    whole = {"marks": pytest.mark.exhaustive}
    name = f"{organisations * texts}"
    return [
        pytest.param(organisations, texts, id=f"{name}, run {run}", **whole) for run in range(1, 6)
    ]


@pytest.mark.parametrize(
    ("organisations", "texts"),
    [pytest.param(20, 20, id="400"), *_runs(100, 100)],
)
def test_bursts_of_two_hundred_lose_and_double_nothing(server, tell, organisations, texts):
    people, asks = _make(organisations, texts)
    acts = spread(Record(people, asks))
    took: list[float] = []

    begun, used = time.monotonic(), server.processor_time()
    for first in range(0, len(acts), AT_ONCE):
        took += _burst(server, acts[first : first + AT_ONCE])
    seconds = time.monotonic() - begun
    used = (server.processor_time() - used) / len(acts)

    assert Endorsement.objects.filter(recommendation__in=asks).count() == len(acts)
    assert_all_agree(asks)
    late = sorted(took)[round(0.99 * (len(took) - 1))]
    tell(
        f"{len(acts)} in bursts of {AT_ONCE}, {len(acts) / seconds:.0f} a second, "
        f"{used * 1000:.1f} ms of a processor each; "
        f"median {statistics.median(took):.2f} s, p99 {late:.2f} s, longest {max(took):.2f} s"
    )
    # A short try among others that run at the same time says nothing of how long it takes.
    if len(acts) > AT_ONCE * IDENTICAL:
        assert late <= SECONDS[connection.vendor]


@pytest.mark.parametrize(
    ("organisations", "texts"),
    [pytest.param(4, 3, id="12 pairs"), *_runs(50, 10)],
)
def test_twenty_identical_requests_of_each_pair_are_one_endorsement(server, organisations, texts):
    people, asks = _make(organisations, texts)
    mails = Email.objects.count()
    pairs = [(text, by) for text in asks for by in people]

    # Ten pairs at a time: two hundred requests at once.
    for first in range(0, len(pairs), AT_ONCE // IDENTICAL):
        _burst(server, pairs[first : first + AT_ONCE // IDENTICAL] * IDENTICAL)

    assert Endorsement.objects.filter(recommendation__in=asks).count() == len(pairs)
    assert Email.objects.count() - mails == len(pairs)
    assert_all_agree(asks)
