"""What a spreadsheet changes or adds is found at once, by its new words alone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from portal.searching import KINDS
from search.indexing import rebuild
from search.models import IndexedText
from tests import factories
from tests.spreadsheets.filling_in import as_csv, confirm, upload

_COLUMNS = [field.name for field in IndexedText._meta.fields if field.name != "id"]
Sheet = list[list[str]]


def _speakers() -> dict[str, Sheet]:
    """Who is added has a page once they appear somewhere."""
    kept = factories.make_appearance(speaker=factories.make_speaker(name="Ada Formerly"))
    slug, meeting = kept.speaker.slug, kept.consultation.code
    return {
        "speakers": [["slug", "name"], [slug, "Ada Lighthouse"], ["", "Ben Lighthouse"]],
        "appearances": [
            ["id", "consultation", "speaker", "role"],
            ["", meeting, "ben-lighthouse", "speaker"],
        ],
    }


def _organisations() -> dict[str, Sheet]:
    kept = factories.make_organisation(name="Formerly Friends", slug="friends")
    headings = ["slug", "name", "acronym", "kind"]
    changed = [kept.slug, "Lighthouse Friends", "", "ngo"]
    return {"organisations": [headings, changed, ["", "Moor Circle", "LIGHTHOUSE", "network"]]}


def _extracts() -> dict[str, Sheet]:
    kept = factories.make_extract(text="Formerly in our words.")
    where = [kept.document.slug, "p2", "longer opening hours", "recommendation"]
    headings = ["id", "document", "anchor", "quote", "kind", "our wording", "voice", "voice kind"]
    ours = ["Keep the lighthouses lit.", "The chair", "chair"]
    first = [kept.document.slug, "p1", "asked for longer opening hours", "recommendation"]
    return {"extracts": [headings, [kept.public_id, *first, *ours], ["", *where, *ours]]}


def _found(client: Client, words: str) -> dict[str, int]:
    """Return how many of each kind the page of the search shows."""
    numbers = client.get("/search/", {"q": words}).context.get("numbers", [])
    return {kind.name: number for kind, number in numbers}


def _index() -> set[Any]:
    return set(IndexedText.objects.values_list(*_COLUMNS))


@pytest.mark.parametrize(
    ("searched", "make"),
    [
        pytest.param("speaker", _speakers, marks=pytest.mark.hold),
        pytest.param("organisation", _organisations, marks=pytest.mark.hold),
        ("extract", _extracts),
    ],
)
def test_what_a_spreadsheet_changes_and_adds_is_found_at_once(
    log_in: Any, curator: Any, searched: str, make: Callable[[], dict[str, Sheet]]
) -> None:
    sheets = make()
    rebuild(KINDS)
    desk, visitor = log_in(curator), Client()
    assert _found(visitor, "formerly") == {searched: 1}

    for kind, sheet in sheets.items():
        preview = upload(desk, kind, as_csv(sheet))
        confirm(desk, preview)

    assert _found(visitor, "formerly") == {}
    assert _found(visitor, "lighthouse") == {searched: 2}
    after = _index()
    rebuild(KINDS)
    assert _index() == after


def test_what_is_looked_at_alone_is_not_found(log_in: Any, curator: Any) -> None:
    desk, before = log_in(curator), _index()

    upload(desk, "organisations", as_csv(_organisations()["organisations"]))

    assert _found(desk, "lighthouse") == {}
    assert _index() == before
