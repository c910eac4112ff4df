"""The description for programs: it is whole, every answer is in it, and people can read it, too."""

import json
from importlib import import_module
from typing import Any

import pytest
from django.core.management import call_command

from ledger.models import Entry
from portal.api import throttles
from portal.api.document import document_in
from portal.api.problems import KINDS
from portal.surfaces import SURFACES
from tests import factories


def test_the_description_is_valid_and_nothing_in_it_is_guessed(capsys):
    call_command("spectacular", validate=True, fail_on_warn=True, format="openapi-json")

    made = json.loads(capsys.readouterr().out)
    assert made["openapi"] == "3.1.1"
    assert made["info"]["license"]["name"] == "CC BY 4.0"
    assert len(made["paths"]) == 3 + 2 * len(SURFACES)


@pytest.mark.parametrize("name", sorted(SURFACES))
def test_every_filter_and_every_field_of_a_list_is_described(name):
    made, surface = document_in("en"), SURFACES[name]

    asked = {each["name"] for each in made["paths"][f"/api/v1/{name}/"]["get"]["parameters"]}
    row = made["components"]["schemas"][f"{name.capitalize()}Row"]["properties"]

    filters = set(surface.filter_class.base_filters) - {"order"}
    assert asked == filters | {"fields", "limit", "cursor", "If-None-Match"}
    assert {key: each["description"] for key, each in row.items()} == {
        field.name: str(field.help) for field in surface.fields
    }


def test_a_closed_list_is_named_and_an_open_one_is_not():
    parameters = document_in("en")["paths"]["/api/v1/recommendations/"]["get"]["parameters"]
    schemas = {each["name"]: each["schema"] for each in parameters}

    assert schemas["level"]["items"]["enum"] == ["political", "practical", "unspecified"]
    assert "enum" not in schemas["theme"]["items"]


def test_every_kind_of_problem_is_told_somewhere():
    told = json.dumps(document_in("en")["paths"])

    assert {name for name in KINDS if f"`{name}`" not in told} == {"method"}


@pytest.fixture
def world(representative: Any, monkeypatch: Any) -> dict[str, Any]:
    """Something of each kind, and a token for everything."""
    monkeypatch.setattr(throttles, "REQUESTS_A_MINUTE", 10**9)
    monkeypatch.setattr("portal.api.acting.refuse_hasty", lambda token: None)
    asked = factories.make_recommendation(extracts=[factories.make_extract()])
    factories.make_endorsement(recommendation=asked)
    token = factories.make_token(representative=representative)
    return {"code": asked.code, "asked": asked, "token": token, "by": representative}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "examples",
    [
        pytest.param(40, marks=pytest.mark.hold),
        pytest.param(150, marks=pytest.mark.exhaustive),
    ],
)
def test_no_answer_is_a_fault_and_none_is_undocumented(world, examples):
    # Loaded here alone: it takes a second, which no other test should pay for.
    walking = import_module("tests.portal.walking")

    seen = walking.walk(document_in("en"), world, examples)

    assert len(seen) == 4 + 2 * len(SURFACES)
    assert {200, 400} <= seen["GET /api/v1/recommendations/"]
    assert {201, 404, 422} <= seen["POST /api/v1/recommendations/{code}/endorsement/"]
    assert {204, 404} <= seen["DELETE /api/v1/recommendations/{code}/endorsement/"]
    assert Entry.objects.filter(source="api").exists()


def test_people_read_the_description_on_a_page_in_their_language(client, db):
    english = client.get("/api/v1/", headers={"Accept": "text/html"})
    french = client.get("/api/v1/", headers={"Accept": "text/html", "Accept-Language": "fr"})
    shown = english.content.decode()

    assert english["Content-Type"].startswith("text/html")
    for name in SURFACES:
        assert f"curl &#x27;http://testserver/api/v1/{name}/?limit=10&amp;fields=" in shown
    for kind in KINDS:
        assert f'id="{kind}"' in shown
    assert "-H &#x27;Idempotency-Key: 5d0c9a3e-act-1&#x27;" in shown
    assert "$(" not in shown
    assert "<script" not in shown
    assert "style=" not in shown
    assert 'lang="fr"' in french.content.decode()
    assert "Accept" in english["Vary"]


def test_a_program_at_the_same_address_is_led_to_the_lists(client, db):
    told = client.get("/api/v1/", headers={"Accept": "application/json"}).json()

    assert told["schema"] == "http://testserver/api/v1/schema/"
    assert set(told["lists"]) == set(SURFACES)
    assert client.get(told["schema"]).json() == document_in("en")
