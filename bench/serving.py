"""Servers of their own for each size of record and for the floor, as they are deployed."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg

ROOT = Path(__file__).resolve().parent.parent
DATABASES = ROOT / "var" / "bench"
PORT = 8970
FLOOR = "floor"


class Served(NamedTuple):
    """One server: where it answers, and its database.

    `session` is that of somebody logged in, and `code` of a recommendation they can endorse.
    """

    name: str
    port: int
    database: str
    session: str = ""
    code: str = ""


class Started(NamedTuple):
    """A server that runs, and how many seconds it took until it answered."""

    process: "subprocess.Popen[bytes]"
    seconds: float


def prepare(server: str, sizes: list[int]) -> list[Served]:
    """Return the floor and a server for each size, whose databases are filled where they are new.

    `server` is a PostgreSQL server as a URL, on which the databases bench_… are made; else files.
    """
    DATABASES.mkdir(parents=True, exist_ok=True)
    found = [Served(FLOOR, PORT, _database(server, FLOOR))]
    for turn, size in enumerate(sizes, 1):
        place = _database(server, str(size))
        told = subprocess.run(
            [sys.executable, "bench/seed.py", str(size)],
            cwd=ROOT,
            env=environment(place),
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        code, session = told.stdout.split()[-2:]
        found.append(Served(f"{size:,}", PORT + turn, place, session, code))
    return found


def _database(server: str, name: str) -> str:
    """Return the address of a database of ours, which is there from then on."""
    if not server:
        return f"sqlite:///{DATABASES / name}.sqlite3"
    with psycopg.connect(f"{server.rstrip('/')}/postgres", autocommit=True) as connection:
        there = "SELECT 1 FROM pg_database WHERE datname = %s"
        if not connection.execute(there, [f"bench_{name}"]).fetchone():
            connection.execute(f'CREATE DATABASE "bench_{name}"')
    return f"{server.rstrip('/')}/bench_{name}"


def environment(database: str, port: int = PORT) -> dict[str, str]:
    """Return the settings of a server that nobody but this machine reaches."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return kept | {
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEBUG": "0",
        "SECRET_KEY": "only-for-measuring-on-this-machine-0123456789",
        "ALLOWED_HOSTS": "127.0.0.1",
        # As in `deploy/`.
        "MALLOC_ARENA_MAX": "1",
        "WRITES_A_MINUTE": "1000000",
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
        "PYTHONPATH": str(ROOT),
    }


@contextmanager
def serving(all_served: list[Served]) -> Iterator[dict[str, Started]]:
    """Run the servers, and give them by their names when they answer; end them afterwards."""
    started: dict[str, Started] = {}
    try:
        for each in all_served:
            begun = time.monotonic()
            process = _start(each)
            started[each.name] = Started(process, 0)
            _wait(each)
            started[each.name] = Started(process, time.monotonic() - begun)
        yield started
    finally:
        processes = [running.process for running in started.values()]
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(20)


def _start(served: Served) -> "subprocess.Popen[bytes]":
    application = "bench.floor" if served.name == FLOOR else "config.wsgi"
    command = ["-m", "gunicorn", "--log-level", "warning", "--config", "config/gunicorn.py"]
    return subprocess.Popen(
        [sys.executable, *command, application],
        cwd=ROOT,
        env=environment(served.database, served.port),
    )


def _wait(served: Served) -> None:
    address = "/1/" if served.name == FLOOR else "/healthz"
    until = time.monotonic() + 60
    while time.monotonic() < until:
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
        try:
            connection.request("GET", address)
            connection.getresponse().read()
        except OSError:
            time.sleep(0.05)
        else:
            return
        finally:
            connection.close()
    raise SystemExit(f"The server of {served.name} does not answer.")


def megabytes_of_workers(started: Started) -> list[float]:
    """Return how much memory each worker takes: pages shared by several count as their part."""
    children = Path(f"/proc/{started.process.pid}/task/{started.process.pid}/children")
    return [_proportional(int(pid)) for pid in children.read_text().split()]


def _proportional(pid: int) -> float:
    told = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    [line] = [line for line in told if line.startswith("Pss:")]
    return int(line.split()[1]) / 1024
