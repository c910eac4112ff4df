"""A PostgreSQL server of our own, which may be stopped, frozen and filled."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.db import connection

SECONDS_TO_START = 30


def programs() -> Path | None:
    """Return where the server's programs are, the newest ones; None where there are none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    if found:
        return found[-1].parent
    named = shutil.which("initdb")
    return Path(named).parent if named else None


def address_of_tests() -> str:
    """Return where the migrated database of the tests is."""
    place = connection.settings_dict
    host, port = place["HOST"] or "127.0.0.1", place["PORT"] or 5432
    return f"postgresql://{place['USER']}:{place['PASSWORD']}@{host}:{port}/{place['NAME']}"


def _version(program: Path) -> int:
    return int(program.parent.parent.name)


class Cluster:
    """A server with one empty database, as safe as it comes: nothing is switched off."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port = listener.getsockname()[1]
        _hand_over(folder)
        options = ["--auth=trust", "--encoding=UTF8", "--username=postgres"]
        self._run("initdb", *options, "--pgdata", str(self.data))
        self.start()
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "plenary")

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/plenary"

    def copy(self, url: str) -> None:
        """Take over what is in the database of the address."""
        place = programs()
        assert place
        load = [str(place / "psql"), "--quiet", "--set", "ON_ERROR_STOP=1", self.url]
        with subprocess.Popen([str(place / "pg_dump"), url], stdout=subprocess.PIPE) as dump:
            subprocess.run(load, stdin=dump.stdout, stdout=subprocess.DEVNULL, check=True)
        assert dump.returncode == 0

    def start(self) -> None:
        """Start it, and wait until it is as it was."""
        told = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        log = str(self.folder / "log")
        where = ["--pgdata", str(self.data), "--log", log, "--options", told]
        self._run("pg_ctl", "start", "--wait", "--timeout", str(SECONDS_TO_START), *where)

    def start_if_down(self) -> None:
        """Start it where it has ended by itself."""
        try:
            self._run("pg_ctl", "status", "--pgdata", str(self.data))
        except subprocess.CalledProcessError:
            self.start()

    def stop(self, mode: str = "immediate") -> None:
        """Stop it: at once means as when the power goes."""
        self._run("pg_ctl", "stop", "--mode", mode, "--pgdata", str(self.data))

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Let all its processes stand still, and go on."""
        self._signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        for process in self._processes():
            with suppress(ProcessLookupError):
                os.kill(process, number)

    def _processes(self) -> list[int]:
        first = (self.data / "postmaster.pid").read_text().splitlines()[0]
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        return [int(first), *map(int, children)]

    def _run(self, program: str, *arguments: str) -> None:
        place = programs()
        assert place
        subprocess.run(
            [*_as_its_owner(), str(place / program), *arguments],
            cwd="/",
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
        )


def _as_its_owner() -> list[str]:
    """Return how to run a program: the server does not run as root."""
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


def _hand_over(folder: Path) -> None:
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")


@contextmanager
def cluster(folder: Path | None = None) -> Iterator[Cluster]:
    """Serve from the folder, or from one that goes with it, until the block ends."""
    place = folder or Path(tempfile.mkdtemp(prefix="cluster-"))
    running = Cluster(place)
    try:
        yield running
    finally:
        with suppress(subprocess.CalledProcessError):
            running.stop()
        if folder is None:
            shutil.rmtree(place)
