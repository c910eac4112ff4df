"""Lists taken away: what a file holds, who gets what, and what happens when it breaks."""

import csv
import json
import subprocess
import sys
from io import BytesIO, StringIO
from itertools import product
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.writers import FORMATS
from portal.surfaces import SURFACES
from portal.views import exports
from recommendations.catalogue import RECOMMENDATIONS
from tests import factories

pytestmark = pytest.mark.hold

ADDRESS = "/recommendations/export"


@pytest.fixture
def two(db: Any) -> list[Any]:
    return [
        factories.make_recommendation(level=level, extracts=[factories.make_extract()])
        for level in ("practical", "political")
    ]


def _codes(content: bytes) -> list[str]:
    return [row["code"] for row in csv.DictReader(StringIO(content.decode("utf-8-sig")))]


def _status(client: Any) -> int:
    """Return the status of the answer, read to its end."""
    answer = client.get(f"{ADDRESS}.csv")
    answer.getvalue()
    return int(answer.status_code)


@pytest.fixture(autouse=True)
def _nothing_under_way() -> None:
    exports._under_way.clear()


@pytest.mark.parametrize(
    ("surface", "ending"),
    [
        pytest.param(*each, marks=[] if each[0] == "recommendations" else pytest.mark.hold)
        for each in product(SURFACES, FORMATS)
    ],
)
def test_every_list_is_taken_away_in_every_kind_of_file(
    two: list[Any], client: Any, surface: str, ending: str
) -> None:
    answer = client.get(f"/{surface}/export.{ending}")
    content = answer.getvalue()

    assert answer.status_code == 200
    assert answer.streaming
    named = answer.headers["Content-Disposition"]
    assert named.startswith(f'attachment; filename="{surface}-20')
    assert named.endswith(f'.{ending}"')
    assert f'/about/using/fields/#{surface}>; rel="describedby"' in answer.headers["Link"]
    assert '<https://creativecommons.org/licenses/by/4.0/>; rel="license"' in answer.headers["Link"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not answer.cookies
    names = [field.name for field in SURFACES[surface].fields]
    if ending == "csv":
        head = content.decode("utf-8-sig").splitlines()[0].split(",")
        assert head == [*names, "taken_at", "licence"]
    if ending == "xlsx":
        sheet = openpyxl.load_workbook(BytesIO(content))[surface]
        assert [cell.value for cell in sheet[1]] == names


def test_a_file_holds_what_the_page_holds_narrowed_in_the_same_way(
    two: list[Any], client: Any
) -> None:
    query = "?level=practical&order=newest&page=7&unheard=of"

    answer = client.get(f"{ADDRESS}.csv{query}")
    about = json.loads(client.get(f"{ADDRESS}.json{query}").getvalue())["about"]

    assert _codes(answer.getvalue()) == [two[0].code]
    assert about["filters"] == [{"filter": "Level", "chosen": "Practical"}]
    assert about["address"].endswith(f"/recommendations/{query}")
    page = client.get("/recommendations/?level=practical&order=newest&page=1&brief=X-01")
    html = page.content.decode()
    for ending in FORMATS:
        assert f'href="{ADDRESS}.{ending}?level=practical"' in html
    assert "Take the one row away:" in html
    assert "Take all 2 away:" in client.get("/recommendations/").content.decode()
    empty = client.get("/recommendations/?q=nothing").content.decode()
    assert f'href="{ADDRESS}.csv' not in empty


def test_a_file_of_an_address_that_asks_for_what_there_is_not_is_refused_not_empty(
    two: list[Any], client: Any
) -> None:
    for method in (client.get, client.head):
        answer = method(f"{ADDRESS}.csv?level=no-such")
        assert answer.status_code == 400
    assert client.get(f"{ADDRESS}.csv?level=no-such").content.startswith(
        b"This address narrows the list by what there is not:\nlevel: "
    )


def test_there_is_no_other_list_and_no_other_kind_of_file(db: Any, client: Any) -> None:
    for address in ("/users/export.csv", "/recommendations/export.exe", "/comments/export.json"):
        assert client.get(address).status_code == 404
    assert client.post(f"{ADDRESS}.csv").status_code == 405


def test_whoever_asks_only_what_it_is_reads_no_row(two: list[Any], client: Any) -> None:
    with CaptureQueriesContext(connection) as queries:
        answer = client.head(f"{ADDRESS}.xlsx")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == FORMATS["xlsx"].media_type
    assert not [each for each in queries if "kept_text" in each["sql"]]


def test_what_is_seen_by_one_who_is_logged_in_is_kept_by_no_cache(
    two: list[Any], log_in: Any, curator: Any, client: Any
) -> None:
    visitors = client.get(f"{ADDRESS}.csv")
    assert visitors.headers["Cache-Control"] == "no-cache"

    own = log_in(curator).get(f"{ADDRESS}.csv")
    assert {"private", "no-store"} <= set(own.headers["Cache-Control"].split(", "))
    assert _codes(own.getvalue()) == _codes(visitors.getvalue())


def test_a_file_holds_what_its_reader_may_see_and_nothing_else(
    two: list[Any], log_in: Any, curator: Any, client: Any
) -> None:
    hidden = two[0].consultation
    type(hidden).objects.filter(pk=hidden.pk).update(state="draft")
    visitors = _codes(client.get(f"{ADDRESS}.csv").getvalue())

    assert visitors == [two[1].code]
    own = _codes(log_in(curator).get(f"{ADDRESS}.csv").getvalue())
    assert own == [row.code for row in two]


def test_whoever_takes_too_many_files_waits(two: list[Any], client: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(exports, "_MOST", 2)
    statuses = [_status(client) for _each in range(3)]
    elsewhere = client.get(f"{ADDRESS}.csv", REMOTE_ADDR="198.51.100.7")

    assert statuses == [200, 200, 429]
    assert client.get(f"{ADDRESS}.csv").headers["Retry-After"] == "600"
    assert elsewhere.status_code == 200
    assert client.head(f"{ADDRESS}.csv").status_code == 200


def test_files_leave_threads_for_pages(two: list[Any], client: Any) -> None:
    slow = [client.get(f"{ADDRESS}.csv") for _each in range(2)]
    refused = client.get(f"{ADDRESS}.csv")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "60")

    assert slow[0].getvalue()
    assert client.get(f"{ADDRESS}.csv").status_code == 200


def test_colleagues_behind_one_address_have_places_of_their_own(
    two: list[Any], client: Any, log_in: Any, curator: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(exports, "_MOST", 1)
    assert _status(client) == 200

    statuses = [_status(log_in(curator)) for _each in range(2)]

    assert statuses == [200, 429]


@pytest.mark.parametrize("number", [1, 8])
def test_a_file_is_made_with_as_many_questions_however_many_rows_it_has(
    db: Any, client: Any, django_assert_num_queries: Any, number: int
) -> None:
    for _each in range(number):
        factories.make_recommendation(extracts=[factories.make_extract()])

    # One for each kind of thing that belongs to a row; the rest take one of the person's places.
    with django_assert_num_queries(19):
        content = client.get(f"{ADDRESS}.csv").getvalue()
    assert len(_codes(content)) == number


def test_a_fault_on_the_way_breaks_the_download(
    two: list[Any], client: Any, monkeypatch: Any
) -> None:
    """Whoever serves ends the connection without the last chunk where a fault comes through."""

    def values(self: Any, row: Any) -> dict[str, Any]:
        if row.code == two[1].code:
            raise ConnectionError
        return {field.name: field.value(row) for field in self.fields}

    monkeypatch.setattr(type(RECOMMENDATIONS), "values", values)
    for ending in FORMATS:
        answer = client.get(f"{ADDRESS}.{ending}")
        with pytest.raises(ConnectionError):
            answer.getvalue()


def test_a_file_of_a_demonstration_says_that_it_is_invented(
    two: list[Any], client: Any, settings: Any
) -> None:
    settings.DEMO = True

    rows = csv.DictReader(StringIO(client.get(f"{ADDRESS}.csv").getvalue().decode("utf-8-sig")))

    assert all(row["notice"].startswith("A demonstration: ") for row in rows)


def test_the_field_guide_explains_every_field_of_every_list(db: Any, client: Any) -> None:
    html = client.get("/about/using/fields/").content.decode()

    for surface in SURFACES.values():
        assert f'<section class="mb-5" id="{surface.name}"' in html
        for field in surface.fields:
            assert f"<code>{field.name}</code>" in html
    assert '"/about/using/fields/"' in client.get("/about/using/").content.decode()


@pytest.mark.hold
def test_web_workers_load_nothing_that_makes_office_files() -> None:
    """What they write themselves is small; the rest runs in programs of its own."""
    program = (
        "import django; django.setup();"
        "from django.urls import get_resolver; get_resolver().url_patterns;"
        "import sys; print([each for each in ('docx', 'typst', 'pypdf') if each in sys.modules])"
    )
    command = [sys.executable, "-c", program]
    root = Path(__file__).parents[2]
    made = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)

    assert made.stdout.strip() == "[]"
