"""What was recorded by an earlier release is all there after `manage.py migrate`."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from psycopg import sql

pytestmark = pytest.mark.hold

ROOT = Path(__file__).resolve().parent.parent
# Written by the last release in which an endorsement had no naming, each field as text: two
# recommendations, one with two versions, six endorsements, one of them withdrawn, and a comment.
RECORDED = ROOT / "tests" / "data" / "before_naming.json"
THEN = [
    ("consultations", "0004_withheld_paragraphs"),
    ("organisations", "0004_people_can_be_blanked"),
    ("recommendations", "0004_withholding_and_translations"),
    ("ledger", "0002_guards"),
    ("vocabulary", "0001_initial"),
]
RECORD = """
import json, sys, django
django.setup()
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
then = [tuple(each) for each in json.loads(sys.argv[2])]
executor = MigrationExecutor(connection)
models = executor.migrate(then).apps
with transaction.atomic():
    for label, values in json.load(open(sys.argv[1])):
        model = models.get_model(label)
        fields = {field.attname: field for field in model._meta.concrete_fields}
        model._base_manager.create(**{
            name: None if value is None else fields[name].to_python(value)
            for name, value in values.items()
        })
"""
LOOK = """
import json, sys, django
django.setup()
from django.apps import apps
from ledger.verifying import is_whole
from ledger.models import Head
from recommendations.models import Endorsement, Recommendation, Version
kept = []
for label, values in json.load(open(sys.argv[1])):
    model = apps.get_model(label)
    row = model._base_manager.get(pk=values[model._meta.pk.attname])
    fields = {field.attname: field for field in model._meta.concrete_fields}
    kept.append([label, {
        name: None if fields[name].value_from_object(row) is None
        else fields[name].value_to_string(row)
        for name in values
    }])
rows = Recommendation.objects.with_endorsement_count().order_by("pk")
print(json.dumps({
    "kept": kept,
    "whole": [is_whole(each.subject_type, each.subject_id) for each in Head.objects.all()],
    "fingerprints": [
        each.fingerprint == each.computed_fingerprint(each.recommendation.code)
        for each in Version.objects.select_related("recommendation")
    ],
    "counts": list(rows.values_list("endorsement_count", flat=True)),
    "namings": sorted(set(Endorsement.objects.values_list("naming", flat=True))),
}))
"""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The address of a new, empty database."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'upgraded.sqlite3'}"
        return
    given, name = os.environ["DATABASE_URL"], f"upgraded_{os.getpid()}"
    with psycopg.connect(given, autocommit=True) as office:
        office.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield f"{given.rpartition('/')[0]}/{name}"
        office.execute(sql.SQL("DROP DATABASE {} (FORCE)").format(sql.Identifier(name)))


def _run(address: str, *command: str) -> str:
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


def _upgraded(address: str) -> dict[str, Any]:
    _run(address, "-c", RECORD, str(RECORDED), json.dumps(THEN))
    _run(address, "manage.py", "migrate")
    found: dict[str, Any] = json.loads(_run(address, "-c", LOOK, str(RECORDED)))
    return found


def test_every_row_stays_as_it_was_and_what_was_signed_still_verifies(address):
    recorded = json.loads(RECORDED.read_text())

    found = _upgraded(address)

    assert len(found["kept"]) == len(recorded)
    for (label, before), (_label, after) in zip(recorded, found["kept"], strict=True):
        assert after == before, label
    assert found["whole"] == [True] * 3
    assert found["fingerprints"] == [True] * 3
    assert found["counts"] == [4, 1]
    assert found["namings"] == ["named"]
