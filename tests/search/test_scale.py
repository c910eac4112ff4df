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


@pytest.mark.parametrize("number", [100, pytest.param(10_000, marks=pytest.mark.exhaustive)])
def test_the_page_asks_seldom_and_comes_soon(client, number):
    make_many(number)
    rebuild(KINDS)
    analyse()

    for words in ASKED:
        for address in (f"/search/?q={words}", f"/search/?q={words}&kind=recommendation"):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                begun = time.perf_counter()
                page = client.get(address).content.decode()
                took = time.perf_counter() - begun
            assert ('<article class="hit">' in page) is (words != "nothing"), address
            assert len(queries) <= _MOST_QUERIES, address
            assert took < 0.3, address
