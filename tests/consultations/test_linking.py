"""An address leads to the very words of a paragraph, and says where they do not stand there."""

import re

import pytest

from consultations.actions import withhold_paragraph
from consultations.models import Document
from tests import factories as make
from tests.consultations.said import say
from tests.reading_pages import main_of, part, words

pytestmark = [pytest.mark.django_db, pytest.mark.hold]

LOST = "The words that were linked do not stand there, as it is shown here."
FOUND = "The words that were linked are marked:"


@pytest.fixture
def document() -> Document:
    document = make.make_document(0)
    for number, text in enumerate(
        ("Open the quay. Light the quay.", "Nobody asked why.", "Keep <the> quay open."), start=1
    ):
        make.make_paragraph(document, number, text=text)
    return document


def _linked(html: str) -> list[str]:
    return [words(found) for found in re.findall(r'<mark class="linked">(.*?)</mark>', html)]


def _read(client, document, **query):
    return main_of(client, document.get_absolute_url(), **query)


def test_linked_words_are_marked_and_said_to_be(client, document):
    html = _read(client, document, at="p3", words="<the> quay")
    assert '<mark class="linked">&lt;the&gt; quay</mark>' in html
    assert f'{FOUND} <a href="#p3">paragraph 3</a>' in html
    assert html.count("These words were linked.") == 1
    assert "These words were linked." in part(html, 'id="p3"', "</div>")


def test_the_words_are_found_in_whatever_case_and_spaces_they_were_sent(client, document):
    assert _linked(_read(client, document, at="p1", words=" LIGHT  the\nquay ")) == [
        "Light the quay"
    ]


def test_without_a_paragraph_the_words_are_looked_for_in_all(client, document):
    assert _linked(_read(client, document, words="asked why")) == ["asked why"]
    assert _linked(_read(client, document, at="nowhere", words="asked why")) == ["asked why"]


def test_words_of_another_paragraph_are_not_where_the_address_says(client, document):
    html = _read(client, document, at="p1", words="asked why")
    assert LOST in html
    assert _linked(html) == []


@pytest.mark.parametrize(("nth", "before"), [("1", "Open "), ("2", "Light "), ("x", "Open ")])
def test_of_words_that_stand_there_several_times_the_one_meant_is_marked(
    client, document, nth, before
):
    html = _read(client, document, at="p1", words="the quay", nth=nth)
    assert f'{before}<mark class="linked">the quay</mark>' in html
    assert len(_linked(html)) == 1


@pytest.mark.parametrize("nth", ["3", "9" * 4, "9" * 5000, "0"])
def test_odd_numbers_of_a_place_break_nothing(client, document, nth):
    html = _read(client, document, at="p1", words="the quay", nth=nth)
    assert len(_linked(html)) <= 1


def test_a_long_span_is_given_by_how_it_begins_and_ends(client, document):
    html = _read(client, document, at="p1", words="the quay.", until="the quay.")
    assert _linked(html) == ["the quay."]
    html = _read(client, document, at="p1", words="Open", until="Light the")
    assert _linked(html) == ["Open the quay. Light the"]


def test_a_span_over_paragraphs_is_marked_in_each(client, document):
    html = _read(client, document, at="p1", words="Light", until="Keep", to="p3")
    assert _linked(html) == ["Light the quay.", "Nobody asked why.", "Keep"]
    assert html.count("These words were linked.") == 3


@pytest.mark.parametrize(
    "ends", [{"until": "never"}, {"until": "Open"}, {"until": "Keep", "to": "p2"}, {"to": "p9"}]
)
def test_a_span_that_does_not_end_there_is_not_marked(client, document, ends):
    html = _read(client, document, at="p1", words="Light", **{"until": "Keep", **ends})
    assert LOST in html
    assert _linked(html) == []


def test_linked_words_may_cross_what_extracts_rest_on_and_lie_in_tables(client, document):
    say(document, "Nobody asked", kind="challenge")
    html = _read(client, document, at="p2", words="asked why")
    assert re.search(
        r'<mark class="linked"><mark class="extract challenge" [^>]*>asked</mark></mark>'
        r'<mark class="linked"> why</mark>',
        html,
    )
    cells = [["laws exist", "trust grows"]]
    make.make_paragraph(
        document, 9, kind="table-row", anchor="t1-r1", cells=cells, text="laws exist; trust grows"
    )
    html = _read(client, document, at="t1-r1", words="trust")
    assert '<li><mark class="linked">trust</mark> grows</li>' in html
    assert "These words were linked." in html


def test_more_words_than_an_address_should_hold_are_not_looked_for(client, document):
    for query in ({"words": "quay " * 81}, {"words": "quay", "until": "x" * 401}):
        html = _read(client, document, **query)
        assert "more words than are looked for" in html
        assert _linked(html) == []


@pytest.mark.parametrize("sent", ["<script>alert(1)</script>", "…", "\x00", "\ud800", '"><b>'])
def test_what_is_sent_is_never_repeated(client, document, sent):
    query = {"words": sent.encode("utf-8", "surrogatepass").decode("utf-8", "replace")}
    html = _read(client, document, **query, at=query["words"])
    assert "alert(1)" not in html
    assert "<b>" not in html


def test_an_address_without_words_says_nothing_of_words(client, document):
    html = _read(client, document, at="p2", words="  ")
    assert "linked" not in words(part(html, "<h1", "<details"))


@pytest.mark.parametrize("guess", ["asked why", "something else"])
def test_withheld_words_are_never_confirmed(client, document, curator, log_in, guess):
    paragraph = document.paragraphs.get(anchor="p2")
    withhold_paragraph(paragraph=paragraph, by=curator, reason="It names a person.")
    pages = [
        _read(client, document, at=at, words=sent, until=until)
        for at in ("p2", "")
        for sent, until in ((guess, ""), ("quay", guess))
    ]
    assert all(LOST in page and _linked(page) == [] for page in pages)
    crossing = _read(client, document, at="p1", words="Light", until="Keep", to="p3")
    assert _linked(crossing) == ["Light the quay.", "Keep"]
    assert FOUND in _read(log_in(curator), document, at="p2", words="asked why")


def test_the_bar_for_selected_words_knows_how_the_document_is_cited(client, document):
    bar = part(_read(client, document), '<div class="words-bar', "</div>")
    address = f"http://testserver{document.get_absolute_url()}"
    assert f'data-address="{address}" data-before="{document.title}, 6 September 2017"' in bar
    assert 'data-after="Plenary"' in bar
    assert " hidden " in bar


def test_only_those_who_may_draw_extracts_are_offered_it(client, document, log_in, curator):
    offer = f"/admin/consultations/extract/add/?document={document.pk}"
    assert offer not in _read(client, document)
    assert offer in _read(log_in(curator), document)


def test_the_form_of_an_extract_takes_the_quotes_from_its_address(document, log_in, curator):
    query = {"document": document.pk, "quotes": "Light the <quay>\n\nNobody asked"}
    page = log_in(curator).get("/admin/consultations/extract/add/", query).content.decode()
    assert "Light the &lt;quay&gt;\n\nNobody asked</textarea>" in page
    assert f'value="{document.pk}"' in page
