"""Keeps a migrated SQLite database in var/, so that not every run migrates an empty one anew."""

import ast
import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
FOLDER = settings.VAR_DIR / "migrated"


@contextmanager
def restored() -> Iterator[Path]:
    """Let the tests' database begin with what an earlier run kept, if it did; yield the file."""
    file = _file()
    # In memory a database lives as long as somebody has it open.
    with closing(sqlite3.connect(connection.creation._get_test_db_name(), uri=True)) as ours:
        # There may be no such file, or no longer.
        with suppress(sqlite3.OperationalError), closing(_opened(file)) as kept:
            kept.backup(ours)
        yield file


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{file}?mode=ro", uri=True)


def keep(file: Path) -> None:
    """Keep the tests' database, just migrated, in the file for the next run, in place of others."""
    if file.exists() or file != _file():  # a migration changed meanwhile
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(unfinished)) as copy:
        connection.connection.backup(copy)
    for old in FOLDER.glob("*.sqlite3"):
        old.unlink(missing_ok=True)
    unfinished.rename(file)


def _file() -> Path:
    digest = hashlib.sha256()
    for source in sorted(set(_sources())):
        digest.update(f"{source.relative_to(ROOT)}\n".encode() + source.read_bytes())
    return FOLDER / f"{digest.hexdigest()}.sqlite3"


def _sources() -> Iterator[Path]:
    """Yield every file that decides what stands in a migrated database."""
    yield from (ROOT / "requirements.txt", Path(__file__))
    rooms = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).parent == ROOT]
    for room in rooms:
        yield from room.rglob("*.json")
        for source in (room / "apps.py", *room.glob("migrations/*.py")):
            yield source
            yield from _imported_by(source)


def _imported_by(source: Path) -> Iterator[Path]:
    """Yield the modules of ours that the module names in its imports."""
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.Import | ast.ImportFrom):
            origin = f"{node.module}" if isinstance(node, ast.ImportFrom) else ""
            names = [f"{origin}.{alias.name}".lstrip(".") for alias in node.names]
            for name in (origin, *names):
                module = ROOT / f"{name.replace('.', '/')}.py"
                if module.is_file():
                    yield module
