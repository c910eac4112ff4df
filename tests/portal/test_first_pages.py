import re

import pytest
from django.apps.registry import Apps

from portal.models import AboutPage
from portal.pages import put_first_pages
from tests.reading_pages import main_of


def test_an_installation_begins_with_the_pages_that_its_footer_leads_to(client, db):
    for address in ("/about/", "/about/endorsing/", "/about/verified/", "/about/using/"):
        assert client.get(address).status_code == 200
    assert "demonstration" not in AboutPage.objects.get(slug="about", language="en").text


SLUGS = ("about", "endorsing", "verified", "using", "reflected", "privacy")


@pytest.mark.parametrize("language", ["fr", "es"])
@pytest.mark.parametrize("slug", SLUGS)
def test_each_stands_in_every_language_with_the_same_sections(db, slug, language):
    first = AboutPage.objects.get(slug=slug, language="en")
    other = AboutPage.objects.get(slug=slug, language=language)
    for sign in ("\n## ", "\n- ", "\n\n", "**"):
        assert other.text.count(sign) == first.text.count(sign)
    assert other.title != first.title


def test_what_a_curator_wrote_anew_is_not_put_beside_it_as_it_was_in_other_languages(db):
    AboutPage.objects.filter(slug="using").exclude(language="en").delete()
    AboutPage.objects.filter(slug="using").update(text="Ours.")

    put_first_pages()

    assert AboutPage.objects.get(slug="using").text == "Ours."


def test_what_stands_as_it_was_gets_its_other_languages(db):
    AboutPage.objects.exclude(language="en").delete()

    put_first_pages()

    assert AboutPage.objects.filter(slug="using").count() == 3


def test_the_page_on_using_the_record_leads_to_every_way_of_taking_it_away(client, db):
    main = main_of(client, "/about/using/")
    ways = ("fields/", "data/")
    addresses = {f"/about/using/{way}" for way in ways}
    addresses |= {"/consultations/calendar.ics", "/calendar/", "/api/v1/"}

    assert addresses <= set(re.findall(r'href="(/[^"]*)"', main))
    for address in addresses - {"/calendar/"}:
        assert client.get(address, headers={"Accept": "text/html"}).status_code == 200


def test_what_a_curator_wrote_stays_and_what_is_missing_comes_back(db):
    AboutPage.objects.filter(slug="using").update(text="Ours.")
    AboutPage.objects.filter(slug="privacy").delete()

    put_first_pages()

    assert set(AboutPage.objects.filter(slug="using").values_list("text")) == {("Ours.",)}
    assert AboutPage.objects.count() == 18


def test_a_migration_that_stops_before_there_are_pages_is_told():
    with pytest.raises(LookupError):
        put_first_pages(registry=Apps())
