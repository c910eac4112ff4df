import re
from datetime import UTC, datetime
from http import HTTPStatus

import brotli
import pytest
from django.test import Client

from consultations.models import (
    Attribution,
    Document,
)
from tests import factories as make
from tests.consultations.said import mark, say
from tests.reading_pages import main_of, part, words

pytestmark = pytest.mark.django_db

MOST_BYTES_OF_A_READER = 100_000


def _cite(client: Client, document: Document) -> str:
    html = main_of(client, document.get_absolute_url())
    return words(part(html, '<p class="cite mt-4">', "</p>"))


def test_a_paraphrase_says_so_first_and_wears_no_quotation_marks(client):
    document = make.make_document(text_basis="paraphrase")
    make.make_extract(document=document)

    html = main_of(client, document.get_absolute_url())

    assert "Our summary, paragraph by paragraph, not the wording." in html
    assert 'title="Our summary, not the wording"' in html
    assert not set("“”„«»") & set(html)


def test_a_verbatim_document_says_that_it_is_the_wording(client):
    document = make.make_document()
    make.make_extract(document=document)
    html = main_of(client, document.get_absolute_url())
    assert "The wording of the document" in html
    assert "Our summary" not in html


def test_the_reader_counts_its_extracts_by_kind(client):
    document = make.make_document()
    say(document, "quay 1", kind="convergence")
    for quoted in ("quay 2", "quay 3"):
        say(document, quoted, kind="recommendation")
    text = words(main_of(client, document.get_absolute_url()))
    assert "2 recommendations · 1 point of convergence" in text


def test_each_paragraph_has_a_number_that_leads_to_itself(client):
    document = make.make_document(0, language="fr")
    make.make_paragraph(document, 1, label="a)", anchor="p4a", reference="paragraph 4, a)")
    html = main_of(client, document.get_absolute_url())
    assert words(part(html, '<a class="no" href="#p4a">', "</a>")) == "a)paragraph 4, a)"
    assert 'id="p4a" lang="fr"' in html


@pytest.mark.parametrize("kind", ["title", "dateline", "salutation", "question", "closing"])
def test_each_kind_of_paragraph_looks_like_what_it_is(client, kind):
    document = make.make_document(0)
    make.make_paragraph(document, 1, kind=kind, label="Question 3")
    html = main_of(client, document.get_absolute_url())
    assert f'<p class="words {kind}"' in html
    assert "<strong>Question 3</strong>" in html


def test_a_heading_is_a_heading_and_an_item_is_indented(client):
    document = make.make_document(0)
    make.make_paragraph(document, 1, kind="heading", text="Overview")
    make.make_paragraph(document, 2, kind="item", level=1)
    html = main_of(client, document.get_absolute_url())
    assert re.search(r'<h2 class="words heading" id="p1"[^>]*>Overview</h2>', html)
    assert 'class="words item level-1"' in html


def test_crossing_extracts_are_marked_with_both_kinds_where_they_meet(client):
    document = make.make_document(0)
    make.make_paragraph(document, 1, text="Data are <lacking> and must be shared.")
    first = say(document, "Data are <lacking> and must", kind="challenge")
    second = say(document, "must be shared", kind="recommendation")

    html = main_of(client, document.get_absolute_url())

    marks = re.findall(r'<mark class="([^"]+)" aria-details="([^"]+)">([^<]+)</mark>', html)
    ids = [f"e-{each.public_id}" for each in (first, second)]
    assert marks == [
        ("extract challenge", ids[0], "Data are &lt;lacking&gt; and "),
        ("extract challenge recommendation several", " ".join(ids), "must"),
        ("extract recommendation", ids[1], " be shared"),
    ]
    assert words(part(html, 'id="p1"', "</p>")).endswith("Data are <lacking> and must be shared.")


