"""Every list as it is taken away: whole rows, in a number of queries that does not grow."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.test import RequestFactory

from catalogue.fields import Kind
from catalogue.keyset import in_pages
from portal.surfaces import SURFACES
from tests import factories
from vocabulary.models import Theme

VISITOR = AnonymousUser()
# Pages take one query for the rows, and one for each kind of thing that belongs to them.
QUERIES = {"recommendations": 6, "extracts": 7, "documents": 2, "organisations": 1}
PLAIN = {
    Kind.TEXT: str,
    Kind.CODE: str,
    Kind.TEXTS: list,
    Kind.NUMBER: int,
    Kind.FLAG: bool,
    Kind.DAY: date,
    Kind.ADDRESS: str,
}


def _rows(name: str, user: Any = VISITOR) -> list[dict[str, Any]]:
    surface = SURFACES[name]
    pages = in_pages(surface.rows(user), lambda rows: surface.ready(rows, user))
    return [surface.values(row) for row in pages]


def _make_one() -> None:
    session = factories.make_session()
    older = factories.make_document(consultation=session.consultation)
    document = factories.make_document(
        consultation=session.consultation, session=session, replaces=older
    )
    extract = factories.make_extract(document=document)
    extract.themes.add(Theme.objects.get_or_create(name="Ports", slug="ports")[0])
    asked = factories.make_recommendation(consultation=session.consultation, extracts=[extract])
    factories.make_endorsement(recommendation=asked)


@pytest.mark.parametrize("name", SURFACES)
@pytest.mark.parametrize("number", [1, 4])
def test_each_list_is_read_with_the_same_queries_for_one_row_and_for_many(
    db: Any, django_assert_num_queries: Any, name: str, number: int
) -> None:
    for _each in range(number):
        _make_one()

    with django_assert_num_queries(QUERIES[name]):
        rows = _rows(name)

    assert len(rows) >= number
    identities = [row[SURFACES[name].identity] for row in rows]
    assert len(set(identities)) == len(identities)


@pytest.mark.parametrize("name", SURFACES)
def test_each_field_holds_a_plain_value_of_its_kind(db: Any, name: str) -> None:
    _make_one()

    for row in _rows(name):
        for field in SURFACES[name].fields:
            value = row[field.name]
            expected = PLAIN.get(field.kind)
            assert value is None or expected is None or isinstance(value, expected), field.name
            assert field.label
            assert field.help


def test_an_extract_says_what_was_said_in_which_words_and_what_is_asked_for_it(db: Any) -> None:
    _make_one()

    [row] = _rows("extracts")

    assert row["words"] == ["asked for longer opening hours"]
    assert row["paragraphs"] == ["paragraph 1"]
    assert row["themes"] == ["ports"]
    assert row["recommendations"] == [_rows("recommendations")[0]["code"]]
    assert f"?at=e-{row['public_id']}#e-{row['public_id']}" in row["address"]


def test_an_older_edition_that_is_withheld_is_not_named_by_the_newer(db: Any) -> None:
    older = factories.make_document(state="review")
    factories.make_document(consultation=older.consultation, replaces=older)

    [row] = _rows("documents")

    assert row["replaces"] is None


def test_an_organisation_that_is_not_listed_is_taken_away_by_nobody(db: Any) -> None:
    own = factories.make_representative()
    factories.make_organisation(status="recorded")
    type(own.organisation).objects.filter(pk=own.organisation_id).update(is_listed=False)

    for user in (VISITOR, own.user, factories.make_staff("curators")):
        assert [row["standing"] for row in _rows("organisations", user)] == ["recorded"]


@pytest.mark.parametrize("name", ["extracts", "documents"])
def test_the_oldest_may_come_first(client: Any, db: Any, name: str) -> None:
    new, old = (factories.make_document(date=date(year, 5, 1)) for year in (2019, 2016))
    for document in (new, old):
        factories.make_extract(document=document)

    page = client.get(f"/{name}/?order=oldest").content.decode()

    assert 0 < page.index(old.get_absolute_url()) < page.index(new.get_absolute_url())


def test_a_list_without_open_facets_counts_none(db: Any) -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    found = SURFACES["documents"].filtered(QueryDict(""), request)

    assert found.counts([], 0) == {}
