"""Where a record of chance has no place, and that the same number makes the same one."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from ledger.clock import now
from ledger.sealing import seal_next
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
