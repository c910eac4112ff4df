"""A long document is read in parts, and what is linked to is found in whatever part it is."""

import re
from typing import Any

import pytest
from django.test import Client

from consultations.models import Document, Extract, ExtractSpan, Paragraph
from tests import factories as make
from tests.consultations.said import mark, say
from tests.reading_pages import main_of, part, words

pytestmark = [pytest.mark.django_db, pytest.mark.hold]

MOST_BYTES = 100_000
SENTENCES = (
    "Harbour towns & islands asked that the <ferry> runs on Sundays, too, as it did before. "
)
ARABIC = "طلبت المدن الساحلية أن تعمل العبّارة أيام الأحد أيضا كما كانت من قبل. "


def _long(number: int, text: str = SENTENCES * 5, **fields: Any) -> Document:
    document = make.make_document(0, **fields)
    Paragraph.objects.bulk_create(
        Paragraph(
            document=document,
            position=at,
            anchor=f"p{at}",
            reference=f"paragraph {at}",
            kind="heading" if at % 40 == 0 else "paragraph",
            text=f"Heading {at}" if at % 40 == 0 else f"{at}. {text}".strip(),
        )
        for at in range(1, number + 1)
    )
    return document


def _draw(document: Document, each: int) -> None:
    """Draw two crossing extracts from every so manyeth paragraph, half of them of one ask."""
    kept = [at for at in document.paragraphs.filter(kind="paragraph") if at.position % each == 0]
    for kind, quoted in (("challenge", "asked that the"), ("recommendation", "the <ferry> runs")):
        extracts = Extract.objects.bulk_create(
            Extract(document=document, kind=kind, text=f"{kind} {at.position}. " * 8, voice="All")
            for at in kept
        )
        ExtractSpan.objects.bulk_create(
            _span(extract, paragraph, quoted)
            for extract, paragraph in zip(extracts, kept, strict=True)
        )
        if kind == "recommendation":
            make.make_recommendation(consultation=document.consultation, extracts=extracts)


def _span(extract: Extract, paragraph: Paragraph, quoted: str) -> ExtractSpan:
    start = paragraph.text.index(quoted)
    end = start + len(quoted)
    return ExtractSpan(extract=extract, paragraph=paragraph, start=start, end=end, words=quoted)


def _numbers_of(page: bytes) -> list[int]:
    return [int(number) for number in re.findall(rb' id="p(\d+)"', page)]


def _parts_of(client: Client, document: Document) -> list[bytes]:
    address = document.get_absolute_url()
    parts = client.get(address).context["parts"]
    return [client.get(address, {"part": each.number}).content for each in parts]


@pytest.mark.parametrize(
    ("number", "text", "marked"),
    [
        (300, SENTENCES * 5, 8),
        pytest.param(1_000, SENTENCES * 5, 8, marks=pytest.mark.hold),
        pytest.param(1_000, SENTENCES, 1, marks=pytest.mark.exhaustive),
        pytest.param(1_000, SENTENCES + ARABIC * 4, 3, marks=pytest.mark.exhaustive),
        pytest.param(1_000, "asked that the <ferry> runs", 1, marks=pytest.mark.exhaustive),
    ],
)
def test_a_long_document_comes_whole_in_parts_of_at_most_100_kb(
    log_in, representative, number, text, marked
):
    document = _long(number, text, text_basis="paraphrase")
    _draw(document, marked)
    parts = _parts_of(log_in(representative.user), document)
    assert [len(each) for each in parts if len(each) > MOST_BYTES] == []
    numbers = [at for each in parts for at in _numbers_of(each)]
    assert numbers == list(range(1, number + 1))


