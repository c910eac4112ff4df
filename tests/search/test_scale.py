"""Ten thousand recommendations: the page asks as often as with a hundred, and comes soon."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.searching import KINDS
from search.indexing import rebuild
from tests.search.many import analyse, make_many

pytestmark = pytest.mark.django_db
# Found in all, in a quarter, in some, in one and in none.
ASKED = ("states", "children", "protect+children", '"part+99"', "nothing")
_MOST_QUERIES = 8


def _took(client, address):
    begun = time.perf_counter()
    client.get(address)
    return time.perf_counter() - begun


@pytest.mark.parametrize("number", [100, pytest.param(10_000, marks=pytest.mark.exhaustive)])
def test_the_page_asks_seldom_and_comes_soon(client, number):
    make_many(number)
    rebuild(KINDS)
    analyse()

    for words in ASKED:
        for address in (f"/search/?q={words}", f"/search/?q={words}&kind=recommendation"):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                page = client.get(address).content.decode()
            assert ('<article class="hit">' in page) is (words != "nothing"), address
            assert len(queries) <= _MOST_QUERIES, address
            assert min(_took(client, address) for _each in range(3)) < 0.3, address
