"""Measures how long pages take beside a floor: what `make bench` does.

Only the ratio to the floor of the same minute means anything: times drift with the machine. Each
round asks for all pages in a new order, the floor before each; a page is asked for as a visitor
when nothing has changed since, as a visitor just after an organisation endorsed something, and by
somebody logged in. What is promised is judged: a missed goal is named, and the command fails.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.asking import acting, ask, endorse_and_withdraw
from bench.serving import (
    ROOT,
    Served,
    Started,
    environment,
    megabytes_of_workers,
    prepare,
    serving,
)

# The longest that a round's floor may take, in times of its shortest, before it is done again.
STEADY, TRIES = 1.5, 3
ARGUED = "/recommendations/SCALE11-01/"
PAGES = {
    "list": "/recommendations/",
    "narrowed": "/recommendations/?level=practical&theme=wide-1",
    "search": "/recommendations/?q=harbours",
    "recommendation": ARGUED,
    "home": "/",
    "endorse": "/recommendations/{code}/",
}
WARM, CHANGED, LOGGED_IN = "visitor, warm", "visitor, changed", "logged in"
# What is promised, in times of the floor, of 10,000 recommendations; and of each page that is kept.
PROMISED = {"list": 6, "narrowed": 8, "search": 10, "recommendation": 9, "endorse": 5}
OF_KEPT, AT = 1, 10_000
# How much slower the larger record may be: than a hundred, and ten times as large.
GROWTH, GROWTH_OF_SEARCH, GROWTH_BEYOND = 1.2, 1.5, 1.3
# Of visitors, but for who endorses; who is logged in asks who they are and what is theirs besides.
QUERIES = {"list": 6, "narrowed": 8, "search": 8, "recommendation": 10, "endorse": 16}
MOST_QUERIES = 30
MEGABYTES, SECONDS_TO_START, KILOBYTES_OF_LIST = 90, 3, 8


class Target(NamedTuple):
    """One page of a server, asked for in one way."""

    served: Served
    page: str
    way: str


Ratios = dict[Target, list[tuple[float, float]]]


def main() -> int:
    given = _arguments()
    random.seed(given.seed)
    floor, *sizes = prepare(given.database, given.sizes)
    with serving([floor, *sizes]) as started:
        targets = [
            Target(each, page, way) for each in sizes for page in given.pages for way in _ways(page)
        ]
        ratios = _measure(floor, targets, given.rounds, given.samples)
        missed = _tell(ratios, given.pages, [each.name for each in sizes])
        missed += _tell_of_servers(sizes, started)
    missed += _tell_queries(sizes, given.pages)
    print("\n".join(["", *missed]) if missed else "\nEvery goal is met.")
    return 1 if missed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, AT])
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


def _ways(page: str) -> tuple[str, ...]:
    return (LOGGED_IN,) if page == "endorse" else (WARM, CHANGED, LOGGED_IN)


def _measure(floor: Served, targets: list[Target], rounds: int, samples: int) -> Ratios:
    """Return for each target the times of its answers, each with the floor's of that minute."""
    found: Ratios = {each: [] for each in targets}
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
        times = sorted(_several(lambda: ask(floor, "/7/").milliseconds, samples))
        if _at(times, 0.9) / _at(times, 0.1) <= STEADY:
            return statistics.median(times), True
        time.sleep(0.5 * turn)
    return statistics.median(times), False


def _sample(target: Target, samples: int) -> list[float]:
    served, address = target.served, PAGES[target.page].format(code=target.served.code)
    if target.page == "endorse":
        return _several(lambda: endorse_and_withdraw(served, address), samples)
    session = served.session if target.way == LOGGED_IN else ""

    def asked() -> float:
        return ask(served, address, session=session).milliseconds

    if target.way != CHANGED:
        return _several(asked, samples)
    with acting(served) as act:
        return _several(asked, samples, act)


def _several(
    once: Callable[[], float], samples: int, before: Callable[[], None] | None = None
) -> list[float]:
    times = []
    for turn in range(samples + 3):
        if before:
            before()
        took = once()
        # The first answers find nothing prepared.
        if turn >= 3:
            times.append(took)
    return times


