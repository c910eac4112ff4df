"""What several workers count, they count together."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.urls import reverse
from prometheus_client.parser import text_string_to_metric_families

from tests.faults.redis_server import Redis, has_redis
from tests.faults.serving import Installation

pytestmark = pytest.mark.hold

TOKEN = "an-operator-s-token-of-forty-characters-"
LOGIN = reverse("account_login")
ASKED, TRIED, FREE = 60, 30, 10


@pytest.fixture(scope="module", params=["database", "redis"])
def more_settings(request: Any) -> Iterator[dict[str, str]]:
    """Where the counts are kept: in the database, or in a Redis."""
    settings = {"TRUSTED_PROXIES": "1", "METRICS_TOKEN": TOKEN, "REDIS_URL": ""}
    if request.param == "database":
        yield settings
        return
    if not has_redis():
        pytest.skip("no Redis is installed here")
    running = Redis()
    yield settings | {"REDIS_URL": running.url}
    running.stop()


def test_one_account_is_tried_ten_times_from_wherever(server):
    def attempt(each: int) -> int:
        form = {"login": "known@harbour.example", "password": "wrong"}
        came_by = {"X-Forwarded-For": f"198.51.100.9, 192.0.2.{each}"}
        status: int = server.ask(None, LOGIN, form, more_headers=came_by).status
        return status

    with ThreadPoolExecutor(TRIED) as people:
        statuses = sorted(people.map(attempt, range(TRIED)))

    assert statuses == [200] * FREE + [429] * (TRIED - FREE)


def _figures(server: Installation) -> list[Any]:
    asked = {"Authorization": f"Bearer {TOKEN}"}
    told = server.ask(None, "/metrics", more_headers=asked).text
    return [each for family in text_string_to_metric_families(told) for each in family.samples]


def test_any_worker_tells_what_all_have_counted(server):
    server.command("work", "--once")
    for _turn in range(ASKED):
        server.ask(None, "/about/")

    for _turn in range(5):
        figures = _figures(server)
        counted = sum(
            each.value
            for each in figures
            if each.name == "plenary_requests_total" and each.labels["route"] in ("about", "none")
        )
        assert counted >= ASKED
    [age] = [each.value for each in figures if each.name == "plenary_work_age_seconds"]
    assert age < 60
