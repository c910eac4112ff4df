"""A backup of either database comes back in the other, row for row, as the guide says it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, transaction
from psycopg import sql

from ledger.sealing import seal_next
from tests import factories

pytestmark = [pytest.mark.hold, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[list[str]]:
    """The addresses of new, empty databases: a file and, on PostgreSQL, one there."""
    file = f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}"
    if connection.vendor == "sqlite":
        yield [file]
        return
    given, name = os.environ["DATABASE_URL"], f"elsewhere_{os.getpid()}"
    with psycopg.connect(given, autocommit=True) as office:
        office.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield [file, f"{given.rpartition('/')[0]}/{name}"]
        office.execute(sql.SQL("DROP DATABASE {} (FORCE)").format(sql.Identifier(name)))


def _run(address: str, media: Path, *command: str) -> str:
    settings = {
        "DATABASE_URL": address,
        "MEDIA_ROOT": str(media),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=os.environ | settings,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def _rows(printed: str) -> list[str]:
    """Return the hashes of all tables but the index of words, which is made anew."""
    return [line for line in printed.splitlines() if line.split()[-1].partition(".")[0] != "search"]


def test_what_was_kept_in_one_database_is_restored_in_the_other(elsewhere, tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path / "here")
    with transaction.atomic():
        file = factories.make_file()
        factories.make_document(file=file)
        recommendation = factories.make_recommendation()
        factories.make_endorsement(recommendation=recommendation)
        factories.make_comment("hidden", recommendation=recommendation)
        factories.make_reflection()
        factories.make_token()
        assert seal_next()
    kept = tmp_path / "backup-0"
    kept.mkdir()
    call_command("backup", str(kept))
    found = []

    for turn, address in enumerate(elsewhere, start=1):
        media, again = tmp_path / f"media-{turn}", tmp_path / f"backup-{turn}"
        again.mkdir()
        [backup] = kept.iterdir()
        _run(address, media, "migrate", "--run-syncdb")
        assert "The ledger is whole" in _run(address, media, "restore", str(backup))
        assert (media / file.name).read_bytes() == (tmp_path / "here" / file.name).read_bytes()
        found.append(_rows(_run(address, media, "logical_hash"))[:-1])
        _run(address, media, "backup", str(again))
        kept = again

    here = tmp_path / "printed"
    with here.open("w") as printed:
        call_command("logical_hash", stdout=printed)
    assert all(each == _rows(here.read_text())[:-1] for each in found)