def test_where_three_extracts_meet_the_words_say_so_and_name_each_of_them(client):
    document = make.make_document(0)
    make.make_paragraph(document, 1, text="Data are lacking and must be shared.")
    kinds = ("challenge", "recommendation", "convergence")
    quoted = ("Data are lacking", "are lacking and", "lacking and must")
    extracts = [say(document, words, kind=kind) for kind, words in zip(kinds, quoted, strict=True)]
    html = main_of(client, document.get_absolute_url())
    ids = " ".join(extract.anchor for extract in extracts)
    classes = "extract challenge recommendation convergence several many"
    assert f'<mark class="{classes}" aria-details="{ids}">lacking</mark>' in html


def test_the_margin_leads_from_the_words_to_the_recommendation_and_its_count(client):
    document = make.make_document()
    extract = make.make_extract(document=document)
    recommendation = make.make_recommendation(
        consultation=document.consultation, extracts=[extract]
    )
    make.make_draft(consultation=document.consultation, extracts=[extract], draft_title="Secret")
    make.make_endorsement(recommendation=recommendation)

    html = main_of(client, document.get_absolute_url())

    note = part(html, f'id="e-{extract.public_id}"', "</div>")
    assert f'href="{recommendation.get_absolute_url()}"' in note
    assert f"Recommendation {recommendation.code} {recommendation.title}1 endorses" in words(note)
    assert "voiced by participants · practical (our reading)" in words(note)
    assert "Secret" not in html


def test_a_curator_sees_drafts_and_what_was_withdrawn_in_the_margin(log_in, curator):
    document = make.make_document()
    extract = make.make_extract(document=document)
    make.make_draft(consultation=document.consultation, extracts=[extract], draft_title="Unready")
    recommendation = make.make_recommendation(
        consultation=document.consultation, extracts=[extract]
    )
    type(recommendation).objects.filter(pk=recommendation.pk).update(state="withdrawn")

    text = words(main_of(log_in(curator), document.get_absolute_url()))

    assert "Recommendation, draft Unready" in text
    assert "0 endorse · withdrawn" in text


def test_one_note_stands_for_all_extracts_that_led_to_the_same_recommendation(client):
    document = make.make_document()
    extracts = [
        make.make_extract(document=document),
        make.make_extract(document=document, text="Again"),
    ]
    recommendation = make.make_recommendation(consultation=document.consultation, extracts=extracts)
    html = main_of(client, document.get_absolute_url())
    assert html.count(f"<strong>Recommendation {recommendation.code}</strong>") == 1
    assert all(html.count(f'id="e-{extract.public_id}"') == 1 for extract in extracts)


def test_other_extracts_say_kind_our_wording_voice_and_the_way_they_came(client):
    document = make.make_document()
    cited = make.make_document(0, title="Draft text", is_stub=True)
    hidden = make.make_document(0, state="draft")
    extract = say(document, "quay 1", kind="challenge", text="Data are lacking", voice="chair")
    chain = [("said-by", "the chair", hidden), ("excerpted-from", "a draft", cited)]
    for order, (relation, printed, source) in enumerate(chain):
        Attribution.objects.create(
            extract=extract, order=order, relation=relation, printed=printed, document=source
        )

    html = main_of(client, document.get_absolute_url())

    note = part(html, f'id="e-{extract.public_id}"', "</div>")
    assert "Challenge Data are lacking" in words(note)
    assert "voiced by chair" in part(note, "<summary", "</summary>")
    assert ">said by the chair</li>" in note
    assert f'excerpted from <a href="{cited.get_absolute_url()}">a draft</a>' in note
    assert hidden.get_absolute_url() not in html


def test_the_source_cited_leads_to_what_was_reported_from_it(client):
    cited = make.make_document(0, is_stub=True)
    document = make.make_document(title="The report")
    for extract in (say(document, "quay 2", text="Reported thing"), say(document)):
        Attribution.objects.create(
            extract=extract, order=1, relation="reported-by", printed="x", document=cited
        )
    html = main_of(client, cited.get_absolute_url())
    reported = part(html, 'id="cited-by"', "</section>")
    assert "Reported thing" in reported
    assert f'<a href="{document.address_of("p2")}">The report, paragraph 2</a>' in reported
    assert f'<a href="{document.get_absolute_url()}">The report</a>' in reported


