"""The disk is full: nobody is told that an act is kept which is not, and room is all it takes."""

import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.db import connection

from tests import factories
from tests.faults.cluster import Cluster, address_of_tests, cluster, programs
from tests.faults.writing import Writers, assert_nothing_was_lost, form_of

pytestmark = [
    pytest.mark.hold,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk"),
    pytest.mark.skipif(
        connection.vendor == "postgresql" and programs() is None,
        reason="no PostgreSQL server is installed here",
    ),
]

MEGABYTES = {"sqlite": 40, "postgresql": 200}
SECONDS_TO_FILL = 60
_clusters: list[Cluster] = []


class Disk:
    """A small disk, in memory."""

    def __init__(self, place: Path) -> None:
        self.place, self.ballast = place, place / "ballast"

    def fill(self) -> None:
        """Leave no room at all."""
        with self.ballast.open("wb") as ballast, suppress(OSError):
            for size in (1 << 20, 1 << 12, 1 << 9):
                with suppress(OSError):
                    while True:
                        os.write(ballast.fileno(), bytes(size))

    def free(self) -> None:
        self.ballast.unlink()


@contextmanager
def _mounted(place: Path, megabytes: int) -> Iterator[Disk]:
    mount, umount = shutil.which("mount"), shutil.which("umount")
    assert mount
    assert umount
    options = ["-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755"]
    if subprocess.run([mount, *options, "tmpfs", str(place)], check=False).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        yield Disk(place)
    finally:
        subprocess.run([umount, "--lazy", str(place)], check=True)


@pytest.fixture(scope="module")
def disk(tmp_path_factory) -> Iterator[Disk]:
    place = tmp_path_factory.mktemp("disk")
    # The server's own account has to reach it.
    for folder in (place, *place.parents[:3]):
        folder.chmod(0o755)
    with _mounted(place, MEGABYTES[connection.vendor]) as mounted:
        yield mounted


@pytest.fixture(scope="module")
def database(disk, django_db_setup, django_db_blocker) -> Iterator[str]:
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            file = disk.place / "plenary.sqlite3"
            connection.ensure_connection()
            with sqlite3.connect(file) as copy:
                connection.connection.backup(copy)
            copy.close()
            yield f"sqlite:///{file}"
            return
        folder = disk.place / "cluster"
        folder.mkdir()
        with cluster(folder) as running:
            running.copy(address_of_tests())
            _clusters.append(running)
            yield running.url


@pytest.fixture
def mended(database) -> Callable[[], None]:
    """Starts the database again where it gave up, as the service that runs it does."""

    def mend() -> None:
        if connection.vendor == "postgresql":
            _clusters[-1].start_if_down()
        connection.close()

    return mend


def test_no_act_is_told_to_be_kept_that_is_not_when_the_disk_is_full(
    server, disk, mended, record, tell
):
    text, by, writers = record.texts[0], factories.make_representative(), Writers(server, record)
    server.log_in(by.user)
    with writers.at_work():
        writers.wait_for_a_new_act()
        before = writers.failures
        disk.fill()
        begun = time.monotonic()
        while writers.failures < before + 2 * len(record.people):
            assert time.monotonic() < begun + SECONDS_TO_FILL, "there is room after all"
            disk.fill()
            time.sleep(0.2)
        reading = server.ask(None, text.get_absolute_url()).status
        acting = server.ask(by.user, *form_of("endorse", text, by))
        disk.free()
        mended()
        writers.wait_for_a_new_act()

    tell(f"{writers.told()}; meanwhile a page answered {reading}, an act {acting.status}")
    assert acting.status in (302, 503)
    assert "Traceback" not in acting.text
    assert text.endorsements.filter(organisation=by.organisation).exists() is (acting.status == 302)
    assert_nothing_was_lost(writers)
