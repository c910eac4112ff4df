"""Where a record of chance has no place, and that the same number makes the same one."""

import json
import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from ledger.clock import now
from ledger.sealing import seal_next
from ledger.verifying import faults
from organisations.models import User
from portal.backups.tables import digest_of, kept_tables
from portal.scale.planning import Plan, Size
from tests import factories

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _a_place_for_the_password(settings: Any, tmp_path: Any) -> None:
    settings.VAR_DIR = tmp_path


def _seed(**options: Any) -> None:
    size = {"recommendations": 30, "comments": 160, "endorsements": 120}
    call_command("seed_scale", **size | {"here": True} | options, stdout=StringIO())


@pytest.mark.hold
def test_the_same_number_makes_the_same_record() -> None:
    found = []
    for number in (3, 3, 4):
        with transaction.atomic():
            _seed(seed=number)
            # Of passwords the digest is another each time.
            User.objects.update(password="")
            found.append([digest_of(model) for model in kept_tables()])
            transaction.set_rollback(True)

    assert found[0] == found[1]
    assert found[0] != found[2]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"here": False}, "no demonstration"),
        ({"recommendations": 0}, "nothing to comment on"),
        ({"comments": -1}, "nothing to comment on"),
    ],
)
def test_what_cannot_be_made_is_refused(options: dict[str, Any], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        _seed(**options)


def test_a_real_record_is_left_alone() -> None:
    factories.make_organisation()

    with pytest.raises(CommandError, match="not empty"):
        _seed()


def test_a_ledger_that_was_sealed_is_left_alone() -> None:
    factories.make_recommendation()
    seal_next()

    with pytest.raises(CommandError, match="sealed"):
        _seed()


def test_a_record_may_be_without_anything_said() -> None:
    plan = Plan(Size(0, 0, 0), 1, now())

    assert plan.endorsements() == plan.comments() == []
    assert plan.organisations() == 20
    assert plan.between(plan.told_at, plan.told_at + timedelta(days=1)) >= plan.told_at


@pytest.mark.hold
def test_canaries_are_told_with_their_places_and_those_who_may_see_them(
    settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "files")
    file = tmp_path / "canaries.json"

    _seed(canaries=file)

    told = json.loads(file.read_text())
    # Two are gone from the database, which is what was asked for of them.
    nowhere = {each["kind"] for each in told["planted"] if not each["where"]}
    assert nowhere == {"name of one who was blanked", "address of one who was blanked"}
    assert len(told["planted"]) >= 50
    assert {"curator", "own"} < {role for each in told["planted"] for role in each["may_see"]}
    password = (tmp_path / "demo-password").read_text()
    assert all(Client().login(email=each, password=password) for each in told["accounts"].values())
    assert not list(faults())


def test_without_the_tests_there_are_no_canaries(monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "tests.canaries.telling", None)

    with pytest.raises(CommandError, match="among the tests"):
        _seed(canaries=tmp_path / "canaries.json")
