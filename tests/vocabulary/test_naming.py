"""Countries, regions and languages are called as the reader's language calls them."""

import json

import pytest
from django.utils.translation import override

from tests.factories import make_organisation
from vocabulary.forms import PlaceField
from vocabulary.models import Country, Region
from vocabulary.naming import language_name, place_name
from vocabulary.trees import region_tree


@pytest.mark.parametrize(
    ("language", "germany", "palestine", "eastern_asia", "oceania"),
    [
        ("en", "Germany", "State of Palestine", "Eastern Asia", "Oceania"),
        ("fr", "Allemagne", "État de Palestine", "Asie orientale", "Océanie"),
        ("es", "Alemania", "Estado de Palestina", "Asia oriental", "Oceanía"),
    ],
)
def test_places_are_called_as_the_united_nations_call_them(
    db, language, germany, palestine, eastern_asia, oceania
):
    with override(language):
        assert str(Country.objects.get(code="DE")) == germany
        assert str(Country.objects.get(code="PS")) == palestine
        assert str(Region.objects.get(code="030")) == eastern_asia
        assert region_tree()["009"].label == oceania


@pytest.mark.parametrize("language", ["fr", "es"])
def test_every_place_has_a_name(db, language):
    codes = [*Country.objects.values_list("code"), *Region.objects.values_list("code")]
    with override(language):
        names = {code: place_name(code) for (code,) in codes}
    assert [code for code, name in names.items() if not name] == []


def test_what_has_no_name_in_the_language_keeps_the_one_on_record():
    with override("fr"):
        assert str(Country(code="XX", name="Nowhere")) == "Nowhere"


@pytest.mark.parametrize(
    ("code", "english", "french"),
    [
        ("zh", "Chinese", "chinois"),
        ("ht", "Haitian Creole", "créole haïtien"),
        ("zh-hans", "Simplified Chinese", "chinois simplifié"),
        ("pt-br", "Brazilian Portuguese", "portugais brésilien"),
        ("en-ht", "English (ht)", "anglais (ht)"),
        ("qqq", "qqq", "qqq"),
    ],
)
def test_a_language_has_a_name_where_there_is_one(code, english, french):
    with override("en"):
        assert language_name(code) == english
    with override("fr"):
        assert language_name(code) == french


def _options(html: str) -> list[str]:
    select = html.partition('name="country"')[2].partition("</select>")[0]
    return [each.partition(">")[2].partition("<")[0] for each in select.split("<option")[1:]]


def test_countries_stand_in_the_order_of_their_names(client, db):
    page = client.get("/organisations/apply/", headers={"accept-language": "fr"})
    _none, *names = _options(page.content.decode())
    at = names.index("Émirats arabes unis")
    assert names[0] == "Afghanistan"
    assert names[at - 1 : at + 2] == ["Égypte", "Émirats arabes unis", "Équateur"]


def test_a_list_is_narrowed_by_places_in_the_readers_language(client, db):
    make_organisation(country_id="DE", region_id="155", languages="zh, ht")
    page = client.get("/organisations/", headers={"accept-language": "fr"}).content.decode()
    for name in ("Allemagne", "Europe occidentale", "Chinois", "Créole haïtien"):
        assert f"{name} <span>1</span>" in page
    assert "Germany" not in page


def test_programs_read_the_same_in_every_language(client, db):
    make_organisation(country_id="DE", region_id="155", languages="zh")
    told = client.get("/organisations/export.json", headers={"accept-language": "fr"})
    (row,) = json.loads(b"".join(told.streaming_content) if told.streaming else told.content)[
        "rows"
    ]
    assert row["region_name"] == "Western Europe"


def test_a_choice_of_places_stands_in_the_order_of_their_names(db):
    countries = Country.objects.filter(code__in=["DE", "DZ", "ZA"])
    field = PlaceField(countries, empty_label=None)
    with_nothing = PlaceField(countries, empty_label="Any")

    with override("fr"):
        names = [str(label) for _key, label in field.choices]
        assert names == ["Afrique du Sud", "Algérie", "Allemagne"]
        assert [str(label) for _key, label in with_nothing.choices] == ["Any", *names]
