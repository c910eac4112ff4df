"""Breaks the code in named ways and looks whether the tests notice: what `make mutations` does.

Each way stands in mutations.toml. Ends with 1 where one stays unnoticed. Names of mutations, or
parts of them, may be given: then only those are tried.
"""

import os
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PYTEST = ("-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-m", "", "--no-header", "-rf")
# What pytest ends with where tests ran and one of them failed; all else tells of another fault.
RED, GREEN = 1, 0
LONGEST = 900
AT_ONCE = 2


class Mutation(NamedTuple):
    """One way to break the code, and the tests that must notice."""

    name: str
    file: str
    old: str
    new: str
    tests: list[str]

    def broken(self, root: Path) -> str:
        """Return the file's text, broken; raises ValueError where it has not one such place."""
        text = (root / self.file).read_text()
        if text.count(self.old) != 1:
            raise ValueError(f"{self.name}: {self.file} has {text.count(self.old)} such places.")
        return text.replace(self.old, self.new)


def mutations() -> list[Mutation]:
    """Return all ways, as they are written down."""
    content = tomllib.loads((ROOT / "scripts" / "mutations.toml").read_text())
    return [Mutation(**each) for each in content["mutation"]]


def main(wanted: list[str]) -> int:
    asked = [each for each in mutations() if _is_wanted(each, wanted)]
    for each in asked:
        each.broken(ROOT)
    with _copy() as copy:
        # A test that fails anyway would notice nothing.
        named = sorted({test for each in asked for test in each.tests})
        ended, said = _tried(copy, named)
    if ended != GREEN:
        print(said)
        sys.exit("The tests fail without a mutation.")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        unnoticed = [each for each in pool.map(_told, asked) if each]
    print(f"{len(asked) - len(unnoticed)} of {len(asked)} mutations are noticed.")
    return 1 if unnoticed or not asked else 0


def _is_wanted(mutation: Mutation, wanted: list[str]) -> bool:
    return not wanted or any(each in mutation.name for each in wanted)


def _told(mutation: Mutation) -> str:
    """Try the mutation in a copy of its own and say what came of it; return what is wrong."""
    begun = time.monotonic()
    with _copy() as copy:
        (copy / mutation.file).write_text(mutation.broken(copy))
        ended, said = _tried(copy, mutation.tests)
    failed = next((line for line in said.splitlines() if line.startswith("FAILED ")), "")
    if ended == RED and failed:
        told, wrong = f"noticed by {failed.split()[1]}", ""
    else:
        wrong = "NOT NOTICED" if ended == GREEN else f"ENDED WITH {ended}: {said[-1500:]}"
        told = wrong
    print(f"{time.monotonic() - begun:4.0f} s  {mutation.name}: {told}", flush=True)
    return wrong


@contextmanager
def _copy() -> Iterator[Path]:
    """Give out a copy of the checkout as it is here, with what earlier tests have migrated."""
    with TemporaryDirectory(prefix="plenary-mutation-") as place:
        copy = Path(place)
        listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
        told = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True)
        names = [each for each in told.stdout.split("\0") if each and (ROOT / each).is_file()]
        kept = [f"{each.relative_to(ROOT)}" for each in (ROOT / "var" / "migrated").glob("*")]
        for name in (*names, *kept):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, copy / name)
        yield copy


def _tried(copy: Path, tests: list[str]) -> tuple[int, str]:
    environment = os.environ | {"DATABASE_URL": "sqlite://:memory:", "PYTHONPATH": ""}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(
        [sys.executable, *PYTEST, *tests],
        cwd=copy,
        env=environment,
        check=False,
        timeout=LONGEST,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.returncode, done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
