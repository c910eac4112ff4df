"""The number beside each choice of each list is the number that the list holds after the click."""

import re
from random import Random
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.test import Client

from portal.surfaces import SURFACES
from recommendations.models import Endorsement
from tests import factories
from tests.portal.asking import at_random, request_of
from tests.portal.crowded import make_crowded
from vocabulary.models import Addressee, Theme

PAGES = {
    "recommendations": "/recommendations/",
    "extracts": "/extracts/",
    "documents": "/documents/",
    "organisations": "/organisations/",
}


def _check(surface: Any, request: Any, query: QueryDict) -> int:
    """Hold every number against the list that it promises; return how many there were."""
    kept = surface.filtered(query, request)
    present = kept.qs.count()
    assert present == len({row.pk for row in kept.qs})
    counts = kept.counts(kept.facets, present)
    for name, values in counts.items():
        for value in values:
            clicked = query.copy()
            clicked.setlist(name, sorted({*query.getlist(name), value.key}))
            found = surface.narrowed(clicked, request).count()
            assert value.number == found, (surface.name, query, name, value)
    _check_what_is_left_out(surface, request, query, counts, present)
    return sum(len(values) for values in counts.values())


def _check_what_is_left_out(
    surface: Any, request: Any, query: QueryDict, counts: Any, present: int
) -> None:
    """A value that is not told of would add nothing."""
    for name, facet in surface.filtered(query, request).facets.items():
        told = {value.key for value in counts[name]}
        for key in set(facet.offered) - told:
            clicked = query.copy()
            clicked.setlist(name, [*query.getlist(name), key])
            expected = present if query.getlist(name) else 0
            assert surface.narrowed(clicked, request).count() == expected, (name, key)


@pytest.mark.parametrize(
    ("seed", "tries"),
    [
        pytest.param(1, 3, marks=pytest.mark.hold),
        *(pytest.param(seed, 25, marks=pytest.mark.exhaustive) for seed in range(2, 6)),
    ],
)
def test_a_number_is_what_the_list_holds_after_the_click(db: Any, seed: int, tries: int) -> None:
    chance = Random(seed)  # noqa: S311 - to try out, not to keep secret
    make_crowded(chance)
    people = [AnonymousUser(), factories.make_staff("curators")]
    own = Endorsement.objects.filter(organisation__is_listed=False).first()
    people += [own.signed_by] if own else []

    for surface in SURFACES.values():
        told = 0
        for turn in range(tries):
            request = request_of(people[turn % len(people)])
            told += _check(surface, request, at_random(surface, request, chance))
        assert told > 3