def test_an_extract_over_two_paragraphs_is_noted_once_and_referred_to_below(client):
    document = make.make_document()
    extract = say(document, "quay 2", kind="challenge", text="Both")
    mark(extract, document.paragraphs.get(anchor="p3"), "quay 3")
    html = main_of(client, document.get_absolute_url())
    assert html.count(f'id="e-{extract.public_id}"') == 1
    assert "see paragraph 2" in part(html, '<a class="margin-note challenge" href="#p2">', "</a>")


def test_an_extract_tied_to_no_words_stands_below_the_text(client):
    document = make.make_document()
    say(document, text="Said in passing", kind="observation")
    loose = part(main_of(client, document.get_absolute_url()), 'id="loose"', "</section>")
    assert "Said in passing" in loose


def test_a_table_has_header_cells_and_lists_with_marks_inside_their_items(client):
    document = make.make_document(0)
    head = [["Convergence"], ["Asked"]]
    row = [["laws exist", "trust grows"], ["laws apply"]]
    make.make_paragraph(
        document, 1, kind="table-row", anchor="t1-r1", cells=head, text="Convergence\nAsked"
    )
    make.make_paragraph(
        document,
        2,
        kind="table-row",
        anchor="t1-r2",
        cells=row,
        text="laws exist; trust grows\nlaws apply",
    )
    extract = say(document, "laws apply", kind="recommendation")
    mark(extract, document.paragraphs.get(anchor="t1-r2"), "trust")

    html = main_of(client, document.get_absolute_url())

    table = part(html, "<table>", "</table>")
    assert re.findall(r'<th scope="col">(.*?)</th>', table) == ["Convergence", "Asked"]
    assert '<tr id="t1-r1" data-reference="paragraph 1">' in table
    assert '<tr id="t1-r2" data-reference="paragraph 2">' in table
    assert "<li>laws exist</li>" in table
    assert re.search(r"<li><mark [^>]*>trust</mark> grows</li>", table)
    assert re.search(r"<td><mark [^>]*>laws apply</mark></td>", table)
    assert f'id="e-{extract.public_id}"' in html


def test_an_item_that_is_not_in_the_text_of_its_row_is_still_shown(client):
    document = make.make_document(0)
    make.make_paragraph(
        document, 1, kind="table-row", anchor="t1-r1", cells=[["one", "lost"]], text="one"
    )
    assert "<li>lost</li>" in main_of(client, document.get_absolute_url())


def test_the_head_names_who_led_the_session_and_that_no_author_is_known(client):
    session = make.make_session(starts=datetime(2017, 9, 6, 12, 0, tzinfo=UTC))
    people = {
        role: make.make_appearance(
            consultation=session.consultation, session=session, role=role, body=f"Body {role}"
        )
        for role in ("rapporteur", "chair", "participant")
    }
    document = make.make_document(consultation=session.consultation, session=session)

    text = words(main_of(client, document.get_absolute_url()))

    assert "Session report · Wed 6 Sep 2017, 14:00 Vienna" in text
    chair, rapporteur = (people[role].speaker for role in ("chair", "rapporteur"))
    assert f"Chair: {chair} (Body chair) · Rapporteur: {rapporteur} (Body rapporteur)" in text
    assert "no author on record" in text
    assert "signed" not in text
    assert "Body participant" not in text


def test_the_author_stands_as_printed_and_leads_to_the_body_meant(client):
    author = make.make_organisation(status="recorded")
    spoke = make.make_appearance()
    document = make.make_document(
        author="The Alliance", author_organisation=author, delivered_by=spoke, kind="Statement"
    )
    html = main_of(client, document.get_absolute_url())
    assert f'<a href="{author.get_absolute_url()}">The Alliance</a>' in html
    assert f"delivered by {spoke.speaker}" in words(html)
    assert "no author on record" not in html


def test_an_author_whose_body_is_not_public_is_only_printed(client):
    pending = make.make_organisation(status="pending")
    document = make.make_document(author="The Alliance", author_organisation=pending)
    html = main_of(client, document.get_absolute_url())
    assert "The Alliance" in html
    assert pending.get_absolute_url() not in html


