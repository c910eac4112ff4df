"""What is public is followed in feeds, page by page to the first entry; nothing else is."""

import re
import xml.etree.ElementTree as ET
from datetime import timedelta
from typing import Any

import feedparser
import pytest
import time_machine
from django.test import Client
from django.utils.http import http_date

from consultations.actions import move_document, publish_consultation
from consultations.models import Document
from ledger.clock import now
from organisations.models import Organisation
from recommendations import actions
from recommendations.terms import Terms
from tests import factories
from vocabulary.models import Theme

pytestmark = [pytest.mark.django_db, pytest.mark.hold]

_ATOM = "{http://www.w3.org/2005/Atom}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def _feed(client: Client, address: str) -> ET.Element:
    answer = client.get(address.removeprefix("http://testserver"))
    assert answer.status_code == 200, address
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.content)  # noqa: S314 - our own


def _entries(feed: ET.Element) -> list[ET.Element]:
    return feed.findall(f"{_ATOM}entry")


def _text(element: ET.Element, name: str) -> str:
    return element.findtext(f"{_ATOM}{name}") or ""


def _link(element: ET.Element, relation: str) -> str | None:
    links = element.findall(f"{_ATOM}link")
    return next((each.get("href") for each in links if each.get("rel") == relation), None)


def _walked(client: Client, address: str, relation: str = "next") -> list[list[str]]:
    """Return the ids on each page, as one follows the links from the page of the address."""
    pages, at = [], address
    while at:
        feed = _feed(client, at)
        pages.append([_text(entry, "id") for entry in _entries(feed)])
        at = _link(feed, relation) or ""
    return pages


def _titles(client: Client, address: str) -> list[str]:
    return [_text(entry, "title") for entry in _entries(_feed(client, address))]


@pytest.fixture
def short_pages(monkeypatch: Any) -> None:
    monkeypatch.setattr("catalogue.following.PAGE", 3)
    for name in ("earlier", "later"):
        function = getattr(__import__("catalogue.following", fromlist=[name]), name)
        monkeypatch.setattr(function, "__defaults__", (*(function.__defaults__ or ())[:-1], 3))


def test_an_entry_says_what_is_asked_since_when_in_which_language_and_under_which_theme(client):
    theme = Theme.objects.create(name="Decent work", slug="decent-work")
    asked = factories.make_recommendation(draft_language="fr", draft_text="Ouvrez les ports.")
    asked.themes.add(theme)
    feed = _feed(client, "/recommendations/feed.atom")
    [entry] = _entries(feed)
    version = f"http://testserver{asked.text.get_absolute_url()}"
    assert _text(entry, "id") == version
    assert _text(entry, "title") == f"{asked.code}: {asked.title}"
    assert _text(entry, "updated") == asked.text.published_at.isoformat()
    content = entry.find(f"{_ATOM}content")
    assert content is not None
    assert (content.get("type"), content.get(_LANGUAGE)) == ("text", "fr")
    assert content.text == "Ouvrez les ports."
    subject = entry.find(f"{_ATOM}category")
    assert subject is not None
    assert (subject.get("term"), subject.get("label")) == ("decent-work", "Decent work")
    assert _text(feed, "id") == "http://testserver/recommendations/feed.atom"
    assert _text(feed, "updated") == _text(entry, "updated")
    assert "CC BY 4.0" in _text(feed, "rights")
    assert _link(feed, "alternate") == "http://testserver/recommendations/"


def test_another_text_is_another_entry(client, curator):
    asked = factories.make_recommendation()
    asked.draft_text = "States should open them at night, too."
    asked.save()
    actions.publish(recommendation=asked, by=curator, note="Plainer.")
    [entry] = _entries(_feed(client, "/recommendations/feed.atom"))
    assert _text(entry, "id").endswith(f"/recommendations/{asked.code}/v2/")
    assert _text(entry, "content") == "States should open them at night, too."


