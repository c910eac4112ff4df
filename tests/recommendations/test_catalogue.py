"""Recommendations as they are taken away: every field, and nothing that the person may not see."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.test import RequestFactory

from catalogue.keyset import in_pages
from recommendations.catalogue import RECOMMENDATIONS
from tests import factories

VISITOR = AnonymousUser()


def _values(user: Any = VISITOR) -> list[dict[str, Any]]:
    rows = RECOMMENDATIONS.ready(RECOMMENDATIONS.rows(user), user)
    return [RECOMMENDATIONS.values(row) for row in rows]


def _request() -> Any:
    request = RequestFactory().get("/")
    request.user = VISITOR
    return request


def test_a_row_says_what_is_asked_and_where_it_stands(db: Any) -> None:
    extract = factories.make_extract(voice_kind="chair")
    asked = factories.make_recommendation(extracts=[extract])
    factories.make_endorsement(recommendation=asked)

    [row] = _values()

    assert row["code"] == asked.code
    assert row["address"].startswith("http")
    assert row["address"].endswith(f"/recommendations/{asked.code}/")
    assert row["version_address"].endswith(f"/recommendations/{asked.code}/v1/")
    assert row["text"] == asked.text.text
    assert (row["endorsements"], row["named_endorsements"]) == (1, 1)
    assert row["asked_by"] == ["chair"]
    assert row["sources"] == [extract.public_id]
    assert row["session"] is None


def test_drafts_are_not_listed_even_for_a_curator(curator: Any) -> None:
    factories.make_draft()

    assert _values(curator) == []


def test_a_source_under_embargo_is_in_no_row(db: Any) -> None:
    hidden = factories.make_document(state="review")
    factories.make_recommendation(extracts=[factories.make_extract(document=hidden)])

    [row] = _values()

    assert (row["sources"], row["asked_by"]) == ([], [])


def test_only_the_fields_asked_for_are_given(db: Any) -> None:
    factories.make_recommendation()
    row = RECOMMENDATIONS.ready(RECOMMENDATIONS.rows(VISITOR), VISITOR).get()

    assert list(RECOMMENDATIONS.values(row, ["title", "code"])) == ["code", "title"]


def test_a_query_narrows_as_on_the_page_and_a_malformed_one_keeps_nothing(db: Any) -> None:
    wanted = factories.make_recommendation(level="practical")
    factories.make_recommendation(level="political")

    narrowed = RECOMMENDATIONS.narrowed(QueryDict("level=practical"), _request())

    assert [row.pk for row in narrowed] == [wanted.pk]
    assert not RECOMMENDATIONS.narrowed(QueryDict("level=no-such"), _request()).exists()
    assert RECOMMENDATIONS.get_absolute_url() == "/recommendations/"


@pytest.mark.parametrize("number", [1, 8])
def test_pages_by_key_take_queries_by_the_page_not_by_the_row(
    django_assert_num_queries: Any, db: Any, number: int
) -> None:
    for _each in range(number):
        factories.make_recommendation(extracts=[factories.make_extract()])

    with django_assert_num_queries(6):
        pages = in_pages(
            RECOMMENDATIONS.rows(VISITOR), lambda rows: RECOMMENDATIONS.ready(rows, VISITOR)
        )
        values = [RECOMMENDATIONS.values(row) for row in pages]

    assert len(values) == number


def test_pages_by_key_give_each_row_once(db: Any) -> None:
    made = [factories.make_recommendation().pk for _each in range(5)]

    pages = in_pages(RECOMMENDATIONS.rows(VISITOR), lambda rows: rows, size=2)

    assert [row.pk for row in pages] == sorted(made)
