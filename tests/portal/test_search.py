"""The page of the one search over everything."""

import pytest
from django.urls import reverse

from consultations.actions import withhold_paragraph
from consultations.models import Extract, Speaker
from portal.searching import KINDS
from recommendations import actions
from search.indexing import rebuild
from tests import factories
from tests.consultations.said import mark
from tests.reading_pages import main_of, part, queries_of, words
from vocabulary.models import Definition, Term

pytestmark = pytest.mark.django_db
SEARCH = "/search/"


@pytest.fixture
def record():
    """Make one of each kind that says “lighthouse”, and nothing else that does."""
    consultation = factories.make_consultation(title="Lighthouse consultation", slug="lights")
    session = factories.make_session(consultation=consultation, title="On lighthouses")
    factories.make_appearance(consultation=consultation, session=session, body="Lighthouse board")
    document = factories.make_document(
        paragraphs=0, consultation=consultation, title="The lighthouses’ report", slug="lit"
    )
    paragraph = factories.make_paragraph(document, 1, text="A lighthouse is <lit> at night.")
    extract = factories.make_extract(
        document=document, paragraph=paragraph, text="Light the lighthouses"
    )
    asked = factories.make_recommendation(
        consultation=consultation, draft_title="Lighthouses for all", extracts=[extract]
    )
    factories.make_translation(version=asked.current_version, title="Lighthouse, lighthouses")
    factories.make_organisation(name="Lighthouse Keepers", slug="keepers")
    term = Term.objects.create(name="lighthouse", slug="lighthouse")
    Definition.objects.create(term=term, text="A light for ships.", authority="Harbour law")
    rebuild(KINDS)
    return consultation


def _groups(client, asked, **query):
    """Return the names of the kinds of which something is shown, each with its hits’ addresses."""
    html = main_of(client, SEARCH, q=asked, **query)
    groups = {}
    for section in html.split('<section class="found"')[1:]:
        name = words(part(section, "<h2", "</h2>").partition(">")[2])
        hits = section.split('<article class="hit">')[1:]
        groups[name] = [part(hit, 'href="', '"') for hit in hits]
    return groups


def test_one_search_finds_every_kind_of_record_and_leads_to_the_very_place(client, record):
    found = _groups(client, "lighthouses")
    [extract] = Extract.objects.all()

    assert found == {
        "What is asked 1": [f"/recommendations/{record.code}-01/"],
        "What is asked, in translation 1": [f"/recommendations/{record.code}-01/#in-fr"],
        "What was said 1": [f"/documents/lit/?at={extract.anchor}#{extract.anchor}"],
        "Paragraphs 1": ["/documents/lit/?at=p1#p1"],
        "Documents 1": ["/documents/lit/"],
        "Consultations 1": ["/consultations/lights/"],
        "Sessions 1": ["/consultations/lights/sessions/1/"],
        "Speakers 1": [Speaker.objects.get().get_absolute_url()],
        "Organisations 1": ["/organisations/keepers/"],
        "Glossary 1": ["/glossary/#term-lighthouse"],
    }


def test_what_was_looked_for_is_marked_in_the_language_of_the_text_and_nothing_runs(client, record):
    html = main_of(client, SEARCH, q="lighthouse", kind="paragraph")
    hit = part(html, '<article class="hit">', "</article>")

    assert ">The lighthouses’ report, paragraph 1</a>" in hit
    assert '<p lang="en" dir="auto">A <mark>lighthouse</mark> is &lt;lit&gt; at night.</p>' in hit


def test_what_was_said_stands_with_its_words_in_the_source_as_far_as_one_may_read_them(
    client, log_in, curator
):
    document = factories.make_document(paragraphs=0, language="fr")
    said = ["Le phare nord reste allumé.", "Le phare sud reste allumé."]
    first, second = (factories.make_paragraph(document, at, text=said[at]) for at in range(2))
    extract = factories.make_extract(document=document, paragraph=first, text="Lit phares")
    mark(extract, second, said[1])
    rebuild(KINDS)

    def shown():
        html = main_of(client, SEARCH, q="phare", kind="extract")
        return part(html, 'lang="fr" dir="auto">', "</p>")

    assert shown() == (
        "participants: Le <mark>phare</mark> nord reste allumé."
        " … Le <mark>phare</mark> sud reste allumé."
    )
    withhold_paragraph(paragraph=first, by=curator, reason="It names a keeper.")
    assert shown() == "participants: Le <mark>phare</mark> sud reste allumé."
    log_in(curator)
    assert "<mark>phare</mark> nord" in shown()


def test_five_of_a_kind_stand_first_and_all_of_them_page_by_page(client):
    document = factories.make_document(paragraphs=30)
    rebuild(KINDS)

    html = main_of(client, SEARCH, q="harbour council")
    first = main_of(client, SEARCH, q="harbour council", kind="paragraph")
    second = main_of(client, SEARCH, q="harbour council", kind="paragraph", page=2)

    assert html.count('<article class="hit">') == 5
    assert '<a href="?q=harbour+council&amp;kind=paragraph">All 30: Paragraphs</a>' in html
    assert [page.count('<article class="hit">') for page in (first, second)] == [25, 5]
    anchors = {f"#{each.anchor}" for each in document.paragraphs.all()}
    assert all(f'{anchor}"' in first + second for anchor in anchors)