def _tell(found: Ratios, pages: list[str], sizes: list[str]) -> list[str]:
    """Print the table of ratios, and return which goals they miss."""
    missed = []
    print(
        f"{'page':16}{'asked for by':20}{'records':>9}{'ms':>8}{'× floor':>9}{'p10–p90':>14}"
        f"{'promised':>10}{'growth':>8}{'promised':>10}"
    )
    for page in pages:
        for way in _ways(page):
            before = 0.0
            for target, pairs in found.items():
                if (target.page, target.way) != (page, way):
                    continue
                name = target.served.name
                ratios = sorted(took / least for took, least in pairs)
                ratio = statistics.median(ratios)
                growth = ratio / before if before else 1.0
                promised, most = _promised(page, way, name), _growth(page, way, name, sizes)
                took = statistics.median(took for took, _least in pairs)
                print(
                    f"{page:16}{way:20}{name:>9}{took:>8.1f}{ratio:>9.1f}{_range(ratios, 1):>14}"
                    f"{_most(promised):>10}{growth:>8.2f}{_most(most):>10}"
                )
                if promised and ratio > promised:
                    missed.append(f"{page}, {way}, {name}: {ratio:.1f} × floor, over {promised}")
                if most and growth > most:
                    missed.append(f"{page}, {way}, {name}: grew {growth:.2f} ×, over {most}")
                before = ratio
    return missed


def _promised(page: str, way: str, size: str) -> float | None:
    if way == WARM:
        return OF_KEPT
    return PROMISED.get(page) if way == LOGGED_IN and size == f"{AT:,}" else None


def _growth(page: str, way: str, size: str, sizes: list[str]) -> float | None:
    """Return by how much it may be slower than the size before; what is kept has its own goal."""
    if way != LOGGED_IN or size == sizes[0] or page not in PROMISED:
        return None
    if size != f"{AT:,}":
        return GROWTH_BEYOND
    return GROWTH_OF_SEARCH if page == "search" else GROWTH


def _tell_of_servers(sizes: list[Served], started: dict[str, Started]) -> list[str]:
    missed = []
    print(f"\n{'records':>9}{'s to start':>12}{'MB a worker':>13}{'kB of the list':>16}")
    for each in sizes:
        seconds = started[each.name].seconds
        most = max(megabytes_of_workers(started[each.name]))
        size = ask(each, PAGES["list"]).size / 1000
        print(f"{each.name:>9}{seconds:>12.1f}{most:>13.0f}{size:>16.1f}")
        for number, promised, what in (
            (seconds, SECONDS_TO_START, "s to start"),
            (most, MEGABYTES, "MB a worker"),
            (size, KILOBYTES_OF_LIST, "kB of the list"),
        ):
            if number > promised:
                missed.append(f"{each.name}: {number:.1f} {what}, over {promised}")
    return missed


def _tell_queries(sizes: list[Served], pages: list[str]) -> list[str]:
    """Print how often each page asks the database where nothing is kept, and what is too often."""
    missed = []
    print(f"\n{'questions to the database':28}" + "".join(f"{name:>16}" for name in pages))
    for served in sizes:
        asked = {name: PAGES[name].format(code=served.code) for name in pages}
        told = subprocess.run(
            [sys.executable, "bench/queries.py", served.session, json.dumps(asked)],
            cwd=ROOT,
            env=environment(served.database),
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        for way, numbers in json.loads(told.stdout).items():
            print(f"{served.name:>9} {way:18}" + "".join(f"{numbers[n] or '':>16}" for n in pages))
            judged = QUERIES if way == "visitor" else {"endorse": QUERIES["endorse"]}
            most = {name: judged.get(name, MOST_QUERIES) for name in pages}
            over = [n for n in pages if numbers[n] and numbers[n] > most[n]]
            missed += [f"{n}, {way}, {served.name}: {numbers[n]} questions" for n in over]
    return missed


def _most(number: float | None) -> str:
    return f"≤ {number}" if number else ""


def _range(ordered: list[float], digits: int) -> str:
    return f"{_at(ordered, 0.1):.{digits}f}–{_at(ordered, 0.9):.{digits}f}"


def _at(ordered: list[float], part: float) -> float:
    return ordered[round(part * (len(ordered) - 1))]


if __name__ == "__main__":
    sys.exit(main())
