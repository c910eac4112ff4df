"""What readers find where the words of a paragraph are withheld, and what curators find there."""

import pytest

from consultations import actions
from consultations.models import Attribution, Document
from recommendations.models import Comment, CommentRevision
from tests import factories
from tests.consultations.said import mark, say
from tests.reading_pages import main_of, part, words

pytestmark = [pytest.mark.django_db, pytest.mark.hold]

REASON = "It names a child."
NOTICE = f"This paragraph is withheld: {REASON}"


@pytest.fixture
def document():
    return factories.make_document(slug="harbours")


def _withhold(document: Document, anchor: str) -> None:
    paragraph = document.paragraphs.get(anchor=anchor)
    actions.withhold_paragraph(paragraph=paragraph, by=None, reason=REASON)


def test_the_place_stays_with_the_reason_and_without_words(client, document):
    say(document, "quay 2", text="Ours, of quay 2")
    paragraph = document.paragraphs.get(anchor="p2")
    _withhold(document, "p2")

    html = main_of(client, document.get_absolute_url())

    assert '<div id="p2">' in html
    assert words(part(html, '<a class="no" href="#p2">', "</a>")) == "2paragraph 2"
    assert NOTICE in words(part(html, '<div id="p2">', "</div>"))
    assert paragraph.text not in words(html)
    assert "quay 2" not in html
    assert "<mark" not in html
    assert "recommendation ·" not in html
    assert "Only curators" not in html


def test_a_curator_reads_the_words_below_the_reason(log_in, curator, document):
    extract = say(document, "quay 2", text="Ours, of quay 2")
    _withhold(document, "p2")
    html = main_of(log_in(curator), document.get_absolute_url())
    shown = words(part(html, '<div id="p2">', "</div>"))
    assert f"{NOTICE} Only curators read it here. The harbour council of quay 2" in shown
    assert f'aria-details="e-{extract.public_id}">quay 2</mark>' in html
    assert "Ours, of quay 2" in html


def test_a_label_goes_with_the_words_and_for_curators_stays_with_them(client, log_in, curator):
    document = factories.make_document(0)
    factories.make_paragraph(document, label="On Ada Quay:", kind="heading")
    _withhold(document, "p1")
    html = main_of(client, document.get_absolute_url())
    assert "Ada" not in html
    assert "<h2" not in html
    assert "<strong>On Ada Quay:</strong>" in main_of(log_in(curator), document.get_absolute_url())


@pytest.fixture
def table():
    document = factories.make_document(0)
    rows = [[["Agreed"], ["Asked"]], [["laws exist", "trust grows"], ["laws apply"]]]
    for number, cells in enumerate(rows, start=1):
        text = "\n".join("; ".join(cell) for cell in cells)
        place = {"anchor": f"t1-r{number}", "reference": f"table, row {number}"}
        factories.make_paragraph(
            document, number, kind="table-row", cells=cells, text=text, **place
        )
    say(document, "trust grows")
    return document


@pytest.mark.parametrize(
    ("anchor", "gone", "kept"),
    [
        ("t1-r1", ["Agreed", "Asked"], ["laws exist", "trust grows", "laws apply"]),
        ("t1-r2", ["laws exist", "trust grows", "laws apply"], ["Agreed", "Asked"]),
    ],
)
def test_a_withheld_row_stays_a_row_of_its_table(
    client, log_in, curator, table, anchor, gone, kept
):
    _withhold(table, anchor)
    html = part(main_of(client, table.get_absolute_url()), "<table>", "</table>")
    assert f'<tr id="{anchor}"><td class="small" colspan="2">' in html
    assert html.count("<tr") == 2
    assert NOTICE in words(html)
    assert all(each in html for each in kept)
    assert not any(each in html for each in gone)

    seen = part(main_of(log_in(curator), table.get_absolute_url()), "<table>", "</table>")
    assert seen.count("<tr") == 3
    assert seen.count(f'id="{anchor}"') == 1
    assert all(each in words(seen) for each in [*gone, *kept])


def test_an_extract_that_keeps_some_of_its_words_is_noted_beside_those(client, document):
    extract = say(document, "quay 1", text="Ours", kind="challenge")
    mark(extract, document.paragraphs.get(anchor="p2"), "quay 2")
    _withhold(document, "p1")
    html = main_of(client, document.get_absolute_url())
    assert f'id="e-{extract.public_id}"' in html
    assert "quay 2</mark>" in html
    assert "see paragraph 1" not in html


