"""Acts that wait while a colleague acts: what became of their person meanwhile counts."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction

from ledger.refusal import Refused
from organisations.actions import make_token, use_token
from organisations.actions.closing import deactivate
from organisations.actions.tokens import Answer
from organisations.models import Organisation, Representative, User
from recommendations.actions import sign
from recommendations.models import Endorsement
from tests import factories
from tests.test_races import _we_use_it_too, database  # noqa: F401 - fixtures

pytestmark = [
    pytest.mark.hold,
    pytest.mark.skipif(connection.vendor == "sqlite", reason="on SQLite one writes at a time"),
]


@pytest.fixture
def by() -> Representative:
    with transaction.atomic():
        made = factories.make_representative()
    return Representative.objects.select_related("user", "organisation").get(pk=made.pk)


def _in_a_thread(act: Callable[[], Any], found: list[Any]) -> threading.Thread:
    here = connections["default"]

    def acting() -> None:
        connections["default"] = here.copy()
        try:
            found.append(act())
        except Refused as refusal:
            found.append(refusal)
        finally:
            connections.close_all()

    thread = threading.Thread(target=acting)
    thread.start()
    return thread


def _outcome(by: Representative, act: Callable[[], Any], meanwhile: Callable[[], Any]) -> Any:
    """Return what becomes of the act that waits for a colleague while something happens."""
    found: list[Any] = []
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=by.organisation_id)
        waiting = _in_a_thread(act, found)
        time.sleep(1)
        _in_a_thread(meanwhile, []).join()
        assert waiting.is_alive()
    waiting.join()
    return found[0]


def test_who_was_deactivated_meanwhile_signs_nothing(by):
    with transaction.atomic():
        row, curator = factories.make_recommendation(), factories.make_staff("curators")

    outcome = _outcome(
        by,
        lambda: sign(recommendation=row, by=by, fingerprint=row.text.fingerprint),
        lambda: deactivate(person=User.objects.get(pk=by.user_id), by=curator),
    )

    assert isinstance(outcome, Refused)
    assert not Endorsement.objects.filter(recommendation=row).exists()


def test_a_token_ends_with_the_password_that_was_changed_meanwhile(by):
    with transaction.atomic():
        token, _secret = make_token(
            by=by, label="A script", scopes={"endorse"}, lasts=timedelta(days=3)
        )

    def change() -> None:
        person = User.objects.get(pk=by.user_id)
        person.set_password("another quiet harbour")
        person.save()

    outcome = _outcome(by, lambda: use_token(token=token, act=lambda _by: Answer(201, {})), change)

    assert isinstance(outcome, Refused)