def test_a_feed_is_narrowed_like_the_page_and_says_by_what(client):
    wanted = factories.make_recommendation(level="political")
    factories.make_recommendation(level="practical")
    feed = _feed(client, "/recommendations/feed.atom?level=political&order=newest&page=2&x=1")
    assert [_text(each, "title") for each in _entries(feed)] == [f"{wanted.code}: {wanted.title}"]
    assert _text(feed, "title") == "What is asked: Political · Plenary"
    assert _link(feed, "alternate") == "http://testserver/recommendations/?level=political"
    assert _link(feed, "self") == "http://testserver/recommendations/feed.atom?level=political"
    feed = _feed(client, f"/recommendations/feed.atom?q={wanted.code}")
    assert _text(feed, "title") == f"What is asked: “{wanted.code}” · Plenary"
    assert len(_entries(feed)) == 1
    assert not _entries(_feed(client, "/recommendations/feed.atom?level=no-such"))


@pytest.mark.parametrize("number", [0, 3, 8])
def test_walking_to_the_end_and_back_meets_each_entry_once(client, short_pages, number):
    # Some of one moment, which only their codes tell apart.
    with time_machine.travel(now(), tick=False):
        for _each in range(number // 2):
            factories.make_recommendation()
    for _each in range(number - number // 2):
        factories.make_recommendation()
    pages = _walked(client, "/recommendations/feed.atom")
    met = [each for page in pages for each in page]
    assert len(met) == len(set(met)) == number
    assert all(len(page) <= 3 for page in pages)
    last = _last_page(client, "/recommendations/feed.atom")
    back = _walked(client, last, "previous")
    assert sorted(each for page in back for each in page) == sorted(met)
    assert _link(_feed(client, last), "first") == "http://testserver/recommendations/feed.atom"


def _last_page(client: Client, address: str) -> str:
    at = address
    while following := _link(_feed(client, at), "next"):
        at = following
    return at


def test_what_comes_while_somebody_walks_shifts_nothing(client, short_pages):
    for _each in range(5):
        factories.make_recommendation()
    first = _feed(client, "/recommendations/feed.atom")
    factories.make_recommendation()
    [rest] = _walked(client, _link(first, "next") or "")
    assert len(rest) == 2
    assert not set(rest) & {_text(each, "id") for each in _entries(first)}


@pytest.mark.parametrize("place", ["", "x", "1~0", "1~0~a~b", "9" * 18 + "~0~a", "1~0~%00"])
def test_a_place_that_is_none_is_not_found(client, place):
    for name in ("before", "after"):
        assert client.get(f"/recommendations/feed.atom?{name}={place}").status_code == 404


def test_there_are_feeds_of_lists_alone(client):
    assert client.get("/glossary/feed.atom").status_code == 404
    for name in ("recommendations", "extracts", "documents", "organisations"):
        assert client.get(f"/{name}/feed.atom").status_code == 200


def test_a_feed_that_did_not_change_is_not_sent_again(client):
    factories.make_recommendation()
    first = client.get("/recommendations/feed.atom")
    again = client.get("/recommendations/feed.atom", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    asked = factories.make_recommendation()
    later = client.get("/recommendations/feed.atom", headers={"If-None-Match": first["ETag"]})
    assert asked.code in later.content.decode()


def test_what_is_hidden_is_gone_at_once_also_for_one_who_asks_what_is_new(client, curator):
    document = factories.make_document(title="On quays")
    first = client.get("/documents/feed.atom")
    assert b"On quays" in first.content
    move_document(document=document, state="withheld", by=curator, reason="It names people.")
    known = {"If-None-Match": first["ETag"], "If-Modified-Since": http_date()}
    again = client.get("/documents/feed.atom", headers=known)
    assert again.status_code == 200
    assert b"On quays" not in again.content
    assert "Last-Modified" not in again


def test_whoever_asks_gets_what_a_visitor_gets(client, curator, log_in):
    factories.make_document(title="A draft on quays", state="draft")
    shown = factories.make_document(title="On quays")
    visitor = client.get("/documents/feed.atom").content
    assert log_in(curator).get("/documents/feed.atom").content == visitor
    assert client.get(f"/consultations/{shown.consultation.slug}/feed.atom").status_code == 200
    hidden = factories.make_consultation(state="draft")
    assert client.get(f"/consultations/{hidden.slug}/feed.atom").status_code == 404


def test_a_document_is_told_of_when_it_became_public_and_its_embargo_passed(client, curator):
    early = factories.make_document(title="Early", state="draft")
    late = factories.make_document(title="Late", state="draft")
    move_document(document=late, state="public", by=curator)
    move_document(document=early, state="public", by=curator)
    assert _titles(client, "/documents/feed.atom") == ["Early", "Late"]
    over = now() + timedelta(days=1)
    Document.objects.filter(pk=late.pk).update(embargo_until=over)
    assert _titles(client, "/documents/feed.atom") == ["Early"]


def test_a_consultation_is_followed_with_all_that_is_published_in_it(client, curator):
    consultation = factories.make_consultation(state="draft")
    factories.make_session(consultation=consultation, title="Ports")
    publish_consultation(consultation=consultation, by=curator)
    factories.make_document(consultation=consultation, title="On quays", text_basis="paraphrase")
    asked = factories.make_recommendation(consultation=consultation)
    factories.make_recommendation()
    place = f"{consultation.get_absolute_url()}feed.atom"
    assert _titles(client, place) == [
        f"{asked.code}: {asked.title}",
        "On quays",
        "Session 1: Ports",
    ]


def test_pages_of_several_kinds_are_walked_through_as_one(client, short_pages):
    consultation = factories.make_consultation()
    with time_machine.travel(now(), tick=False):
        for number in range(1, 5):
            factories.make_session(consultation=consultation, number=number)
            factories.make_document(consultation=consultation)
            factories.make_recommendation(consultation=consultation)
    place = f"{consultation.get_absolute_url()}feed.atom"
    met = [each for page in _walked(client, place) for each in page]
    back = _walked(client, _last_page(client, place), "previous")
    assert len(met) == len(set(met)) == 12
    assert [each for page in reversed(back) for each in page] == met


def test_an_organisation_is_followed_by_what_it_says_in_its_own_name(client, representative):
    named, unnamed = (factories.make_recommendation() for _each in range(2))
    by = {"by": representative}
    actions.sign(
        recommendation=named,
        fingerprint=named.text.fingerprint,
        terms=Terms(reservation="But not at night."),
        **by,
    )
    terms = Terms("unnamed")
    actions.sign(recommendation=unnamed, fingerprint=unnamed.text.fingerprint, terms=terms, **by)
    factories.make_comment("pending", recommendation=named, representative=representative)
    said = factories.make_comment(representative=representative, text="Well said.")
    place = f"{representative.organisation.get_absolute_url()}feed.atom"
    feed = _feed(client, place)
    assert [_text(each, "title") for each in _entries(feed)] == [
        f"Supports: {said.title}",
        f"Endorses {named.code}: {named.title}",
    ]
    comment, endorsement = _entries(feed)
    assert _text(comment, "content") == "Well said."
    assert _text(endorsement, "content") == "But not at night."
    assert unnamed.code not in ET.tostring(feed, encoding="unicode")
    Organisation.objects.filter(pk=representative.organisation_id).update(is_listed=False)
    assert client.get(place).status_code == 404


def test_unnamed_signatures_move_nothing_in_a_feed(client, representative):
    factories.make_recommendation()
    unnamed = factories.make_recommendation()
    places = [
        "/recommendations/feed.atom",
        f"{representative.organisation.get_absolute_url()}feed.atom",
        f"{unnamed.consultation.get_absolute_url()}feed.atom",
        "/organisations/feed.atom",
    ]
    before = [client.get(place).content for place in places]
    terms = Terms("unnamed")
    text = unnamed.text.fingerprint
    actions.sign(recommendation=unnamed, by=representative, fingerprint=text, terms=terms)
    assert [client.get(place).content for place in places] == before


def test_a_speaker_is_followed_by_appearances_and_what_was_delivered(client):
    session = factories.make_session(title="Ports")
    appearance = factories.make_appearance(consultation=session.consultation, session=session)
    factories.make_appearance(speaker=appearance.speaker, body="", position="")
    draft = factories.make_consultation(state="draft")
    factories.make_appearance(speaker=appearance.speaker, consultation=draft)
    factories.make_document(title="On quays", delivered_by=appearance, date=None)
    factories.make_extract(voice_appearance=appearance)
    factories.make_extract()
    titles = _titles(client, f"{appearance.speaker.get_absolute_url()}feed.atom")
    assert len(titles) == 4
    assert titles[:2] == ["Recommendation: Open the harbours for longer", "On quays"]
    assert any(title.endswith("Ports") for title in titles)


def test_extracts_and_organisations_are_followed_too(client):
    theme = Theme.objects.create(name="Decent work", slug="decent-work")
    extract = factories.make_extract()
    extract.themes.add(theme)
    body = factories.make_organisation(country_id="AT")
    plain = factories.make_organisation(status="recorded", region_id=None)
    [entry] = _entries(_feed(client, "/extracts/feed.atom"))
    assert _text(entry, "title") == "Recommendation: Open the harbours for longer"
    assert _text(entry, "id").endswith(f"#{extract.anchor}")
    assert set(_titles(client, "/organisations/feed.atom")) == {body.name, plain.name}


def test_a_demonstration_says_so_in_its_feeds(client, settings):
    settings.DEMO = True
    assert "invented" in _text(_feed(client, "/recommendations/feed.atom"), "subtitle")


@pytest.mark.parametrize(
    ("odd", "read"),
    [
        ("]]> & <b>bold</b> &amp;", "]]> & <b>bold</b> &amp;"),
        ("bell \x07, escape \x1b and \ufffe end", "bell , escape  and  end"),
        ("ships 🚢 and الميناء \u202e right", "ships 🚢 and الميناء \u202e right"),
    ],
)
def test_odd_signs_break_no_feed(client, odd, read):
    factories.make_recommendation(draft_text=odd)
    [entry] = _entries(_feed(client, "/recommendations/feed.atom"))
    assert _text(entry, "content") == read


@pytest.mark.parametrize("number", [1, 30])
def test_a_feed_asks_as_often_for_one_entry_as_for_many(client, django_assert_num_queries, number):
    consultation = factories.make_consultation()
    for _each in range(number):
        extract = factories.make_extract(
            document=factories.make_document(consultation=consultation)
        )
        factories.make_recommendation(consultation=consultation, extracts=[extract])
    counts = {"recommendations": 7, "extracts": 7, "documents": 1}
    for name, queries in counts.items():
        with django_assert_num_queries(queries):
            client.get(f"/{name}/feed.atom")
    with django_assert_num_queries(9):
        client.get(f"{consultation.get_absolute_url()}feed.atom")


@pytest.mark.hold
def test_a_feed_reader_reads_every_feed(client):
    extract = factories.make_extract()
    asked = factories.make_recommendation(
        extracts=[extract], consultation=extract.document.consultation
    )
    endorsement = factories.make_endorsement(recommendation=asked)
    appearance = factories.make_appearance(consultation=asked.consultation)
    places = [
        *(f"/{name}/" for name in ("recommendations", "extracts", "documents", "organisations")),
        asked.consultation.get_absolute_url(),
        endorsement.organisation.get_absolute_url(),
        appearance.speaker.get_absolute_url(),
    ]
    for place in places:
        read = feedparser.parse(client.get(f"{place}feed.atom").content)
        assert not read.bozo, place
        assert read.version == "atom10"
        assert read.entries, place
        for entry in read.entries:
            assert entry.id.startswith("http://testserver/")
            assert entry.link.startswith("http://testserver/")
            assert entry.updated_parsed
            assert entry.title
        assert re.match("http://testserver/", read.feed.id)
