"""What readers see of what became of an ask: on its page, and as asks by later texts."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultations.actions import withhold_paragraph
from consultations.models import Consultation, Document
from ledger.clock import now
from recommendations import actions
from recommendations.models import Reflection
from recommendations.policies import Found
from recommendations.views import reflected
from tests import factories
from tests.reading_pages import main_of, part, words
from vocabulary.models import Theme

pytestmark = [pytest.mark.django_db, pytest.mark.hold]

State = Reflection.State


@pytest.fixture
def draft(recommendation):
    return factories.make_later_text(recommendation.consultation.process, title="Zero draft")


def _section(client, row):
    main = main_of(client, f"/recommendations/{row.code}/")
    return part(main, '<section class="mb-4" id="reflected"', "</section>")


def _table(client, address, **query):
    return part(main_of(client, address, **query), '<table class="matrix"', "</table>")


def _rows(table):
    """Return the words of each row of the table, cell by cell."""
    rows = [
        re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall("<tr>(.*?)</tr>", table)
    ]
    return [[words(cell) for cell in row] for row in rows]


def _matrix(consultation):
    return f"/consultations/{consultation.slug}/reflected/"


# On the page of the recommendation


def test_a_finding_stands_with_its_exact_words_their_place_and_who_looked(
    client, recommendation, draft, curator
):
    made = factories.make_reflection(
        recommendation=recommendation, document=draft, reason="It names one coast."
    )
    section = _section(client, recommendation)

    assert f'<q class="said" lang="en" dir="auto">{made.words}</q>' in section
    assert f'href="/documents/{draft.slug}/?at=p1#p1">paragraph 1</a>' in section
    text = words(section)
    assert "Zero draft, 5 Feb 2018: in part. We resolve to keep" in text
    assert "It names one coast." in text
    assert "Assessed by one curator" in text
    assert "not yet seconded" in text
    actions.second_finding(reflection=made, by=curator)
    text = words(_section(client, recommendation))
    assert "Assessed by two curators" in text
    assert "not yet seconded" not in text


@pytest.mark.parametrize("finding", list(Reflection.Finding))
def test_each_finding_is_said_in_words(client, recommendation, draft, finding):
    factories.make_reflection(finding, recommendation=recommendation, document=draft)

    text = words(_section(client, recommendation))
    assert f"Zero draft, 5 Feb 2018: {finding.label}." in text
    assert "It says nothing of it." in text


def test_of_a_paraphrase_no_words_are_quoted(client, recommendation):
    process = recommendation.consultation.process
    text = factories.make_later_text(process, text_basis="paraphrase", edition="second edition")
    made = factories.make_reflection(recommendation=recommendation, document=text)

    section = _section(client, recommendation)
    assert "<q" not in section
    assert "In our summary, not its wording:" in section
    assert made.words in section
    assert ", second edition, 5 Feb 2018:" in words(section)


def test_the_words_keep_their_language(client, recommendation):
    process = recommendation.consultation.process
    text = factories.make_later_text(process, language="ar")
    factories.make_reflection(recommendation=recommendation, document=text)

    assert '<q class="said" lang="ar" dir="auto">' in _section(client, recommendation)


def test_what_was_not_assessed_is_named_so_and_leads_to_how_we_judge(client, recommendation, draft):
    section = _section(client, recommendation)

    assert "Zero draft, 5 Feb 2018: not assessed." in words(section)
    for address in (_matrix(recommendation.consultation), "/about/using/reflected/"):
        assert f'href="{address}"' in section
        assert client.get(address).status_code == 200


def test_a_corrected_finding_says_so_and_the_old_one_is_gone(
    client, recommendation, draft, curator
):
    made = factories.make_reflection(recommendation=recommendation, document=draft)
    found = Found(Reflection.Finding.ABSENT, reason="Not a word.")
    actions.correct_finding(reflection=made, found=found, by=curator)

    text = words(_section(client, recommendation))
    assert "not there. Not a word." in text
    assert "It corrects an earlier finding." in text
    assert made.words not in text


def test_a_finding_says_where_the_ask_has_changed_since(client, recommendation, draft, curator):
    factories.make_reflection(recommendation=recommendation, document=draft)
    told = "Assessed for an earlier version of this text."
    assert told not in _section(client, recommendation)

    recommendation.draft_text = "States should open every harbour."
    recommendation.save()
    actions.publish(recommendation=recommendation, by=curator)

    assert told in _section(client, recommendation)


def test_a_carried_finding_is_to_be_confirmed(client, recommendation, draft, curator):
    factories.make_reflection(recommendation=recommendation, document=draft)
    newer = factories.make_later_text(draft.process, date=date(2018, 3, 5))

    assert len(actions.carry_findings(old=draft, new=newer, by=curator)) == 1

    assert "the same words; to be confirmed." in words(_section(client, recommendation))
    table = _rows(_table(client, _matrix(recommendation.consultation)))
    assert table[1][1:] == [
        "in part paragraph 1 one assessor",
        "in part paragraph 1 to be confirmed",
    ]
    assert ["Carried, to be confirmed", "0", "1"] in table


def test_texts_that_are_only_cited_are_counted_and_nothing_is_said_of_them(client, recommendation):
    process = recommendation.consultation.process
    for _each in range(2):
        factories.make_later_text(process, 0, is_stub=True, title="Cited draft")

    text = words(_section(client, recommendation))
    assert "2 later texts of the process are cited here, not held" in text
    assert "Cited draft" not in text
    assert "not assessed" not in text


def test_without_later_texts_there_is_no_such_part(client, recommendation):
    factories.make_later_text(factories.make_process())

    assert 'id="reflected"' not in main_of(client, f"/recommendations/{recommendation.code}/")


def test_the_page_takes_two_questions_more_where_there_are_later_texts(client, recommendation):
    recommendation.extracts.add(factories.make_extract())
    process = recommendation.consultation.process
    counts = []
    for number in (0, 1, 29):
        for _each in range(number):
            factories.make_reflection(
                recommendation=recommendation, document=factories.make_later_text(process)
            )
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/recommendations/{recommendation.code}/")
        counts.append(len(queries))
    assert counts == [7, 9, 9]


# Asks by texts


def test_the_matrix_says_in_words_what_became_of_each_ask_in_each_text(
    client, recommendation, draft, curator
):
    consultation = recommendation.consultation
    other = factories.make_recommendation(consultation=consultation)
    outcome = factories.make_later_text(draft.process, title="Outcome", date=date(2018, 12, 10))
    made = factories.make_reflection("weakened", recommendation=recommendation, document=draft)
    actions.second_finding(reflection=made, by=curator)
    factories.make_reflection("absent", recommendation=other, document=draft)
    factories.make_reflection("in-full", recommendation=recommendation, document=outcome)

    table = _table(client, _matrix(consultation))

    assert _rows(table) == [
        ["What is asked", "Zero draft 5 Feb 2018", "Outcome 10 Dec 2018"],
        [
            f"{recommendation.code}{recommendation.title}",
            "weakened paragraph 1",
            "in full paragraph 1 one assessor",
        ],
        [f"{other.code}{other.title}", "not there one assessor", "not assessed"],
        ["In full", "0", "1"],
        ["Weakened", "1", "0"],
        ["Not there", "1", "0"],
        ["Not assessed", "0", "1"],
        ["Assessed by two curators", "1", "0"],
        ["Assessed by one curator", "1", "1"],
    ]
    assert table.count('scope="col"') == 3
    assert table.count('scope="row"') == 8
    assert "2 asks · 2 later texts, oldest first" in words(table)
    assert f'href="/documents/{draft.slug}/?at=p1#p1"' in table
    main = main_of(client, _matrix(consultation))
    assert "says whether one curator assessed it or two" in main
    assert "two curators look at each" not in main
    missing = part(main, "Not assessed</h2>", "</dl>")
    assert words(missing) == f"Outcome1 ask: {other.code}"


def test_what_is_cited_stands_below_and_drafts_and_merged_asks_stand_nowhere(
    client, recommendation, curator
):
    consultation = recommendation.consultation
    factories.make_later_text(consultation.process, is_stub=True, title="Cited draft")
    factories.make_draft(consultation=consultation, draft_title="Not published yet")
    gone = factories.make_recommendation(consultation=consultation)
    actions.merge_recommendation(recommendation=gone, into=recommendation, by=curator)

    main = main_of(client, _matrix(consultation))

    assert "No later text is held here, so nothing has been assessed." in main
    assert "Cited draft" in part(main, "Cited, not held</h2>", "</ul>")
    factories.make_later_text(consultation.process, edition="first edition")
    table = _table(client, _matrix(consultation))
    assert len(_rows(table)) == 3
    assert gone.code not in table
    assert ", first edition" in table


def test_a_consultation_in_which_nothing_is_asked_says_so(client):
    consultation = factories.make_consultation()
    factories.make_later_text(consultation.process)

    assert "Nothing is asked here yet" in main_of(client, _matrix(consultation))


def test_a_consultation_that_is_a_draft_has_no_such_page(client):
    consultation = factories.make_consultation(state="draft")

    assert client.get(_matrix(consultation)).status_code == 404


@pytest.fixture
def theme(recommendation):
    theme = Theme.objects.create(name="Harbours", slug="harbours")
    recommendation.themes.add(theme)
    return theme


def test_a_theme_gathers_asks_of_several_processes_each_with_its_own_texts(
    client, recommendation, draft, theme
):
    other = factories.make_recommendation()
    other.themes.add(theme)
    elsewhere = factories.make_later_text(
        other.consultation.process, title="Elsewhere", date=date(2018, 6, 1)
    )
    factories.make_reflection(recommendation=other, document=elsewhere)

    rows = _rows(_table(client, "/recommendations/reflected/", theme="harbours"))

    assert rows[0][1:] == ["Zero draft 5 Feb 2018", "Elsewhere 1 Jun 2018"]
    # By their codes, which tests count on: C9 stands behind C10.
    assert sorted(row[1:] for row in rows[1:3]) == [
        ["not a later text of its process", "in part paragraph 1 one assessor"],
        ["not assessed", "not a later text of its process"],
    ]
    assert ["Not assessed", "1", "0"] in rows


def test_a_wider_theme_gathers_what_is_asked_under_the_narrower_ones_each_ask_once(
    client, recommendation, theme
):
    wider = Theme.objects.create(name="Waters", slug="waters")
    beside = Theme.objects.create(name="Coasts", slug="coasts", parent=wider, position=1)
    Theme.objects.filter(pk=theme.pk).update(parent=wider)
    recommendation.themes.add(wider, beside)
    other = factories.make_recommendation(consultation=recommendation.consultation)
    other.themes.add(beside)
    both = (recommendation, other)
    factories.make_later_text(recommendation.consultation.process)

    main = main_of(client, "/recommendations/reflected/", theme="waters")

    assert re.findall(r'<option value="[^"]*"[^>]*>([^<]*)<', main)[1:] == [
        "Waters",
        "— Harbours",
        "— Coasts",
    ]
    assert "What became of what was asked: Waters</h1>" in main
    rows = _rows(part(main, '<table class="matrix"', "</table>"))
    assert [row[0] for row in rows[1:3]] == [f"{row.code}{row.title}" for row in both]
    assert rows[3:] == [["Not assessed", "2"]]
    rows = _rows(_table(client, "/recommendations/reflected/", theme="harbours"))
    assert rows[2:] == [["Not assessed", "1"]]


def test_a_theme_is_offered_for_what_is_asked_under_a_narrower_one_alone(client, draft, theme):
    wider = Theme.objects.create(name="Waters", slug="waters")
    Theme.objects.filter(pk=theme.pk).update(parent=wider)

    main = main_of(client, "/recommendations/reflected/", theme="waters")

    assert "invalid-feedback" not in main
    assert "1 ask ·" in words(main)


def test_without_a_theme_one_is_asked_for_and_an_unknown_one_is_an_error_at_its_field(
    client, theme
):
    Theme.objects.create(name="Unused", slug="unused")
    main = main_of(client, "/recommendations/reflected/")
    assert '<option value="harbours">Harbours</option>' in main
    assert "Unused" not in main
    assert "invalid-feedback" not in main
    for wrong in ("unused", "no'such", "", "\x00"):
        main = main_of(client, "/recommendations/reflected/", theme=wrong)
        assert '<table class="matrix"' not in main
        assert "invalid-feedback" in main, wrong


@pytest.mark.parametrize(
    ("asks", "texts"), [(1, 1), (30, 6), pytest.param(200, 6, marks=pytest.mark.hold)]
)
def test_the_matrix_takes_few_questions_however_large(client, curator, theme, asks, texts):
    consultation = factories.make_consultation()
    consultation.contributes_to.add(factories.make_process())
    documents = [
        factories.make_later_text(consultation.process, date=date(2018, 1, day + 1))
        for day in range(texts)
    ]
    rows = [factories.make_recommendation(consultation=consultation) for _each in range(asks)]
    theme.recommendation_set.set(rows)
    _find_all(rows, documents, curator)

    for address, query, most in (
        (_matrix(consultation), {}, 8),
        ("/recommendations/reflected/", {"theme": theme.slug}, 8),
    ):
        with CaptureQueriesContext(connection) as queries:
            table = _table(client, address, **query)
        assert len(queries) == most
        assert table.count("in part") == min(asks, 100) * texts


def test_many_asks_come_in_pages_whose_numbers_count_them_all(client, curator, monkeypatch):
    monkeypatch.setattr(reflected, "PAGE_SIZE", 2)
    consultation = factories.make_consultation()
    draft = factories.make_later_text(consultation.process, title="Zero draft")
    rows = [factories.make_recommendation(consultation=consultation) for _each in range(5)]
    _find_all(rows[:4], [draft], curator)
    codes = [row.code for row in rows]

    pages = [main_of(client, _matrix(consultation), page=number) for number in (1, 2, 3)]

    assert [[code for code in codes if f">{code}<" in page] for page in pages] == [
        codes[:2],
        codes[2:4],
        codes[4:],
    ]
    for page in pages:
        assert _rows(part(page, '<table class="matrix"', "</table>"))[-3:] == [
            ["In part", "4"],
            ["Not assessed", "1"],
            ["Assessed by one curator", "4"],
        ]
    assert "5 asks, of which 3 to 4 stand here; the numbers at the end count all" in words(pages[1])
    assert "Not assessed, of those on this page" not in pages[0]
    missing = part(pages[2], "Not assessed, of those on this page</h2>", "</dl>")
    assert words(missing) == f"Zero draft1 ask: {codes[4]}"
    assert 'rel="next" href="?page=2"' in pages[0]


def test_a_page_has_at_most_a_hundred_asks():
    assert reflected.PAGE_SIZE == 100


def _find_all(rows, documents, curator):
    """Put a finding into every cell, as fast as the database takes them."""
    first = {document.pk: document.paragraphs.first() for document in documents}
    Reflection.objects.bulk_create(
        Reflection(
            recommendation=row,
            version=row.current_version,
            document=document,
            paragraph=first[document.pk],
            start=0,
            end=10,
            words=first[document.pk].text[:10],
            finding="in-part",
            assessed_by=curator,
            assessed_at=now(),
        )
        for row in rows
        for document in documents
    )


# What is hidden


def test_what_rests_on_withheld_words_is_told_to_curators_alone(
    client, log_in, recommendation, draft, curator
):
    made = factories.make_reflection(
        recommendation=recommendation, document=draft, reason="They say so."
    )
    withhold_paragraph(paragraph=made.paragraph, by=curator, reason="It names a village.")
    address = _matrix(recommendation.consultation)

    section = _section(client, recommendation)
    assert "the words that this rests on are withheld." in section
    table = _rows(_table(client, address))
    assert table[1][1:] == ["words withheld"]
    assert ["The words are withheld", "1"] in table
    assert not any(row[0].startswith("Assessed by") for row in table)
    for text in (section, main_of(client, address)):
        assert made.words not in text
        assert "They say so." not in text
        assert "in part" not in words(text).lower()
        assert "#p1" not in text
    seen = _section(log_in(curator), recommendation)
    assert made.words in seen
    assert "They say so." in seen


@pytest.mark.parametrize(
    "fields",
    [
        {"embargo_until": now() + timedelta(days=400)},
        {"state": Document.State.WITHHELD, "withheld_reason": "It names people."},
    ],
)
def test_of_a_text_that_is_not_shown_nothing_is_told(
    client, log_in, recommendation, draft, curator, fields
):
    made = factories.make_reflection(recommendation=recommendation, document=draft)
    Document.objects.filter(pk=draft.pk).update(**fields)

    page = main_of(client, f"/recommendations/{recommendation.code}/")
    assert 'id="reflected"' not in page
    matrix = main_of(client, _matrix(recommendation.consultation))
    assert "Zero draft" not in page + matrix
    assert made.words not in page + matrix
    assert made.words in _section(log_in(curator), recommendation)


def test_what_a_curator_writes_is_shown_as_it_was_typed(client, recommendation, draft):
    reason = "<script>alert(1)</script> & “more”"
    factories.make_reflection(recommendation=recommendation, document=draft, reason=reason)

    section = _section(client, recommendation)
    assert "<script>" not in section
    assert reason in words(section)


# In the margin of the later text


def _margin(client, document):
    main = main_of(client, f"/documents/{document.slug}/")
    notes = re.findall(r'<a class="margin-note answer" href="([^"]*)">(.*?)</a>', main)
    return [(address, words(note.replace("<span", " <span"))) for address, note in notes]


def test_beside_its_words_the_draft_says_which_asks_they_answer(
    client, recommendation, draft, curator
):
    made = factories.make_reflection(recommendation=recommendation, document=draft)
    factories.make_reflection(
        "absent",
        document=draft,
        recommendation=factories.make_recommendation(consultation=recommendation.consultation),
    )
    there = f"/recommendations/{recommendation.code}/#reflected"
    told = f"Answers {recommendation.code}: in part {recommendation.title}"
    assert _margin(client, draft) == [(there, f"{told} one assessor, not yet seconded")]

    newer = factories.make_later_text(draft.process, date=date(2018, 3, 5))
    actions.carry_findings(old=draft, new=newer, by=curator)
    assert _margin(client, newer) == [(there, f"{told} carried, to be confirmed")]

    actions.second_finding(reflection=made, by=curator)
    assert _margin(client, draft) == [(there, told)]


def test_in_a_table_the_answer_names_its_row(client, recommendation, draft):
    rows = [
        factories.make_paragraph(
            draft, place, kind="table-row", cells=[["Ports."]], text="Ports.", anchor=f"t1-r{row}"
        )
        for row, place in ((1, 4), (2, 5))
    ]
    factories.make_reflection(recommendation=recommendation, document=draft, paragraph=rows[1])

    [(_there, note)] = _margin(client, draft)
    assert "in part" in note
    assert "paragraph 5" in note


def test_a_corrected_finding_and_one_on_withheld_words_leave_the_margin(
    client, log_in, recommendation, draft, curator
):
    made = factories.make_reflection(recommendation=recommendation, document=draft)
    withhold_paragraph(paragraph=made.paragraph, by=curator, reason="It names a village.")
    assert _margin(client, draft) == []
    assert len(_margin(log_in(curator), draft)) == 1
    found = Found(Reflection.Finding.ABSENT, reason="Not a word.")
    actions.correct_finding(reflection=made, found=found, by=curator)
    assert _margin(log_in(curator), draft) == []


@pytest.mark.parametrize(
    "change", [{"date": None}, {"date": date(2017, 9, 1)}, {"process": "another"}]
)
def test_of_a_text_that_is_no_later_one_any_more_neither_the_ask_nor_the_margin_tells(
    client, recommendation, draft, change
):
    factories.make_reflection(recommendation=recommendation, document=draft)
    factories.make_later_text(recommendation.consultation.process, title="Outcome")
    assert len(_margin(client, draft)) == 1
    assert draft.title in _section(client, recommendation)
    if "process" in change:
        change = {"process": factories.make_process()}
    Document.objects.filter(pk=draft.pk).update(**change)
    assert _margin(client, draft) == []
    assert draft.title not in _section(client, recommendation)


def test_a_text_of_a_process_to_which_the_consultation_contributes_answers_beside_its_words(
    client, recommendation
):
    process = factories.make_process()
    recommendation.consultation.contributes_to.add(process)
    outcome = factories.make_later_text(process)
    factories.make_reflection(recommendation=recommendation, document=outcome)
    assert len(_margin(client, outcome)) == 1


def test_the_margin_takes_one_question_more_for_one_answer_and_for_thirty(
    client, recommendation, draft, django_assert_num_queries
):
    for number in (1, 29):
        for _each in range(number):
            row = factories.make_recommendation(consultation=recommendation.consultation)
            factories.make_reflection(recommendation=row, document=draft)
        with django_assert_num_queries(7):
            client.get(f"/documents/{draft.slug}/")
    assert len(_margin(client, draft)) == 30


def test_findings_are_seen_where_the_ask_and_the_text_are_seen(
    recommendation, draft, curator, moderator
):
    factories.make_reflection(recommendation=recommendation, document=draft)
    consultation = Consultation.objects.filter(pk=recommendation.consultation_id)
    texts = Document.objects.filter(pk=draft.pk)

    def seen():
        rows = Reflection.objects
        people = (AnonymousUser(), moderator, curator)
        return [rows.visible_to(person).count() for person in people]

    assert seen() == [1, 1, 1]
    texts.update(embargo_until=now() + timedelta(days=1))
    assert seen() == [0, 0, 1]
    texts.update(embargo_until=None)
    consultation.update(state=Consultation.State.DRAFT)
    assert seen() == [0, 0, 1]
