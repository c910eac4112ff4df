"""What programs read: the lists of the pages, as a visitor, a page at a time."""

from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError, connection
from django.http import QueryDict
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from portal.api import middleware, throttles
from portal.api.cursors import cursor_after
from portal.api.document import document_in
from portal.surfaces import SURFACES
from tests import factories

pytestmark = pytest.mark.django_db
LISTS = sorted(SURFACES)
AT = "/api/v1/"
PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def made(around_all: None) -> Any:
    """Two of each kind of thing, and one that nobody is to see; return one that is asked."""
    for level in ("practical", "political"):
        extract = factories.make_extract()
        asked = factories.make_recommendation(extracts=[extract], level=level)
        factories.make_endorsement(recommendation=asked)
    factories.make_draft()
    factories.make_document(state="review")
    factories.make_organisation(is_listed=False)
    return asked


@pytest.fixture
def record(made: Any, db: None) -> Any:
    return made


def _read(client: Client, name: str, **query: Any) -> Any:
    answer = client.get(f"{AT}{name}/", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def _wrong(answer: Any) -> list[str]:
    """Return the parameters that the answer finds fault with."""
    assert answer.status_code == 400
    assert answer["Content-Type"] == PROBLEM
    answers = document_in("en")["paths"][f"{AT}recommendations/"]["get"]["responses"]
    assert PROBLEM in answers["400"]["content"]
    assert answer.json()["type"] == "http://testserver/api/v1/#unanswerable-question"
    return [each["parameter"] for each in answer.json()["errors"]]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_holds_what_a_visitor_may_see_with_every_field(client, record, curator, name):
    surface = SURFACES[name]
    client.force_login(curator, backend="django.contrib.auth.backends.ModelBackend")

    page = _read(client, name)

    visible = Client().get(surface.get_absolute_url())
    assert visible.status_code == 200
    assert page["count"] == len(page["results"]) > 1
    assert page["next"] is None
    assert page["licence"].startswith("https://creativecommons.org/")
    assert "notice" not in page
    assert [*page["results"][0]] == [field.name for field in surface.fields]


@pytest.mark.parametrize("name", LISTS)
def test_pages_follow_each_other_and_give_each_row_once(client, record, name):
    whole = _read(client, name)["results"]

    paged, address = [], f"{AT}{name}/?limit=1"
    while address:
        page = client.get(address).json()
        assert len(page["results"]) == 1
        assert page["count"] == len(whole)
        paged += page["results"]
        address = page["next"]

    assert paged == whole


@pytest.mark.parametrize("name", LISTS)
def test_each_row_has_an_address_by_what_it_is_called(client, record, name):
    surface = SURFACES[name]
    row = _read(client, name)["results"][0]
    identity = surface.rows(AnonymousUser()).order_by(surface.identity).first()

    one = client.get(f"{AT}{name}/{getattr(identity, surface.identity)}/")

    assert one.json() == row


def test_only_the_fields_asked_for_are_answered(client, record):
    page = _read(client, "recommendations", fields="title,code", limit=1)
    one = client.get(f"{AT}recommendations/{record.code}/", {"fields": ["title", "code"]})

    assert set(page["results"][0]) == {"code", "title"}
    assert one.json() == {"code": record.code, "title": record.title}


def test_the_filters_are_those_of_the_page(client, record):
    found = _read(client, "recommendations", level="political")

    assert [each["level"] for each in found["results"]] == ["political"]
    assert found["count"] == 1


@pytest.mark.parametrize(
    ("query", "parameters"),
    [
        ("thme=data", ["thme"]),
        ("theme=no-such", ["theme"]),
        ("level=odd&theme=no-such", ["level", "theme"]),
        ("fields=code,odd", ["fields"]),
        ("fields=", ["fields"]),
        ("order=newest&page=2", ["order", "page"]),
        ("limit=0", ["limit"]),
        ("limit=101", ["limit"]),
        ("limit=-1", ["limit"]),
        ("limit=٣", ["limit"]),
        ("q=a%00b", ["q"]),
        ("cursor=odd", ["cursor"]),
        (f"cursor={cursor_after('a' * 400)}", ["cursor"]),
        (f"cursor={cursor_after('a' + chr(0))}", ["cursor"]),
        ("cursor=W10", ["cursor"]),
        ("format=api", ["format"]),
    ],
)
def test_a_question_that_is_not_well_formed_names_its_parameter(client, query, parameters):
    assert sorted(_wrong(client.get(f"{AT}recommendations/?{query}"))) == parameters


def test_the_schema_and_a_row_take_no_filters(client, record):
    assert _wrong(client.get(f"{AT}schema/?level=odd")) == ["level"]
    assert _wrong(client.get(f"{AT}recommendations/{record.code}/?level=odd")) == ["level"]


def test_a_list_takes_the_same_queries_however_many_rows_and_however_deep(client, record, number):
    for _each in range(number):
        asked = factories.make_recommendation(extracts=[factories.make_extract()])
        factories.make_endorsement(recommendation=asked)
    counted = {}

    for name in LISTS:
        with CaptureQueriesContext(connection) as first:
            page = _read(client, name, limit=1)
        with CaptureQueriesContext(connection) as whole:
            _read(client, name)
        with CaptureQueriesContext(connection) as deep:
            assert client.get(page["next"]).json()["results"]
        counted[name] = [len(first), len(whole), len(deep)]

    assert counted == {name: [QUERIES[name]] * 3 for name in LISTS}


# The rows, their number, and one for each kind of thing that hangs on them.
QUERIES = {"documents": 2, "extracts": 8, "organisations": 2, "recommendations": 8}


def _combinations(name: str) -> list[dict[str, Any]]:
    """Return questions to the list: each value of each facet, each two of them, and some words."""
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    facets = SURFACES[name].filtered(QueryDict(), request).facets
    singles = [{key: value} for key, facet in facets.items() for value in [*facet.offered][:2]]
    singles += [{"q": "harbour"}, {"q": "nowhere"}]
    pairs = [left | right for left, right in product(singles, singles) if [*left] < [*right]]
    return [{}, *singles, *pairs]


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("recommendations", 3),
        *(pytest.param(name, None, marks=pytest.mark.hold) for name in LISTS),
    ],
)
def test_the_total_is_that_of_the_page_for_every_combination_of_filters(
    client, record, name, most, monkeypatch
):
    monkeypatch.setattr(throttles, "REQUESTS_A_MINUTE", 10_000)
    factories.make_recommendation(level="unspecified")
    different, combinations = [], _combinations(name)

    for query in combinations[:most]:
        page = client.get(SURFACES[name].get_absolute_url(), query).context["page_obj"]
        told = _read(client, name, **query)["count"]
        if told != page.paginator.count:
            different.append((query, page.paginator.count, told))

    assert len(combinations) > 10
    assert not different


