"""The numbers that lists are ordered by are those that would be counted, whatever moved them."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
import time_machine
from django.db.models import F

from organisations.models import Organisation
from recommendations import actions
from recommendations.models import Endorsement, Recommendation, Support
from recommendations.supporting import recount, recount_next
from recommendations.terms import Terms
from tests import factories

EVENING = datetime(2027, 3, 10, 22, tzinfo=UTC)
NUMBERS = ("named_count", "endorsement_count", "region_count", "kind_count", "breadth")


def _shown() -> list[tuple[int, ...]]:
    rows = Recommendation.objects.with_endorsement_count().with_breadth().order_by("pk")
    return list(rows.values_list(*NUMBERS))


def _counted() -> list[tuple[int, ...]]:
    rows: Any = Recommendation.objects.counted_now().order_by("pk")
    return [
        (
            row.named_now,
            row.total_now,
            row.regions_now,
            row.kinds_now,
            row.regions_now + row.kinds_now,
        )
        for row in rows
    ]


def _recount() -> None:
    while recount_next():
        pass
    assert Support.objects.filter(counted=F("stamp")).count() == Recommendation.objects.count()


KEPT = ("named_now", "total_now", "regions_now", "kinds_now", "changes_at")


@pytest.mark.parametrize("number", [1, 5, 40])
def test_an_act_counts_of_its_own_what_is_counted_of_all(db: Any, number: int) -> None:
    chance = Random(number)  # noqa: S311 - to try out, not to keep secret
    asked = factories.make_recommendation()
    rows = [factories.make_endorsement(recommendation=asked) for _each in range(number)]
    moments = [None, *(EVENING + timedelta(hours=hours) for hours in (-50, -26, -2, 2, 26))]
    for row in rows:
        body = {"kind": chance.choice(["ngo", "academic", "network"])}
        body |= {"region_id": chance.choice([None, "001", "011", "145"])}
        listed = Organisation.objects.filter(pk=row.organisation_id)
        listed.update(is_listed=chance.random() < 0.8, **body)
        enters = chance.choice(moments)
        leaves = [each for each in moments if not each or (enters and each >= enters)]
        named_from = chance.choice(moments)
        told = {"naming": "named" if named_from else "unnamed", "named_from": named_from}
        told |= {"counted_from": enters}
        told["counted_until"] = chance.choice(leaves)
        states = [Endorsement.State.LIVE, Endorsement.State.PAUSED]
        Endorsement.objects.filter(pk=row.pk).update(state=chance.choice(states), **told)

    with time_machine.travel(EVENING, tick=False):
        recount(asked)
        counted = Recommendation.objects.counted_now().values_list(*KEPT).get(pk=asked.pk)

    kept = Support.objects.get(pk=asked.pk)
    assert (kept.named, kept.total, kept.regions, kept.kinds, kept.until) == counted
    assert (kept.breadth, kept.counted) == (kept.regions + kept.kinds, kept.stamp)


def test_what_is_counted_is_shown_from_then_on(db: Any) -> None:
    asked = factories.make_endorsement().recommendation
    _recount()
    Support.objects.filter(pk=asked.pk).update(named=7, total=10, regions=2, kinds=3)

    assert _shown() == [(7, 10, 2, 3, 5)]
    assert not recount_next()


def test_a_number_that_may_have_moved_is_counted_when_it_is_read(db: Any) -> None:
    asked = factories.make_endorsement().recommendation
    _recount()
    Support.objects.filter(pk=asked.pk).update(total=9)

    Endorsement.objects.update(state="paused")

    assert _shown() == [(0, 0, 0, 0, 0)]
    _recount()
    assert Support.objects.get(pk=asked.pk).total == 0


def test_what_changed_while_it_was_counted_is_counted_again(db: Any) -> None:
    asked = factories.make_recommendation()
    Support.objects.filter(pk=asked.pk).update(stamp=5, counted=4, total=9)

    assert not Support.objects.filter(pk=asked.pk, stamp=4).update(counted=4)
    assert _shown() == [(0, 0, 0, 0, 0)]


@pytest.mark.parametrize(
    "change", [{"kind": "union"}, {"region_id": "155"}, {"region_id": None}, {"is_listed": False}]
)
def test_a_change_of_the_organisation_moves_the_numbers(db: Any, change: Any) -> None:
    factories.make_endorsement()
    _recount()

    Organisation.objects.update(**change)

    assert Support.objects.exclude(counted=F("stamp")).exists()
    assert _shown() == _counted()


def test_numbers_that_change_at_midnight_do_so(db: Any) -> None:
    with time_machine.travel(EVENING, tick=False) as clock:
        consultation = factories.make_consultation(
            endorsement_opens=EVENING, endorsement_closes=EVENING + timedelta(days=9)
        )
        asked = factories.make_recommendation(consultation=consultation)
        for _each in range(3):
            by = factories.make_representative()
            print_ = asked.text.fingerprint
            actions.sign(recommendation=asked, by=by, fingerprint=print_, terms=Terms("unnamed"))
        _recount()
        assert _shown() == [(0, 0, 0, 0, 0)]
        clock.move_to(EVENING + timedelta(hours=2))
        assert _shown() == [(0, 3, 0, 0, 0)]
        _recount()
        assert Support.objects.get().until is None
        assert _shown() == [(0, 3, 0, 0, 0)]


@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(seed, marks=pytest.mark.hold) for seed in range(2, 12))]
)
def test_whatever_happens_the_number_shown_is_the_number_counted(db: Any, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - to try out, not to keep secret
    with time_machine.travel(EVENING, tick=False) as clock:
        rows = [factories.make_recommendation() for _each in range(2)]
        people = [factories.make_representative() for _each in range(4)]
        for _step in range(12):
            _one_act(chance, chance.choice(rows), chance.choice(people))
            assert _shown() == _counted()
            if chance.random() < 0.5:
                recount_next()
            if chance.random() < 0.3:
                clock.shift(timedelta(hours=chance.choice([1, 3, 24])))
            assert _shown() == _counted()


def _one_act(chance: Random, asked: Recommendation, by: Any) -> None:
    own = Endorsement.objects.standing().filter(
        recommendation=asked, organisation=by.organisation_id
    )
    chosen = chance.choice(["named", "unnamed"])
    if not own.exists():
        fingerprint = asked.text.fingerprint
        actions.sign(recommendation=asked, by=by, fingerprint=fingerprint, terms=Terms(chosen))
    elif chance.random() < 0.3:
        actions.withdraw(recommendation=asked, by=by)
    elif chance.random() < 0.5:
        actions.choose_naming(recommendation=asked, by=by, naming=chosen)
    else:
        by.organisation.region_id = chance.choice(["011", "155", None])
        by.organisation.save()


def test_a_kept_number_is_told_by_the_recommendation(db: Any) -> None:
    asked = factories.make_recommendation()
    factories.make_endorsement(recommendation=asked)
    recount_next()

    assert str(Support.objects.get(recommendation=asked)) == f"{asked.pk}: 1"
