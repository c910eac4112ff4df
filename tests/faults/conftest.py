import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from tests import factories
from tests.faults.serving import Installation
from tests.faults.writing import Record
from tests.test_races import _we_use_it_too, database, environment  # noqa: F401 - fixtures

WRITERS, TEXTS = 12, 24


@pytest.fixture(scope="module")
def more_settings() -> dict[str, str]:
    """What a module's installation is told besides; a module may say so itself."""
    return {}


@pytest.fixture(scope="module")
def server(environment, more_settings) -> Iterator[Installation]:  # noqa: F811 - the fixture
    running = Installation(environment | more_settings)
    running.command("createcachetable")
    running.start()
    running.wait()
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture
def record(server) -> Record:
    """As many organisations as there are writers, and texts that they can endorse."""
    people = [factories.make_representative() for _each in range(WRITERS)]
    return Record(people, [factories.make_recommendation() for _each in range(TEXTS)])


@pytest.fixture
def tell(request: Any) -> Callable[[str], None]:
    """Print a figure (`-s` shows it), with the database and how busy the machine is."""

    def write(figure: str) -> None:
        busy = f"load {os.getloadavg()[0]:.1f}"
        print(f"\n{request.node.name}: {connection.vendor}, {busy}: {figure}")  # noqa: T201

    return write