def test_what_a_program_has_is_not_sent_again(client, record):
    address = f"{AT}recommendations/{record.code}/"
    first = client.get(address)
    tag = first["ETag"]

    assert first.status_code == 200
    for known in (tag, f'"odd", W/{tag}', "*"):
        again = client.get(address, headers={"If-None-Match": known})
        assert again.status_code == 304
        assert again.content == b""
        assert again["ETag"] == tag
    factories.make_endorsement(recommendation=record)
    changed = client.get(address, headers={"If-None-Match": tag})

    assert changed.status_code == 200
    assert first["Cache-Control"] == "public, no-cache"
    assert "Last-Modified" not in first


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_pages_of_other_sites_may_read_and_nothing_else(client, record, method):
    answer = getattr(client, method)(
        f"{AT}recommendations/", headers={"Origin": "https://elsewhere.example"}
    )

    assert answer.status_code == (204 if method == "options" else 200)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    if method == "options":
        assert answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


def test_whoever_is_logged_in_reads_what_a_visitor_reads(record, curator, representative):
    answers = set()
    for person in (None, curator, representative.user):
        client = Client()
        if person:
            client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        answers.add(client.get(f"{AT}documents/").content)

    assert len(answers) == 1


@pytest.mark.parametrize(
    ("method", "address", "status", "kind"),
    [
        ("get", f"{AT}nothing/", 404, "not-found"),
        ("get", "/api/", 404, "not-found"),
        ("get", f"{AT}recommendations/NO-01/", 404, "not-found"),
        ("post", f"{AT}recommendations/", 405, "method"),
        ("delete", f"{AT}schema/", 405, "method"),
        ("post", AT, 405, "method"),
        ("get", f"{AT}recommendations/a%00b/", 400, "malformed"),
    ],
)
def test_an_error_is_told_as_a_problem_and_never_as_a_page(client, method, address, status, kind):
    answer = getattr(client, method)(address, headers={"Accept": "*/*"})

    assert answer.status_code == answer.json()["status"] == status
    assert answer["Content-Type"] == PROBLEM
    assert answer.json()["type"].endswith(f"/api/v1/#{kind}")
    assert answer.json()["title"]
    assert "Content-Security-Policy" in answer
    assert answer.has_header("Allow") >= (status == 405)


def test_pages_for_people_stay_pages(client):
    assert client.get("/nowhere/")["Content-Type"].startswith("text/html")


def test_who_wants_no_json_is_told(client):
    answer = client.get(f"{AT}recommendations/", headers={"Accept": "text/html"})

    assert (answer.status_code, answer["Content-Type"]) == (406, PROBLEM)


@pytest.mark.parametrize(
    ("fault", "status"), [(OperationalError("locked"), 503), (RuntimeError("a screw"), 500)]
)
def test_a_fault_of_ours_is_told_without_its_words(client, monkeypatch, fault, status):
    def fail(_request: Any) -> None:
        raise fault

    monkeypatch.setattr("portal.api.reading.refuse_many", fail)
    client.raise_request_exception = False

    answer = client.get(f"{AT}recommendations/")

    assert answer.status_code == answer.json()["status"] == status
    assert str(fault) not in answer.content.decode()
    assert answer.headers.get("Retry-After") == ("5" if status == 503 else None)


def test_what_we_do_not_know_is_told_by_the_first_digit_of_its_status():
    assert middleware.kind_of(418).name == "malformed"
    assert middleware.kind_of(507).name == "fault"


def test_an_address_that_asks_too_often_is_told_when_to_come_back(client, monkeypatch):
    monkeypatch.setattr(throttles, "REQUESTS_A_MINUTE", 2)
    throttles.asked[0, "192.0.2.1"] = 9

    answers = [client.get(f"{AT}schema/", REMOTE_ADDR="192.0.2.2") for _each in range(3)]
    another = client.get(f"{AT}schema/", REMOTE_ADDR="192.0.2.3")

    assert [each.status_code for each in answers] == [200, 200, 429]
    assert another.status_code == 200
    assert 1 <= int(answers[2]["Retry-After"]) <= 60
    assert answers[2].json()["type"].endswith("#too-often")
    assert (0, "192.0.2.1") not in throttles.asked


def test_a_demonstration_says_so_to_programs_too(client, record, settings):
    settings.DEMO = True

    answer = client.get(f"{AT}organisations/")

    assert "invented" in answer.json()["notice"]
    assert answer["X-Robots-Tag"] == "noindex"
