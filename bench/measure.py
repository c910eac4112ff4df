"""Measures how long pages take beside a floor: what `make bench` does.

Only the ratio to the floor of the same minute means anything: times drift with the machine. Each
round asks for all pages in a new order, the floor before each; a page is asked for as a visitor
when nothing has changed since, as a visitor just after something changed, and by somebody logged
in.
"""

import argparse
import http.client
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent
DATABASES = ROOT / "var" / "bench"
PORT = 8970
# The longest that a round's floor may take, in times of its shortest, before it is done again.
STEADY, TRIES = 1.5, 3
PAGES = {
    "list": "/recommendations/",
    "narrowed": "/recommendations/?level=practical&theme=wide-1",
    "search": "/recommendations/?q=harbours",
    "recommendation": "/recommendations/SCALE11-01/",
    "home": "/",
}
# What is promised of each, in times of the floor, however it is asked for.
PROMISED = {"list": 6, "narrowed": 8, "search": 10, "recommendation": 9}
WARM, CHANGED, LOGGED_IN = "visitor, warm", "visitor, changed", "logged in"


class Served(NamedTuple):
    """One server: where it answers, its database, and the session of somebody logged in."""

    name: str
    port: int
    database: str
    session: str = ""


class Target(NamedTuple):
    """One page of a server, asked for in one way."""

    served: Served
    page: str
    way: str


def main() -> int:
    given = _arguments()
    random.seed(given.seed)
    floor, *sizes = _prepare(given.database, given.sizes)
    children = [
        _serve(each, "bench.floor" if each is floor else "config.wsgi") for each in (floor, *sizes)
    ]
    try:
        for each in (floor, *sizes):
            _wait(each)
        targets = [
            Target(each, page, way)
            for each in sizes
            for page in given.pages
            for way in (WARM, CHANGED, LOGGED_IN)
        ]
        ratios = _measure(floor, targets, given.rounds, given.samples)
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(20)
    _tell(ratios, given.pages, [each.name for each in sizes])
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 10_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--samples", type=int, default=30)
    parser.add_argument("--pages", nargs="+", default=list(PAGES), choices=list(PAGES))
    parser.add_argument("--seed", type=int, default=time.time_ns())
    parser.add_argument(
        "--database",
        default=os.environ.get("BENCH_DATABASE", ""),
        help="a PostgreSQL server as a URL; the databases bench_… are made on it. Else SQLite.",
    )
    return parser.parse_args()


def _prepare(server: str, sizes: list[int]) -> list[Served]:
    DATABASES.mkdir(parents=True, exist_ok=True)
    found = [Served("floor", PORT, _database(server, "floor"))]
    for turn, size in enumerate(sizes, 1):
        place = _database(server, str(size))
        told = subprocess.run(
            [sys.executable, "bench/seed.py", str(size)],
            cwd=ROOT,
            env=_environment(place),
            check=True,
            capture_output=True,
            text=True,
        )
        found.append(Served(f"{size:,}", PORT + turn, place, told.stdout.split()[-1]))
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


def _environment(database: str, port: int = PORT) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return kept | {
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEBUG": "0",
        "SECRET_KEY": "only-for-measuring",
        "ALLOWED_HOSTS": "127.0.0.1",
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
        "PYTHONPATH": str(ROOT),
    }


def _serve(served: Served, application: str) -> "subprocess.Popen[bytes]":
    command = ["-m", "gunicorn", "--log-level", "warning", "--config", "config/gunicorn.py"]
    return subprocess.Popen(
        [sys.executable, *command, application],
        cwd=ROOT,
        env=_environment(served.database, served.port),
    )


def _wait(served: Served) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            _ask(served, "/1/" if served.name == "floor" else "/healthz")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"The server of {served.name} does not answer.")


