"""Databases of releases, kept so that each is put back without the program of its release.

Of SQLite it is the file: its form is promised to be read for ever. Of PostgreSQL it is SQL.
"""

import gzip
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent.parent
KEPT = ROOT / "tests" / "data" / "releases"
KINDS = {"sqlite": "sqlite3", "postgresql": "sql"}
# What the server and its tools of other versions do not all know.
_OF_THE_TOOL = ("\\", "SET transaction_timeout")


def kept(release: str, kind: str) -> Path:
    """Return where the database of the release is, for one kind of database."""
    return KEPT / f"{release}.{KINDS[kind]}.gz"


@contextmanager
def own_database(folder: Path, name: str, kind: str) -> Iterator[str]:
    """Give out the address of a new, empty database; drop it afterwards.

    One of PostgreSQL stands on the server that DATABASE_URL names.
    """
    if kind == "sqlite":
        yield f"sqlite:///{folder / name}.sqlite3"
        return
    given, name = os.environ["DATABASE_URL"], f"{name}_{os.getpid()}"
    with psycopg.connect(given, autocommit=True) as office:
        office.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield f"{given.rpartition('/')[0]}/{name}"
        finally:
            office.execute(sql.SQL("DROP DATABASE {} (FORCE)").format(sql.Identifier(name)))


def run(address: str, *command: str) -> str:
    """Run Python on the database with the settings of the product; return what it printed."""
    settings = {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=os.environ | settings,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def dump(address: str) -> bytes:
    """Return the whole database: SQLite's file, or statements of SQL by PostgreSQL's pg_dump."""
    if address.startswith("sqlite"):
        packed = Path(f"{_file(address)}.packed")
        with closing(sqlite3.connect(_file(address))) as database:
            database.execute("VACUUM INTO ?", [str(packed)])
        return packed.read_bytes()
    options = ["--inserts", "--rows-per-insert=100", "--no-owner", "--no-privileges"]
    program = ["pg_dump", *options, address]
    told = subprocess.run(program, check=True, capture_output=True)
    lines = told.stdout.decode().splitlines()
    return "\n".join(each for each in lines if not each.startswith(_OF_THE_TOOL)).encode()


def put_back(release: str, address: str) -> None:
    """Make the empty database what it was in the release."""
    kind = "sqlite" if address.startswith("sqlite") else "postgresql"
    content = gzip.decompress(kept(release, kind).read_bytes())
    if kind == "sqlite":
        Path(_file(address)).write_bytes(content)
        return
    with psycopg.connect(address, autocommit=True) as database:
        database.execute(content)


def _file(address: str) -> str:
    return address.removeprefix("sqlite:///")
