"""Search engines are led to every page that a visitor may see, and to no other."""

import re
from typing import Any

import pytest
from django.test import Client

from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.hold]


def _addresses(client: Client, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert answer["Content-Type"] == "application/xml; charset=utf-8"
    return re.findall(r"<loc>http://testserver(.*?)</loc>", answer.content.decode())


def _all(client: Client) -> list[str]:
    return [
        each for part in _addresses(client, "/sitemap.xml") for each in _addresses(client, part)
    ]


def test_every_page_that_is_named_answers_and_asks_to_be_found(client):
    extract = factories.make_extract()
    asked = factories.make_recommendation(extracts=[extract])
    session = factories.make_session()
    speaker = factories.make_appearance().speaker
    frozen = factories.make_frozen_list()
    named = _all(client)
    wanted = [asked, asked.text, asked.consultation, session, extract.document, speaker, frozen]
    assert {each.get_absolute_url() for each in wanted} <= set(named)
    assert {"/", "/about/", "/glossary/", "/recommendations/"} <= set(named)
    assert len(named) == len(set(named))
    for address in named:
        page = client.get(address)
        assert page.status_code == 200, address
        assert b'content="index, follow"' in page.content, address


def test_what_is_hidden_is_not_named(client, representative):
    draft = factories.make_consultation(state="draft")
    session = factories.make_session(consultation=draft)
    document = factories.make_document(state="draft")
    hidden = factories.make_organisation(is_listed=False, slug="o-hidden")
    named = " ".join(_all(client))
    for row in (draft, session, document, hidden):
        assert row.get_absolute_url() not in named
    assert representative.organisation.get_absolute_url() in named


def test_large_sections_come_in_parts(client, monkeypatch: Any):
    monkeypatch.setattr("portal.sitemap.MOST", 2)
    made = [factories.make_organisation() for _each in range(5)]
    parts = [each for each in _addresses(client, "/sitemap.xml") if "organisations" in each]
    assert parts == [f"/sitemap-organisations-{number}.xml" for number in (1, 2, 3)]
    named = [each for part in parts for each in _addresses(client, part)]
    assert named == [each.get_absolute_url() for each in made]
    assert sum("/glossary/" in _addresses(client, f"/sitemap-pages-{n}.xml") for n in (1, 2)) == 1


@pytest.mark.parametrize("part", ["no-such-1", "speakers-0", "speakers-2", "speakers-" + "9" * 30])
def test_there_is_no_part_beyond_the_last(client, part):
    assert client.get(f"/sitemap-{part}.xml").status_code == 404


def test_a_document_says_since_when_it_is_public_and_others_say_nothing(client):
    document = factories.make_document()
    text = client.get("/sitemap-documents-1.xml").content.decode()
    day = document.history.earliest().history_date.date().isoformat()
    assert f"<lastmod>{day}T" in text
    assert "lastmod" not in client.get("/sitemap-consultations-1.xml").content.decode()


def test_robots_are_told_of_the_map_but_for_a_demonstration(client, settings):
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").content.decode()
    settings.DEMO = True
    robots = client.get("/robots.txt").content.decode()
    assert "Sitemap" not in robots
    assert "Disallow: /\n" in robots
