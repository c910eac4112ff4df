"""Backups made while people write come back in the other database, by the guide's own commands."""

import json
import os
import re
import shlex
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.db import connection, transaction

from ledger.models import Entry, Seal
from ledger.sealing import seal_next
from ledger.verifying import faults
from organisations.models import Representative
from recommendations.models import Recommendation
from tests import factories
from tests.faults.cluster import cluster, programs
from tests.faults.writing import VERBS, Writers, assert_nothing_was_lost, form_of
from tests.releases.keeping import ROOT, own_database

pytestmark = pytest.mark.hold

GUIDE = (ROOT / "docs" / "one-server.md").read_text()
UNIT = (ROOT / "deploy" / "plenary-backup.service").read_text()
ENOUGH_A_SECOND = 50
ONCE = 10  # seconds in which people write before, and after, a backup
# What is there after restoring, and whether every address leads to a page that says what it should.
LOOK = """
import json, sys, hashlib, django
django.setup()
from django.core.files.storage import default_storage
from django.test import Client
from consultations.models import Document, StoredFile
from ledger.models import Entry
from recommendations.models import Endorsement, Recommendation, Version
entries = Entry.objects.filter(verb__startswith="endorsement.").order_by("sequence")
def digest(file):
    with default_storage.open(file.name) as kept:
        return hashlib.sha256(kept.read()).hexdigest()
client = Client(headers={"host": "127.0.0.1"})
pages = [*Recommendation.objects.all(), *Document.objects.all()]
told = {each.get_absolute_url(): client.get(each.get_absolute_url()) for each in pages}
endorsed = Endorsement.objects.live().values_list("organisation_name", "recommendation__code")
print(json.dumps({
    "entries": list(entries.values_list("organisation_id", "subject_id", "verb")),
    "fingerprints": [
        each.fingerprint == each.computed_fingerprint(each.recommendation.code)
        for each in Version.objects.select_related("recommendation")
    ],
    "files": [digest(each) == each.sha256 for each in StoredFile.objects.all()],
    "pages": [answer.status_code for answer in told.values()],
    "named": [
        name in told[f"/recommendations/{code}/"].content.decode() for name, code in endorsed
    ],
}))
"""


class Kept(NamedTuple):
    """A backup, and what had been acknowledged when the command that made it was given."""

    file: Path
    acknowledged: dict[tuple[int, str], list[str]]
    seconds: float
    acts: int


class Quick(Writers):
    """Writers who cost the machine next to nothing."""

    def _is_acknowledged(self, verb: str, text: Recommendation, by: Representative) -> bool:
        try:
            status = self.server.send(self.server.written(by.user, *form_of(verb, text, by)))
        except (OSError, IndexError, ValueError):
            return False
        if status not in (302, 503):
            self.odd.append(status)
        return status == 302


