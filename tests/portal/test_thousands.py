"""Lists of ten thousand: as few questions as with one, and orders by numbers that are kept."""

import time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from recommendations.models import Support

FEW, MANY = 30, pytest.param(10_000, marks=pytest.mark.exhaustive)
# With the address: how many queries it takes at most.
QUERIES = {
    "/recommendations/": 6,
    "/recommendations/?order=newest": 6,
    "/recommendations/?order=broadest": 6,
    "/recommendations/?level=practical&theme=wide-1": 8,
    "/extracts/": 8,
    "/documents/": 8,
    "/organisations/": 8,
}


@pytest.mark.hold
@pytest.mark.parametrize("asks", [FEW, MANY])
def test_the_pages_of_lists_take_few_questions_however_much_there_is(
    client: Client, db: Any, settings: Any, tmp_path: Path, asks: int
) -> None:
    settings.VAR_DIR = tmp_path
    size = {"recommendations": asks, "comments": 3 * asks, "endorsements": 5 * asks}
    call_command("seed_scale", **size, here=True, stdout=StringIO())
    # As PostgreSQL does by itself. SQLite, without it, chooses ways that take seconds.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    best = max(Support.objects.values_list("total", flat=True))

    for address, most in QUERIES.items():
        client.get(address)
        connection.queries_log.clear()
        with CaptureQueriesContext(connection) as queries:
            begun = time.process_time()
            page = client.get(address)
            took = time.process_time() - begun
        assert 0 < len(queries) <= most, address
        assert took < 1, address
        if address == "/recommendations/":
            assert page.context["page_obj"][0].endorsement_count == best
            assert page.context["page_obj"].paginator.count == asks
            assert all("endorsement" not in _order(each["sql"]) for each in queries)


def _order(sql: str) -> str:
    return sql.rpartition("ORDER BY")[2] if "ORDER BY" in sql else ""