@pytest.mark.hold
def test_the_page_shows_the_numbers_and_after_a_click_holds_so_many(
    client: Client, db: Any
) -> None:
    make_crowded(Random(7))  # noqa: S311 - to try out, not to keep secret

    for name, address in PAGES.items():
        page = client.get(address)
        shown = re.findall(
            r'name="(\w+)" value="([^"]+)"> [^<]+ <span>(\d+)</span>', page.content.decode()
        )
        assert len(shown) > 5, name
        for facet, value, number in shown[:: len(shown) // 5]:
            clicked = client.get(address, {facet: value})
            assert clicked.context["page_obj"].paginator.count == int(number)


def test_what_nobody_may_know_moves_no_number(client: Client, db: Any) -> None:
    asked = factories.make_recommendation()
    before = client.get("/recommendations/?also=endorser_kind").content
    unnamed = factories.make_endorsement(recommendation=asked)
    Endorsement.objects.filter(pk=unnamed.pk).update(naming="unnamed", named_from=None)
    unlisted = factories.make_representative()
    factories.make_endorsement(recommendation=asked, representative=unlisted)
    type(unlisted.organisation).objects.filter(pk=unlisted.organisation_id).update(is_listed=False)

    for name in ("endorser_kind", "endorser_region", "endorsed_by"):
        page = client.get(f"/recommendations/?also={name}").content.decode()
        assert f'name="{name}"' not in page
    assert b"by-endorser_kind" not in before
    for query in ("endorser_kind=ngo", "endorser_region=011"):
        assert not client.get(f"/recommendations/?{query}").context["page_obj"].object_list


def test_a_wider_theme_keeps_what_has_one_under_it(client: Client, db: Any) -> None:
    wide = Theme.objects.create(name="Work", slug="work")
    narrow = Theme.objects.create(name="Pay", slug="pay", parent=wide)
    asked = factories.make_recommendation()
    asked.themes.add(narrow)
    factories.make_recommendation()

    page = client.get("/recommendations/", {"theme": "work"})

    assert [row.code for row in page.context["page_obj"]] == [asked.code]
    assert "Theme: Work" in page.content.decode()


def test_a_chip_leads_to_the_list_without_it(client: Client, db: Any) -> None:
    factories.make_recommendation(level="practical")

    page = client.get("/recommendations/?level=practical&level=political&q=harbours&page=2")

    chips = {str(way.label): way.address for way in page.context["listing"].chips}
    assert chips == {
        "“harbours”": "?level=practical&level=political",
        "Practical": "?level=political&q=harbours",
        "Political": "?level=practical&q=harbours",
    }


def test_a_long_facet_shows_the_most_used_and_all_when_asked(client: Client, db: Any) -> None:
    for number in range(14):
        asked = factories.make_recommendation()
        asked.themes.add(Theme.objects.create(name=f"Theme {number}", slug=f"theme-{number}"))

    page = client.get("/recommendations/?theme=theme-13").content.decode()
    whole = client.get("/recommendations/?theme=theme-13&also=theme").content.decode()

    assert (page.count('name="theme"'), whole.count('name="theme"')) == (12, 14)
    assert 'href="?theme=theme-13&amp;also=theme#by-theme">2 more</a>' in page
    assert 'value="theme-13" checked' in page


def test_what_is_not_open_is_a_link_away(client: Client, db: Any) -> None:
    factories.make_recommendation()
    page = client.get("/recommendations/?level=practical")
    ways = {str(way.label): way.address for way in page.context["listing"].closed}
    assert ways["Year"] == "?level=practical&also=year#by-year"

    opened = client.get("/recommendations/?also=year").content.decode()

    assert 'name="year" value="2017"> 2017 <span>1</span>' in opened
    assert '<details class="filters" open>' in opened


def test_pages_end_where_they_would_cost_more(client: Client, db: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("catalogue.paging.MOST_PAGES", 1)
    for _each in range(26):
        factories.make_document()

    page = client.get("/documents/?page=900")

    assert page.context["page_obj"].number == 1
    assert "The pages end after the first 25 of 26." in page.content.decode()


@pytest.mark.parametrize("address", PAGES.values())
@pytest.mark.parametrize("number", [1, pytest.param(30, marks=pytest.mark.hold)])
def test_a_list_with_its_open_facets_takes_at_most_eight_queries(
    client: Client, db: Any, django_assert_max_num_queries: Any, address: str, number: int
) -> None:
    for _each in range(number):
        extract = factories.make_extract()
        factories.make_recommendation(extracts=[extract])
    client.get(address)

    with django_assert_max_num_queries(8):
        client.get(f"{address}?kind=ngo&level=practical")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["recommendations", "extracts", "documents"])
def test_what_drafts_alone_have_is_no_choice(name: str, curator: Any) -> None:
    process = factories.make_process(code="HIDDEN", name="Harbour talks")
    consultation = factories.make_consultation(process=process)
    extract = factories.make_extract(
        document=factories.make_document(consultation=consultation, process=process)
    )
    asked_of = Addressee.objects.create(name="Harbour masters", slug="harbour-masters")
    extract.addressees.add(asked_of)
    factories.make_recommendation(consultation=consultation).asked_of.add(asked_of)
    type(consultation).objects.filter(pk=consultation.pk).update(state="draft")

    for query in ("process=HIDDEN", "asked_of=harbour-masters"):
        found = SURFACES[name].filtered(QueryDict(query), request_of(AnonymousUser()))
        if query.partition("=")[0] in found.facets:
            assert not found.form.is_valid()
            assert SURFACES[name].filtered(QueryDict(query), request_of(curator)).form.is_valid()