@pytest.fixture(scope="module")
def database(tmp_path_factory: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database that was made as the guide says, and not as the tests make theirs."""
    place = tmp_path_factory.mktemp("written")
    with django_db_blocker.unblock(), own_database(place, "written", connection.vendor) as address:
        _manage(os.environ | {"DATABASE_URL": address}, "migrate", "-v0")
        yield address


@pytest.fixture(scope="module")
def more_settings(tmp_path_factory: Any) -> dict[str, str]:
    place = tmp_path_factory.mktemp("server")
    for name in ("media", "backups"):
        (place / name).mkdir()
    key = place / "backup-key"
    [command] = _of_guide("backup --new-key")
    told = _manage(os.environ | {}, *command[:-1], str(key))
    return {
        "MEDIA_ROOT": str(place / "media"),
        "BACKUPS": str(place / "backups"),
        "BACKUP_KEY": str(key),
        "BACKUP_RECIPIENTS": told.strip().partition("=")[2],
    }


def _manage(environment: dict[str, str], *command: str) -> str:
    done = subprocess.run(
        [sys.executable, *(command if command[0] == "-c" else ("manage.py", *command))],
        cwd=ROOT,
        env=environment | {"DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _of_guide(begins: str) -> list[list[str]]:
    """Return the commands of the guide that begin so, as words."""
    told = re.findall(r"^sudo -u plenary \.venv/bin/python manage\.py (.*)$", GUIDE, re.MULTILINE)
    return [shlex.split(each, comments=True) for each in told if each.startswith(begins)]


def _backup(environment: dict[str, str], writers: Writers) -> Kept:
    """Make one as the service of the guide does."""
    [command] = re.findall(r"^ExecStart=\S+/python manage\.py (.*)$", UNIT, re.MULTILINE)
    folder = Path(environment["BACKUPS"])
    there = set(folder.iterdir())
    known = {place: list(verbs) for place, verbs in writers.acknowledged.copy().items()}
    begun, number = time.monotonic(), writers.number
    _manage(environment, *command.replace("/srv/plenary/backups", str(folder)).split())
    took, acts = time.monotonic() - begun, writers.number - number
    [made] = set(folder.iterdir()) - there
    return Kept(made, known, took, acts)


@contextmanager
def _elsewhere(folder: Path) -> Iterator[str]:
    """Give out an empty database of the other kind, where its programs are here."""
    if connection.vendor == "postgresql" or not programs():
        yield f"sqlite:///{folder / 'elsewhere.sqlite3'}"
        return
    with cluster() as other:
        yield other.url


def _restored(kept: Kept, environment: dict[str, str], address: str) -> dict[str, Any]:
    """Follow the guide on another machine, as far as it is about the program; then look."""
    there = environment | {"DATABASE_URL": address, "MEDIA_ROOT": f"{kept.file}.media"}
    migrate, restore = _of_guide("migrate")[0], _of_guide("restore")[0]
    _manage(there, *migrate)
    names = {"backup-key": environment["BACKUP_KEY"], restore[1]: str(kept.file)}
    told = _manage(there, *(names.get(word, word) for word in restore))
    assert "The ledger is whole." in told
    [verify] = _of_guide("verify_ledger")
    assert "entries are whole (sealed up to" in _manage(there, *verify)
    found: dict[str, Any] = json.loads(_manage(there, "-c", LOOK))
    return found


def _assert_it_is_all_there(kept: Kept, found: dict[str, Any]) -> None:
    here, there = defaultdict(list), defaultdict(list)
    for organisation, code, verb in found["entries"]:
        there[organisation, code].append(verb)
    for entry in Entry.objects.filter(verb__in=VERBS.values()).order_by("sequence"):
        here[entry.organisation_id, entry.subject_id].append(entry.verb)
    for place, verbs in kept.acknowledged.items():
        assert there[place][: len(verbs)] == verbs, place
    # It is of one moment, and holds nothing that was never there.
    for place, verbs in there.items():
        assert verbs == here[place][: len(verbs)], place
    assert set(found["pages"]) == {200}
    for what in ("fingerprints", "files", "named"):
        assert set(found[what]) == {True}, what


@pytest.mark.parametrize("backups", [1, pytest.param(5, marks=pytest.mark.exhaustive)])
def test_a_backup_that_is_made_while_people_write_holds_all_that_was_acknowledged_before(
    server, record, tell, settings, tmp_path, backups
):
    settings.MEDIA_ROOT = server.environment["MEDIA_ROOT"]
    with transaction.atomic():
        factories.make_document(file=factories.make_file())
        # The test before may have made the one of today.
        seal_next()
    assert Seal.objects.exists()
    writers, made = Quick(server, record), []
    with writers.at_work():
        begun = time.monotonic()
        for _each in range(backups):
            time.sleep(ONCE if backups > 1 else 1)
            made.append(_backup(server.environment, writers))
        time.sleep(1)
        rate = writers.number / (time.monotonic() - begun)
    meanwhile = sum(each.acts for each in made) / sum(each.seconds for each in made)

    tell(
        f"{rate:.0f} acts a second, {meanwhile:.0f} while one of {backups} backups was made, each "
        f"in at most {max(each.seconds for each in made):.1f} s; {writers.told()}"
    )
    assert_nothing_was_lost(writers)
    assert list(faults()) == []
    for turn, kept in enumerate(made):
        (tmp_path / str(turn)).mkdir()
        with _elsewhere(tmp_path / str(turn)) as address:
            _assert_it_is_all_there(kept, _restored(kept, server.environment, address))
    if backups > 1 and connection.vendor == "postgresql":
        assert min(rate, meanwhile) >= ENOUGH_A_SECOND