def test_a_stub_says_that_it_is_cited_not_held_with_symbol_and_date(client):
    document = make.make_document(
        0, is_stub=True, is_checked=False, symbol="A/RES/71/1", source_url="https://x.example/1"
    )
    html = main_of(client, document.get_absolute_url())
    text = words(html)
    assert "Cited, not held." in text
    assert "6 September 2017 · A/RES/71/1" in text
    assert "To be checked" in text
    assert 'href="https://x.example/1" rel="nofollow noopener"' in html
    assert "has not been entered" not in text


def test_a_document_without_text_yet_says_so(client):
    document = make.make_document(0)
    assert "has not been entered yet" in main_of(client, document.get_absolute_url())


def test_editions_lead_to_each_other_and_only_to_public_ones(client):
    first = make.make_document(title="First", edition="1")
    second = make.make_document(title="Second", replaces=first)
    third = make.make_document(title="Third", replaces=second, state="draft")
    old, new = (main_of(client, each.get_absolute_url()) for each in (first, second))
    assert f'There is a newer edition: <a href="{second.get_absolute_url()}">' in old
    assert f'Replaces an older edition: <a href="{first.get_absolute_url()}">' in new
    assert third.get_absolute_url() not in new


def test_the_citation_names_the_document_and_only_where_one_is_asked_for_a_paragraph(client):
    document = make.make_document(author="The Alliance", symbol="X/1", title="On quays")
    extract = make.make_extract(document=document)
    address = f"http://testserver{document.get_absolute_url()}"
    whole = "Cite: The Alliance, On quays, X/1, 6 September 2017, "
    hint = "The number beside each paragraph leads to its own address."
    cited = {
        ("at", ""): f"{whole}Plenary, {address} {hint}",
        ("at", extract.anchor): f"{whole}Plenary, {address} {hint}",
        ("at", "p2"): f"{whole}paragraph 2, Plenary, {address}?at=p2#p2 {hint}",
        ("words", "quay 2"): f"{whole}paragraph 2, Plenary, {address}?at=p2#p2 {hint}",
    }
    for (name, value), said in cited.items():
        html = main_of(client, document.get_absolute_url(), **{name: value})
        assert words(part(html, '<p class="cite mt-4">', "</p>")) == said


def test_the_citation_of_an_edition_says_which(client):
    document = make.make_document(title="On quays", edition="2")
    assert "On quays, edition 2, 6 September 2017" in _cite(client, document)


def test_the_citation_of_a_paraphrase_says_whose_summary_it_is(client):
    document = make.make_document(text_basis="paraphrase")
    cite = _cite(client, document)
    assert "as summarised by Plenary" in cite


@pytest.mark.parametrize(
    "hidden",
    [
        {"state": "draft"},
        {"state": "review"},
        {"state": "withheld", "withheld_reason": "At the author's wish"},
        {"embargo_until": datetime(2099, 1, 1, tzinfo=UTC)},
    ],
)
def test_a_document_that_is_not_public_is_there_for_curators_alone(client, log_in, curator, hidden):
    document = make.make_document(**hidden)
    assert client.get(document.get_absolute_url()).status_code == HTTPStatus.NOT_FOUND
    html = main_of(log_in(curator), document.get_absolute_url())
    if "state" in hidden:
        assert "only curators see this page" in html


def test_a_text_of_the_whole_process_has_a_page_without_a_consultation(client):
    consultation = make.make_consultation()
    document = make.make_document(consultation=consultation, place="Marrakesh")
    Document.objects.filter(pk=document.pk).update(consultation=None)
    text = words(main_of(client, document.get_absolute_url()))
    assert "Session report · 6 September 2017, Marrakesh" in text
    assert consultation.title not in text


@pytest.mark.hold
def test_what_is_read_on_one_page_stays_small_on_the_line(client):
    document = make.make_document(100)
    for paragraph in document.paragraphs.all():
        extract = say(document)
        mark(extract, paragraph, "longer opening hours")
        make.make_recommendation(consultation=document.consultation, extracts=[extract])
    page = client.get(document.get_absolute_url()).content
    assert page.count(b"<mark") > 80
    assert len(brotli.compress(page, quality=4)) < MOST_BYTES_OF_A_READER
