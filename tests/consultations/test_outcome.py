"""The outcome that a document prints as a table, item by item beside what was drawn from it."""

from pathlib import Path

import pytest

from consultations.actions import load_paragraphs, withhold_paragraph
from consultations.importing import read
from consultations.models import Document, Extract
from consultations.outcome import OUTCOME, comparisons, kinds_of
from tests import factories as make
from tests.consultations.said import mark, say
from tests.reading_pages import main_of, part, queries_of, words

pytestmark = pytest.mark.hold

HEADINGS = ["Points of convergence", "Recommendations", "Challenges / open issues"]
ITEMS = [["wide piers", "dry ropes"], ["train the pilots"], ["ratify the charter", "fog"]]
HERE = Path(__file__).parent
OWN = HERE / "fixtures" / "session_report.txt"
REAL = HERE.parents[2] / "shared" / "input" / "gfmd-working-session-2017-09-06.txt"


def _row(document: Document, position: int, cells: list[list[str]]):
    return make.make_paragraph(
        document,
        position,
        kind="table-row",
        anchor=f"t1-r{position - 1}",
        reference=f"table, row {position - 1}",
        text=" ".join(item for cell in cells for item in cell),
        cells=cells,
    )


def _with_table(document: Document, headings=HEADINGS, items=ITEMS) -> Document:
    _row(document, 2, [[heading] for heading in headings])
    _row(document, 3, items)
    return document


@pytest.fixture
def session(db):
    return make.make_session()


@pytest.fixture
def report(session):
    """A session's report with a paragraph and a table of five items."""
    document = make.make_document(
        1, title="The report", consultation=session.consultation, session=session
    )
    return _with_table(document)


def _rests(report: Document, quoted: str, **fields) -> Extract:
    extract = say(report, **fields)
    mark(extract, report.paragraphs.get(text__contains=quoted), quoted)
    return extract


def _table(client, session) -> str:
    html = main_of(client, session.get_absolute_url())
    table = part(html, '<table class="matrix compared">', "</table>")
    return table.replace("</t", " </t").replace("</li>", " </li>").replace("</summ", " </summ")


@pytest.mark.parametrize(
    ("headings", "kinds"),
    [
        (["Convergence", "Recommendations", "Challenges"], (0, 1, 2)),
        (["No.", "Challenges", "What was recommended", "Where views met"], (3, 2, 1)),
        (["Points de convergence", "Recommandations", "Défis"], (0, 1, 2)),
        (["Coincidencias", "Recomendaciones", "Desafíos"], (0, 1, 2)),
        (["Retos", "Acuerdos", "Recomendaciones"], (1, 2, 0)),
        (["CONVERGENCE", "RECOMMENDATIONS", "DIFFICULTIES"], (0, 1, 2)),
        (["Convergence", "Agreed recommendations", "Challenges"], ()),
        (["Convergence and challenges", "Recommendations"], ()),
        (["Convergence", "Recommendations"], ()),
        (["Convergence", "Recommendations", "Challenges", "More challenges"], ()),
        (["Town", "Disagreement", "Boat"], ()),
        ([], ()),
    ],
)
def test_the_three_columns_are_told_apart_by_their_headings_or_not_at_all(headings, kinds):
    found = kinds_of(headings)
    assert tuple(found[kind] for kind in OUTCOME if found) == kinds


def test_each_printed_item_stands_beside_the_extracts_whose_words_rest_on_it(
    client, session, report
):
    pilots = _rests(report, "train the pilots", text="Pilots need training")
    _rests(report, "pilots ratify", text="Crosses two items", kind="challenge")
    _rests(report, "wide piers", text="Piers are wide", kind="convergence")
    _rests(report, "quay 1", text="Only said in the text", kind="challenge")
    _rests(report, "quay 1", text="Of another kind", kind="principle")
    ask = make.make_recommendation(consultation=session.consultation, extracts=[pilots])

    table = words(_table(client, session))

    assert table == (
        "As printed in The report Printed item Extracts that rest on it"
        " Points of convergence wide piers Piers are wide dry ropes No extract rests on this item."
        f" Recommendations train the pilots Pilots need training {ask.code}"
        " Crosses two items recorded as: Challenge"
        " Challenges / open issues ratify the charter Crosses two items"
        " fog No extract rests on this item."
        " Not in the table, in the text only 1 Only said in the text paragraph 1"
    )
    text = words(main_of(client, session.get_absolute_url()))
    assert "The table has 5 items; extracts rest on 3." in text
    assert "1 extract of these kinds rests on no item." in text


def test_a_kind_that_the_table_does_not_share_is_said_and_counts_as_in_the_table(
    client, session, report
):
    _rests(report, "ratify the charter", text="Ratify it", kind="recommendation")
    table = words(_table(client, session))
    assert "ratify the charter Ratify it recorded as: Recommendation" in table
    assert "in the text only" not in table


