import re
from http import HTTPStatus

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client):
    def read(**query) -> str:
        response = client.get(reverse("glossary"), query)
        assert response.status_code == HTTPStatus.OK
        main = response.content.decode().partition("<h1>")[2]
        return re.sub(r"\s+", " ", main)

    return read


def _article(html: str, anchor: str) -> str:
    return html.partition(f'<article class="mb-4" id="{anchor}">')[2].partition("</article>")[0]


def test_a_visitor_reads_the_competing_definitions_of_a_term(page, make_term, make_definition):
    term = make_term("Refugee")
    make_definition(term, text="Wider", authority="OAU Convention", article="art 1(2)", position=2)
    make_definition(term, text="Narrower", authority="1951 Convention", article="", position=1)

    html = _article(page(), "term-refugee")

    assert html.index("Narrower") < html.index("Wider")
    assert "<strong>1951 Convention</strong>" in html
    assert "<strong>OAU Convention art 1(2)</strong>" in html
    assert "row-cols-md-2" in html


def test_a_single_definition_takes_the_whole_width(page, make_term, make_definition):
    make_definition(make_term("Refugee"))
    assert "row-cols-md-2" not in page()


def test_a_paraphrase_says_so_and_has_no_quotation_marks(page, make_term, make_definition):
    make_definition(make_term("Refugee"), text="Somebody who had to flee")
    html = _article(page(), "term-refugee")
    assert "In our words" in html
    assert "“" not in html


def test_a_quotation_stands_in_quotation_marks(page, make_term, make_definition):
    make_definition(make_term("Refugee"), text="any person who", is_paraphrase=False)
    html = _article(page(), "term-refugee")
    assert "“any person who”" in html
    assert "Quoted" in html
    assert "In our words" not in html


def test_an_unchecked_definition_is_never_shown_as_certain(page, make_term, make_definition):
    make_definition(make_term("Firewall"), is_checked=False)
    make_definition(make_term("Refugee"), is_checked=True)
    html = page()
    assert "To be checked" in _article(html, "term-firewall")
    assert "do not cite it as certain" in _article(html, "term-firewall")
    assert "To be checked" not in _article(html, "term-refugee")


def test_the_page_says_where_usage_differs(page, make_term, make_definition):
    make_definition(make_term("Migrant"), diverges="Some leave out refugees")
    make_definition(make_term("Refugee"))
    html = page()
    assert "Where usage differs:</span> Some leave out refugees" in html
    assert html.count("Where usage differs:") == 1


def test_related_terms_lead_to_each_other(page, make_term):
    burden = make_term("Burden sharing")
    make_term("Responsibility sharing", related=(burden,))
    html = page()
    to_burden = '<a href="/glossary/#term-burden-sharing">Burden sharing</a>'
    assert to_burden in _article(html, "term-responsibility-sharing")
    assert "/glossary/#term-responsibility-sharing" in _article(html, "term-burden-sharing")


def test_terms_stand_under_their_letters_from_a_to_z(page, make_term):
    for name in ("Zero draft", "migrant", "Émigré", "Exile", "Escape"):
        make_term(name)
    html = page()
    assert re.findall(r'href="#letter-(\w)"', html) == ["E", "M", "Z"]
    assert re.findall(r'<h2 id="letter-(\w)"', html) == ["E", "M", "Z"]
    names = re.findall(r'id="term-([\w-]+)"', html)
    assert names == ["emigre", "escape", "exile", "migrant", "zero-draft"]


def test_a_term_without_a_definition_says_so(page, make_term):
    make_term("Firewall")
    assert "No definition is recorded yet." in page()


def test_an_empty_glossary_says_who_fills_it(page):
    assert "No term is defined yet. The curators add them." in page()


@pytest.mark.parametrize("words", ["FORCED", "penalty", "C29", "private", " penalty "])
def test_a_search_looks_in_names_words_authorities_and_usage(
    words, page, make_term, make_definition
):
    term = make_term("Forced labour")
    make_definition(term, text="Under threat of a penalty", diverges="State or private")
    make_definition(make_term("Refugee"), text="Who fled", authority="1951 Convention")

    html = page(q=words)

    assert 'id="term-forced-labour"' in html
    assert 'id="term-refugee"' not in html
    assert "1 term<" in html
    assert "Show all terms" in html


def test_a_term_that_matches_in_two_definitions_is_found_once(page, make_term, make_definition):
    term = make_term("Forced labour")
    make_definition(term)
    make_definition(term)
    assert page(q="nobody chose").count('id="term-forced-labour"') == 1


def test_a_search_without_a_hit_says_what_to_do_next(page, make_term):
    make_term("Refugee")
    html = page(q="<passport>")
    assert "No term has the words “&lt;passport&gt;”. Try a shorter word." in html
    assert '<a href="/glossary/">Show all terms</a>' in html


@pytest.mark.parametrize("words", ["x" * 101, "nul\x00"])
def test_words_that_cannot_be_looked_for_are_refused_and_all_terms_stay(words, page, make_term):
    make_term("Refugee")
    html = page(q=words)
    assert "errorlist" in html
    assert 'id="term-refugee"' in html


def test_the_glossary_asks_the_database_three_times(
    number, client, make_term, make_definition, django_assert_num_queries
):
    first = make_term("Term")
    for each in range(number):
        make_definition(make_term(f"Term {each}", related=(first,)))
    with django_assert_num_queries(3):
        client.get(reverse("glossary"))


def test_the_glossary_is_only_read(client):
    assert client.post(reverse("glossary")).status_code == HTTPStatus.METHOD_NOT_ALLOWED