def test_the_reader_of_a_thousand_paragraphs_asks_the_database_as_seldom_as_any(
    client, django_assert_num_queries
):
    for number in (30, 1_000):
        document = _long(number)
        _draw(document, number // 2)
        with django_assert_num_queries(9):
            client.get(document.get_absolute_url())


def test_a_short_document_has_no_parts_and_its_numbers_lead_about_the_page(client):
    document = make.make_document()
    html = main_of(client, document.get_absolute_url())
    assert "Part 1 of" not in html
    assert '<a class="no" href="#p1">' in html


def test_the_contents_name_each_part_by_its_references_and_first_heading(client):
    document = _long(400)
    html = main_of(client, document.get_absolute_url())
    last = client.get(document.get_absolute_url()).context["parts"][-1]
    assert f"Part 1 of {last.number}" in words(html)
    contents = part(html, '<details class="parts', "</details>")
    assert '<a href="?part=1" aria-current="page">paragraph 1 to paragraph ' in contents
    assert f'<a href="?part={last.number}">{last.first.reference} to paragraph 400 </a>' in contents
    assert "Heading 40" in contents


def test_a_part_leads_to_the_one_before_and_the_one_after(client):
    address = _long(400).get_absolute_url()
    first, second = (main_of(client, address, part=number) for number in (1, 2))
    assert '<a class="ms-auto" rel="next" href="?part=2">' in first
    assert 'rel="prev"' not in first
    assert '<a rel="prev" href="?part=1">' in second
    assert 'rel="next" href="?part=3">' in second


@pytest.mark.parametrize(("number", "shown"), [("", 1), ("x", 1), ("0", -1), ("99", -1), ("٢", 2)])
def test_a_part_that_is_not_there_is_answered_by_one_that_is(client, number, shown):
    response = client.get(_long(300).get_absolute_url(), {"part": number})
    parts = response.context["parts"]
    assert response.context["part"] is parts[shown - 1 if shown > 0 else shown]


def test_what_is_drawn_from_no_words_stands_after_the_last_part_alone(client):
    document = _long(300)
    say(document, text="Said in passing")
    parts = _parts_of(client, document)
    assert [b"Said in passing" in each for each in parts] == [False] * (len(parts) - 1) + [True]


@pytest.mark.parametrize("anchor", ["p1", "p399"])
def test_the_address_of_a_paragraph_leads_to_the_part_that_holds_it(client, anchor):
    paragraph = _long(400).paragraphs.get(anchor=anchor)
    address, _hash, place = paragraph.get_absolute_url().partition("#")
    html = main_of(client, address)
    assert place == anchor
    assert f'id="{anchor}"' in html
    assert f'<a class="no" href="{paragraph.get_absolute_url()}">' in html
    assert paragraph.reference in part(html, '<p class="cite', "</p>")


def test_the_address_of_a_note_leads_to_the_part_that_holds_it(client):
    document = _long(400)
    extract = say(document, "399. Harbour", kind="challenge")
    address = document.address_of(extract.anchor).partition("#")[0]
    assert f'id="{extract.anchor}"' in main_of(client, address)


def test_the_address_of_a_note_on_no_words_leads_to_the_last_part(client):
    document = _long(300)
    extract = say(document, text="Said in passing")
    html = main_of(client, document.get_absolute_url(), at=extract.anchor)
    assert f'id="{extract.anchor}"' in html
    assert "does not stand" not in html


def test_an_extract_over_two_parts_is_referred_to_by_an_address(client):
    document = _long(400)
    extract = say(document, kind="challenge")
    mark(extract, document.paragraphs.get(anchor="p1"), "islands asked")
    last = document.paragraphs.get(anchor="p399")
    mark(extract, last, "399")
    html = main_of(client, last.get_absolute_url().partition("#")[0])
    first = document.paragraphs.get(anchor="p1")
    assert f'<a class="margin-note challenge" href="{first.get_absolute_url()}">' in html


def test_what_is_linked_to_and_not_there_is_said_plainly(client):
    document = make.make_document()
    html = main_of(client, document.get_absolute_url(), at="<p9>")
    assert "does not stand in this document as it is shown here" in html
    assert "p9" not in html
    assert "does not stand" not in main_of(client, document.get_absolute_url(), at="p2")


def test_every_part_names_the_address_under_which_it_is_to_be_found(client):
    document = _long(300)
    address = document.get_absolute_url()
    found = [
        part(client.get(address, query).content.decode(), '<link rel="canonical" href="', '"')
        for query in ({}, {"at": "p3"}, {"part": "2"})
    ]
    assert found == [f"http://testserver{address}{end}" for end in ("", "", "?part=2")]


def test_a_table_is_never_cut(client):
    document = _long(100)
    rows = [
        make.make_paragraph(
            document, 100 + number, kind="table-row", anchor=f"t1-r{number}", text=SENTENCES * 9,
            cells=[[SENTENCES * 9], []],
        )
        for number in range(1, 31)
    ]  # fmt: skip
    comment = make.make_comment(paragraph=rows[-1])
    make.make_paragraph(document, 200)
    parts = [each.decode() for each in _parts_of(client, document)]
    assert [each.count('id="t1-r') for each in parts] == [0, 30, 0][: len(parts)]
    assert comment.paragraph == rows[-1]


def test_a_heading_is_shortened_in_the_contents_and_a_withheld_one_is_not_in_them(client):
    document = _long(300)
    document.paragraphs.filter(anchor="p40").update(text="Ferries " * 20)
    heading = part(
        main_of(client, document.get_absolute_url()), '<details class="parts', "</details>"
    )
    assert f"{('Ferries ' * 20)[:80]}…" in heading
    document.paragraphs.filter(anchor="p40").update(withheld_reason="It names a person.")
    assert "Ferries" not in main_of(client, document.get_absolute_url())
