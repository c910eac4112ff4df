"""Curators who import, edit and publish at the same moment, each over a connection of their own."""

from functools import partial
from typing import Any

import pytest

from consultations.models import Speaker
from ledger.models import Entry
from ledger.refusal import Refused
from ledger.verifying import is_whole
from recommendations.actions import publish
from recommendations.models import Recommendation
from spreadsheets import actions
from spreadsheets.models import Spreadsheet
from spreadsheets.planning import Plan
from tests import factories
from tests.consultations.test_races import _at_once
from tests.spreadsheets.filling_in import planned, table
from tests.test_races import _we_use_it_too, database  # noqa: F401 - fixtures

pytestmark = pytest.mark.hold


def _confirming(kind: str, *rows: list[str], headings: list[str], user: Any = None) -> Any:
    """Return the act of a curator who has seen what the rows would do."""
    by = user or factories.make_staff("curators")
    what = table(headings, *rows)
    plan = planned(kind, by, what)
    kept = actions.keep(kind=kind, table=what, seen=plan.seen, by=by)
    return partial(actions.confirm, spreadsheet=kept, seen=plan.fingerprint, by=by)


def _outcomes(answers: list[Any]) -> tuple[int, int]:
    """Return how many did it, and how many were told that they did not."""
    done = [each for each in answers if isinstance(each, Plan)]
    told = [each for each in answers if isinstance(each, Refused) and str(each)]
    return len(done), len(told)


@pytest.mark.parametrize("number", [2, 6])
def test_of_those_who_edit_the_same_records_one_wins_and_the_others_are_told(number: int) -> None:
    slugs = [factories.make_speaker().slug for _each in range(40)]
    acts = [
        _confirming(
            "speakers",
            *([slug, f"Name {letter}"] for slug in slugs),
            headings=["slug", "name"],
        )
        for letter in "ABCDEF"[:number]
    ]

    before, waiting = Entry.objects.count(), Spreadsheet.objects.count()

    answers = _at_once(*acts)

    assert _outcomes(answers) == (1, number - 1)
    assert len(set(Speaker.objects.filter(slug__in=slugs).values_list("name", flat=True))) == 1
    assert Entry.objects.count() - before == 40
    assert waiting - Spreadsheet.objects.count() == 1


def test_of_those_who_add_the_same_one_wins_and_nothing_is_there_twice() -> None:
    rows = [["", f"Lark {number}"] for number in range(20)]
    acts = [_confirming("speakers", *rows, headings=["slug", "name"]) for _each in range(4)]

    before = Entry.objects.count()

    answers = _at_once(*acts)

    assert _outcomes(answers) == (1, 3)
    assert Speaker.objects.filter(name__startswith="Lark ").count() == 20
    assert Entry.objects.count() - before == 20


def test_a_button_pressed_twice_does_it_once() -> None:
    act = _confirming("speakers", ["", "Ada Once"], headings=["slug", "name"])

    assert _outcomes(_at_once(act, act, act)) == (1, 2)
    assert Speaker.objects.filter(name="Ada Once").count() == 1


def test_a_draft_that_is_published_meanwhile_keeps_the_text_that_was_published() -> None:
    curator = factories.make_staff("curators")
    for _each in range(5):
        draft = factories.make_draft()
        row = [str(draft.pk), "Other words."]
        act = _confirming("recommendations", row, headings=["id", "text"], user=curator)

        answers = _at_once(act, partial(publish, recommendation=draft, by=curator))

        fresh = Recommendation.objects.get(pk=draft.pk)
        assert fresh.text.text == fresh.draft_text
        was_imported = isinstance(answers[0], Plan)
        assert (fresh.draft_text == "Other words.") == was_imported
        assert is_whole("recommendation", fresh.code)
