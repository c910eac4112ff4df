import re
from datetime import date

import pytest

from consultations.citing import document_citation
from tests import factories as make
from tests.reading_pages import main_of, words

pytestmark = pytest.mark.django_db


def _bibtex(**fields: object) -> str:
    return document_citation(make.make_document(0, **fields)).bibtex


def _value(entry: str, field: str) -> str:
    found = re.search(rf"^  {field} = (.*),$", entry, re.MULTILINE)
    assert found, f"{field} is not in {entry}"
    return found[1]


def test_a_paragraph_is_cited_with_all_that_is_known_of_its_document(settings):
    document = make.make_document(
        author="The Alliance",
        title="On quays",
        slug="on-quays",
        kind="Statement",
        symbol="A/HRC/35",
        edition="2",
        date=date(2017, 9, 6),
        language="fr",
        text_basis="paraphrase",
    )
    paragraph = document.paragraphs.get(anchor="p2")
    assert document_citation(document, paragraph).bibtex == (
        "@misc{on-quays:p2,\n"
        "  author = {{The Alliance}},\n"
        "  title = {{On quays}},\n"
        "  howpublished = {Statement, A/HRC/35},\n"
        "  number = {A/HRC/35},\n"
        "  edition = {2},\n"
        "  year = {2017},\n"
        "  month = sep,\n"
        "  date = {2017-09-06},\n"
        "  language = {fr},\n"
        "  note = {paragraph 2, as summarised by Plenary},\n"
        f"  url = {{{settings.PUBLIC_URL}/documents/on-quays/?at=p2#p2}},\n"
        "}"
    )


def test_what_is_not_known_is_left_out():
    entry = _bibtex(date=None, slug="bare")
    assert entry.startswith("@misc{bare,\n  title = ")
    assert "{}" not in entry
    assert not re.search(r"author|month|year|date|number|edition", entry)


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Ports & quays: 100% of $5", r"Ports \& quays: 100\% of \$5"),
        ("Annex_1 #2", r"Annex\_1 \#2"),
        ("Left { open", r"Left \textbraceleft{} open"),
        ("}, author = {X", r"\textbraceright{}, author = \textbraceleft{}X"),
        ("C:\\quay ~ 2^3", r"C:\textbackslash{}quay \textasciitilde{} 2\textasciicircum{}3"),
        ("Déclaration «à» 国連 الميناء", "Déclaration «à» 国連 الميناء"),
        ('The "@article" said', 'The "@article" said'),
    ],
)
def test_an_odd_title_stays_one_value_in_bibtex(title, written):
    entry = _bibtex(title=title)
    assert _value(entry, "title") == f"{{{{{written}}}}}"
    assert entry.count("{") == entry.count("}")
    assert len(entry.splitlines()) == len(re.findall(r"^  \w+ = .*,$", entry, re.MULTILINE)) + 2


def test_lines_of_a_printed_author_become_one():
    assert (
        _value(_bibtex(author="The\nAlliance  of quays"), "author") == "{{The Alliance of quays}}"
    )


def test_the_page_shows_the_entry_of_the_paragraph_that_is_asked_for(client):
    document = make.make_document(title="Quays <b> & co")
    html = main_of(client, document.get_absolute_url(), at="p3")
    assert "BibTeX for paragraph 3" in words(html)
    assert f"@misc{{{document.slug}:p3," in html
    assert r"{{Quays &lt;b&gt; \&amp; co}}" in html


def test_a_document_without_text_is_cited_as_a_whole(client):
    document = make.make_document(0)
    html = main_of(client, document.get_absolute_url())
    assert f"@misc{{{document.slug}," in html
    assert "The number beside each paragraph" not in html