def _ask(served: Served, address: str, session: str = "") -> float:
    """Return how many milliseconds the answer took; raises SystemExit where it is none."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
    headers = {"Accept-Encoding": "br, gzip", "Accept-Language": "en"}
    if session:
        headers["Cookie"] = f"sessionid={session}"
    begun = time.perf_counter()
    connection.request("GET", address, headers=headers)
    answer = connection.getresponse()
    answer.read()
    took = (time.perf_counter() - begun) * 1000
    connection.close()
    if answer.status != http.HTTPStatus.OK:
        raise SystemExit(f"{address} answered {answer.status}.")
    return took


def _measure(
    floor: Served, targets: list[Target], rounds: int, samples: int
) -> dict[Target, list[tuple[float, float]]]:
    """Return for each target the times of its answers, each with the floor's of that minute."""
    found: dict[Target, list[tuple[float, float]]] = {each: [] for each in targets}
    unsteady = 0
    for _round in range(rounds):
        for target in random.sample(targets, len(targets)):
            least, is_steady = _floor(floor, samples)
            unsteady += not is_steady
            found[target] += [(took, least) for took in _sample(target, samples)]
            time.sleep(0.1)
    floors = sorted(least for each in found.values() for _took, least in each)
    print(
        f"The floor took {statistics.median(floors):.1f} ms ({_range(floors, 1)}); "
        f"it stayed unsteady {unsteady} times of {rounds * len(targets)}."
    )
    return found


def _floor(floor: Served, samples: int) -> tuple[float, bool]:
    """Return the floor's median, and whether it was steady; what was not is tried again."""
    times: list[float] = []
    for turn in range(TRIES):
        times = sorted(_several(floor, "/7/", samples))
        if _at(times, 0.9) / _at(times, 0.1) <= STEADY:
            return statistics.median(times), True
        time.sleep(0.5 * turn)
    return statistics.median(times), False


def _sample(target: Target, samples: int) -> list[float]:
    session = target.served.session if target.way == LOGGED_IN else ""
    before = _toucher(target.served.database) if target.way == CHANGED else None
    return _several(target.served, PAGES[target.page], samples, session, before)


def _several(
    served: Served,
    address: str,
    samples: int,
    session: str = "",
    before: Callable[[], None] | None = None,
) -> list[float]:
    times = []
    for turn in range(samples + 3):
        if before:
            before()
        took = _ask(served, address, session)
        # The first answers find nothing prepared.
        if turn >= 3:
            times.append(took)
    return times


def _toucher(database: str) -> Callable[[], None]:
    """Return what commits a change to the database that no page shows."""
    made = "CREATE TABLE IF NOT EXISTS bench_touched (at float)"
    wrote = "INSERT INTO bench_touched VALUES (1)"
    if database.startswith("sqlite"):
        file = sqlite3.connect(urlsplit(database).path, isolation_level=None, timeout=20)
        file.execute(made)
        return lambda: _do(file, wrote)
    server = psycopg.connect(database, autocommit=True)
    server.execute(made)
    return lambda: _do(server, wrote)


def _do(connection: Any, wrote: str) -> None:
    connection.execute(wrote)


def _tell(
    found: dict[Target, list[tuple[float, float]]], pages: list[str], sizes: list[str]
) -> None:
    print(
        f"{'page':16}{'asked for by':20}{'records':>9}{'ms':>8}{'× floor':>9}{'p10–p90':>14}"
        f"{'promised':>10}{'growth':>8}"
    )
    for page in pages:
        for way in (WARM, CHANGED, LOGGED_IN):
            base = 0.0
            for target, pairs in found.items():
                if (target.page, target.way) != (page, way):
                    continue
                ratios = sorted(took / least for took, least in pairs)
                ratio = statistics.median(ratios)
                base = base or ratio
                took = statistics.median(took for took, _least in pairs)
                promised = 1 if way == WARM else PROMISED.get(page)
                print(
                    f"{page:16}{way:20}{target.served.name:>9}{took:>8.1f}{ratio:>9.1f}"
                    f"{_range(ratios, 1):>14}{f'≤ {promised}' if promised else '':>10}"
                    f"{ratio / base if target.served.name != sizes[0] else 1:>8.2f}"
                )


def _range(ordered: list[float], digits: int) -> str:
    return f"{_at(ordered, 0.1):.{digits}f}–{_at(ordered, 0.9):.{digits}f}"


def _at(ordered: list[float], part: float) -> float:
    return ordered[round(part * (len(ordered) - 1))]


if __name__ == "__main__":
    sys.exit(main())