def test_what_is_asked_can_be_narrowed_further_with_the_same_words(client, record):
    onwards = "/recommendations/?q=lighthouse"

    assert f'href="{onwards}"' in main_of(client, SEARCH, q="lighthouse")
    assert f'href="{onwards}"' in main_of(client, SEARCH, q="lighthouse", kind="recommendation")
    assert f"{record.code}-01" in main_of(client, onwards)


def test_what_is_asked_is_found_by_the_words_of_its_translations_and_shown_in_their_language(
    client, curator
):
    asked = factories.make_recommendation(draft_title="Open ports")
    text = "Les gouvernements devraient allumer les phares."
    translation = factories.make_translation(version=asked.current_version, text=text)
    other = factories.make_translation()

    def found(words):
        hits = _groups(client, words).get("What is asked, in translation 1", [])
        codes = (asked.code, other.version.recommendation.code)
        listed = main_of(client, "/recommendations/", q=words)
        return hits, {code for code in codes if f"/recommendations/{code}/" in listed}

    there = ([f"/recommendations/{asked.code}/#in-fr"], {asked.code})
    assert found("gouvernement phare") == there
    hit = part(main_of(client, SEARCH, q="phare"), '<article class="hit">', "</article>")
    assert f"{asked.code} · French · {asked.consultation.title}" in hit
    assert 'lang="fr" dir="auto">Ouvrir les ports</a>' in hit
    assert '<p lang="fr" dir="auto">' in hit
    assert "allumer les <mark>phares</mark>." in hit

    translation.text = "Les gouvernements devraient allumer les feux."
    actions.translate(translation=translation, by=curator)
    assert found("phare") == ([], set())
    assert found("feux") == there
    actions.withhold_version(version=asked.current_version, by=curator, reason="Names somebody.")
    assert found("feux") == ([], set())
    actions.show_version(version=asked.current_version, by=curator, reason="They agreed.")
    assert found("feux") == there
    asked.draft_text = "States should light every lamp."
    asked.save()
    actions.publish(recommendation=asked, by=curator, note="It asks for more.")
    assert found("feux") == ([], set())


def test_where_nothing_is_found_it_says_what_to_do_next(client, record):
    nothing = part(main_of(client, SEARCH, q="<submarine>"), '<div class="empty">', "</div>")
    elsewhere = main_of(client, SEARCH, q="board", kind="term")
    other = part(elsewhere, '<div class="empty mt-3">', "</div>")

    assert "has all of this: &lt;submarine&gt;" in nothing
    assert reverse("recommendation-list") in nothing
    assert 'href="?q=board"' in other
    assert "Speakers" in elsewhere


@pytest.mark.parametrize("asked", [{}, {"q": ""}, {"q": "-lighthouse"}, {"q": " * "}])
def test_where_nothing_is_looked_for_it_says_how_to(client, record, asked):
    html = main_of(client, SEARCH, **asked)

    assert "They stand together, in this order." in html
    assert '<article class="hit">' not in html


def test_what_cannot_be_looked_for_is_said_beside_the_field_and_stays_in_it(client, record):
    for asked in ("w" * 201, " ".join(map(str, range(21))), "a\0"):
        html = main_of(client, SEARCH, q=asked)

        assert 'id="id_q_error"' in html
        assert '<article class="hit">' not in html
    assert f'value="{"w" * 201}"' in main_of(client, SEARCH, q="w" * 201)


def test_a_kind_that_is_none_and_a_page_that_is_none_are_the_first(client, record):
    assert len(_groups(client, "lighthouse", kind="x")) == len(KINDS)
    html = main_of(client, SEARCH, q="lighthouse", kind="term", page="x")
    assert html.count('<article class="hit">') == 1


def test_what_is_withheld_or_withdrawn_says_so(client, record, curator):
    withdrawn = factories.make_recommendation(consultation=record, draft_title="Old lighthouses")
    actions.withdraw_recommendation(recommendation=withdrawn, by=curator)
    withheld = factories.make_recommendation(consultation=record, draft_title="Secret lighthouses")
    actions.withhold_version(version=withheld.current_version, by=curator, reason="Names somebody.")

    found = words(main_of(client, SEARCH, q="lighthouses", kind="recommendation"))
    by_code = main_of(client, SEARCH, q=withheld.code)

    assert "withdrawn Old lighthouses" in found
    assert "Secret" not in found
    assert ">Withheld text</a>" in by_code


def test_the_search_in_the_frame_leads_here(client):
    assert client.get("/").content.decode().count(f'action="{SEARCH}"') == 2


def test_all_kinds_are_asked_for_at_once(client, record, number):
    for _each in range(number):
        document = factories.make_document(paragraphs=1, title="A lighthouse")
        factories.make_extract(document=document, text="On the lighthouse")
        factories.make_recommendation(draft_title="Lighthouses")
        factories.make_organisation(name=f"Lighthouse {number} {_each}")
    rebuild(KINDS)
    main_of(client, SEARCH, q="lighthouse")

    asked = {"all": f"{SEARCH}?q=lighthouse", "one": f"{SEARCH}?q=lighthouse&kind=paragraph"}
    assert queries_of(client, asked) == {"all": 8, "one": 3}


@pytest.mark.parametrize("typed", ["-law", '""', "%", "-law -rights"])
def test_where_there_is_no_word_to_look_for_the_page_says_so(client, db, typed):
    page = client.get("/search/", {"q": typed}).content.decode()

    assert "There is no word in this to look for." in page
    assert "There is no word in this" not in client.get("/search/?q=+").content.decode()