def test_the_table_is_one_for_readers_who_do_not_see_it(client, session, report):
    table = _table(client, session)
    assert table.count('scope="col"') == 2
    assert table.count('scope="rowgroup"') == 3
    assert table.count('scope="row"') == 5
    assert f'href="{report.address_of("t1-r2")}"' in table


def test_an_extract_without_words_is_in_no_table(client, session, report):
    say(report, text="A loose thing", kind="convergence")
    text = words(_table(client, session))
    assert "in the text only 1 A loose thing tied to no words" in text


def test_a_summary_says_that_its_items_are_not_the_wording(client, session, report):
    said = "The items stand in our summary, not in the wording."
    assert said not in main_of(client, session.get_absolute_url())
    Document.objects.filter(pk=report.pk).update(text_basis="paraphrase")
    assert said in main_of(client, session.get_absolute_url())


def test_a_withheld_row_is_compared_by_curators_alone(client, log_in, curator, session, report):
    _row(report, 4, [["deep water"], ["mend the nets"], ["ice"]])
    both = _rests(report, "mend the nets", text="Nets are to be mended")
    mark(both, report.paragraphs.get(anchor="p1"), "quay 1")
    _rests(report, "ice", text="Ice was feared", kind="challenge")
    row = report.paragraphs.get(anchor="t1-r3")
    withhold_paragraph(paragraph=row, by=None, reason="It names a child.")

    html = main_of(client, session.get_absolute_url())
    assert "A row of the table is withheld: It names a child." in html
    text = words(_table(client, session))
    assert "On no item that can be read here 1 Nets are to be mended" in text
    for hidden in ("deep water", "mend the nets", "Ice was feared"):
        assert hidden not in html

    text = words(_table(log_in(curator), session))
    assert "mend the nets Nets are to be mended" in text
    assert "ice Ice was feared" in text


def test_where_the_one_row_is_withheld_nothing_of_it_is_told(client, session, report):
    withhold_paragraph(
        paragraph=report.paragraphs.get(anchor="t1-r2"), by=None, reason="It names a child."
    )
    text = words(_table(client, session))
    assert text.count("No item of this column can be read here.") == 3
    assert "fog" not in text


def test_where_the_headings_are_withheld_nothing_is_compared(client, session, report):
    withhold_paragraph(
        paragraph=report.paragraphs.get(anchor="t1-r1"), by=None, reason="It names a child."
    )
    assert 'class="matrix compared"' not in main_of(client, session.get_absolute_url())


@pytest.mark.parametrize(
    ("headings", "items"),
    [(["Town", "Boat", "Captain"], ITEMS), (HEADINGS, None)],
)
def test_other_tables_are_not_compared(client, session, headings, items):
    document = make.make_document(1, consultation=session.consultation, session=session)
    if items:
        _with_table(document, headings, items)
    else:
        _row(document, 2, [[heading] for heading in headings])
    assert 'class="matrix compared"' not in main_of(client, session.get_absolute_url())


def test_a_row_may_be_shorter_than_the_headings(client, session):
    document = make.make_document(1, consultation=session.consultation, session=session)
    _with_table(document, HEADINGS, [["wide piers"], ["train the pilots"]])
    text = words(_table(client, session))
    assert "Challenges / open issues No item of this column can be read here." in text


def test_tables_of_documents_that_one_may_not_see_are_not_compared(
    client, log_in, curator, session, report
):
    Document.objects.filter(pk=report.pk).update(state="review")
    assert "compared" not in main_of(client, session.get_absolute_url())
    assert "wide piers" in _table(log_in(curator), session)


@pytest.mark.parametrize("number", [1, 30])
def test_the_comparison_asks_as_often_for_one_item_as_for_thirty(client, session, number):
    words_of = [f"item {at} of it" for at in range(number)]
    for _each in range(2):
        document = make.make_document(1, consultation=session.consultation, session=session)
        _with_table(document, HEADINGS, [words_of, ["other"], ["more"]])
        for quoted in words_of:
            extract = _rests(document, quoted, kind="convergence")
            make.make_recommendation(consultation=session.consultation, extracts=[extract])
    assert queries_of(client, {"session": session.get_absolute_url()}) == {"session": 12}


@pytest.mark.parametrize("path", [OWN, REAL], ids=["own", "real"])
def test_a_whole_report_is_compared_by_its_ten_items(db, curator, session, path):
    if not path.exists():
        pytest.skip(f"{path.name} is not here")
    document = make.make_document(
        0, state="draft", consultation=session.consultation, session=session
    )
    load_paragraphs(
        document=document, reading=read(path.read_text("utf-8")), by=curator, source="command"
    )
    rows = document.paragraphs.exclude(cells=None)
    last = rows.last()
    _rests(document, last.cells[2][0], kind="recommendation")

    (found,) = comparisons([document], document.extracts.visible_to(curator), curator)

    assert [len(column.items) for column in found.columns] == [4, 3, 3]
    assert [item.words for item in found.covered] == [last.cells[2][0]]
