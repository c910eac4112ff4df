"""The database stops, freezes, comes back: nothing is lost, and nobody waits for it in vain."""

from collections.abc import Iterator

import pytest
from django.db import connection

from tests.faults.cluster import Cluster, cluster, programs

pytestmark = [
    pytest.mark.hold,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is no server"),
    pytest.mark.skipif(programs() is None, reason="no PostgreSQL server is installed here"),
]

SECONDS_TO_ANSWER = 5


@pytest.fixture(scope="module")
def postgresql() -> Iterator[Cluster]:
    with cluster() as running:
        yield running


@pytest.fixture(scope="module")
def database(postgresql, environment_of) -> str:
    """In place of the tests' own server, which serves others, too."""
    environment_of(postgresql.url)
    return postgresql.url