def test_session_and_consultation_lose_an_extract_with_its_words(client, log_in, curator):
    session = factories.make_session()
    document = factories.make_document(consultation=session.consultation, session=session)
    say(document, "quay 2", text="Of quay 2", kind="challenge")
    say(document, "quay 3", text="Of quay 3", kind="challenge")
    _withhold(document, "p2")
    for address in (session.get_absolute_url(), session.consultation.get_absolute_url()):
        html = main_of(client, address)
        assert "Of quay 3" in html
        assert "Of quay 2" not in html
        assert "Of quay 2" in main_of(log_in(curator), address)
        client.logout()


def test_a_document_cited_no_longer_shows_what_was_reported_of_it(client, document):
    cited = factories.make_document(0, is_stub=True)
    extract = say(document, "quay 2", text="Reported thing")
    Attribution.objects.create(
        extract=extract, order=1, relation="reported-by", printed="x", document=cited
    )
    assert "Reported thing" in main_of(client, cited.get_absolute_url())
    _withhold(document, "p2")
    assert "Reported thing" not in main_of(client, cited.get_absolute_url())


def test_a_recommendation_stays_without_the_words_it_was_drawn_from(
    client, log_in, curator, document
):
    extracts = [say(document, "quay 1", text="First"), say(document, "quay 2", text="Second")]
    recommendation = factories.make_recommendation(
        consultation=document.consultation, extracts=extracts
    )
    _withhold(document, "p2")

    html = main_of(client, recommendation.get_absolute_url())

    assert recommendation.current_version.text in html
    assert "First" in html
    assert "of quay 1" in words(html)
    assert "Second" not in html
    assert "quay 2" not in html
    assert "of quay 2" in words(main_of(log_in(curator), recommendation.get_absolute_url()))


def test_who_asked_in_withheld_words_alone_is_no_answer_to_a_filter(client, document):
    extract = say(document, "quay 2", voice_kind="chair")
    factories.make_recommendation(consultation=document.consultation, extracts=[extract])
    assert 'value="chair"' in main_of(client, "/recommendations/")
    _withhold(document, "p2")
    assert 'value="chair"' not in main_of(client, "/recommendations/")
    html = main_of(client, "/recommendations/", asked_by="chair")
    assert "row-item" not in html


def test_the_file_is_not_given_out_meanwhile_and_the_reader_says_so(
    client, log_in, curator, document
):
    file = factories.make_file()
    Document.objects.filter(pk=document.pk).update(file=file)
    address = f"{document.get_absolute_url()}file/"
    assert client.get(address).getvalue().startswith(b"%PDF")
    _withhold(document, "p2")

    assert client.get(address).status_code == 404
    html = main_of(client, document.get_absolute_url())
    assert address not in html
    assert "The original file is not given out while a paragraph is withheld." in html

    assert log_in(curator).get(address).getvalue().startswith(b"%PDF")
    html = main_of(client, document.get_absolute_url())
    assert address in html
    assert "for curators only, while a paragraph is withheld" in html


def test_a_moderator_reads_a_comment_on_it_beside_the_reason(log_in, moderator, document):
    paragraph = document.paragraphs.get(anchor="p2")
    person = factories.make_representative()
    comment = Comment.objects.create(
        paragraph=paragraph, organisation=person.organisation, author=person.user, stance="asks"
    )
    comment.revision = CommentRevision.objects.create(
        comment=comment, number=1, text="Why?", language="en", author=person.user, fingerprint="f"
    )
    comment.save()
    client = log_in(moderator)
    addresses = ("", f"{comment.pk}/change/", f"{comment.pk}/reject/")
    pages = [f"/admin/recommendations/comment/{address}" for address in addresses]
    assert all(paragraph.text in client.get(page).content.decode() for page in pages)
    _withhold(document, "p2")
    for page in pages:
        html = client.get(page).content.decode()
        assert NOTICE in html
        assert paragraph.text not in html


def test_the_reader_asks_the_same_for_two_paragraphs_and_for_thirty(
    client, django_assert_num_queries
):
    for number in (2, 30):
        document = factories.make_document(number, file=factories.make_file())
        for paragraph in document.paragraphs.all():
            say(document, f"quay {paragraph.position} asked", kind="challenge")
        _withhold(document, "p1")
        with django_assert_num_queries(9):
            client.get(document.get_absolute_url())
