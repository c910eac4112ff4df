"""Acts that change the numbers of many wait for those that change one, and none for each other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.db import connections, transaction

from ledger.clock import now
from recommendations.actions import sign, unlist_organisation
from recommendations.actions.locking import locked_recommendation
from recommendations.models import Recommendation, Support
from recommendations.supporting import recount_next
from tests import factories
from tests.test_races import _we_use_it_too, database  # noqa: F401 - fixtures

pytestmark = [pytest.mark.hold, pytest.mark.usefixtures("_we_use_it_too")]
_A_WHILE = 0.5


def _meanwhile(first: Callable[[], Any], then: Callable[[], Any], act: Callable[[], Any]) -> None:
    """Do both in one transaction of another process, and act between them."""
    here, begun, never = connections["default"], Event(), Event()

    def other() -> None:
        connections["default"] = here.copy()
        try:
            with transaction.atomic():
                first()
                begun.set()
                never.wait(_A_WHILE)
                then()
        finally:
            begun.set()
            connections["default"].close()

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(other)
        begun.wait()
        act()
        done.result()


def test_who_is_taken_off_all_lists_and_who_signs_do_not_wait_for_each_other():
    with transaction.atomic():
        row = factories.make_recommendation()
        hidden, other = factories.make_representative(), factories.make_representative()
        sign(recommendation=row, by=hidden, fingerprint=row.text.fingerprint)
        curator = factories.make_staff("curators")

    _meanwhile(
        lambda: locked_recommendation(row),
        lambda: sign(recommendation=row, by=other, fingerprint=row.text.fingerprint),
        lambda: unlist_organisation(
            organisation=hidden.organisation, by=curator, reason="They are in danger."
        ),
    )

    assert [each.organisation for each in row.endorsements.named()] == [other.organisation]


def test_the_worker_leaves_for_later_what_an_act_holds():
    with transaction.atomic():
        rows = [factories.make_recommendation() for _each in range(2)]
    held, free = (Support.objects.filter(pk=row.pk) for row in reversed(rows))

    _meanwhile(lambda: held.update(stamp=7), lambda: free.update(stamp=7), recount_next)

    while recount_next():
        pass
    assert not Support.objects.stale(now()).exists()
    [counted] = Recommendation.objects.filter(support__stamp=7, pk=rows[0].pk).counted_now()
    assert counted.total_now == counted.support.total
