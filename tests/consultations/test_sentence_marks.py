"""What curators find about sentences, and how far a document is recorded by it."""

import pytest
from django.db import IntegrityError, transaction

from consultations import actions
from consultations.coverage import Coverage, coverage_of, lines_of
from consultations.importing import read
from consultations.models import Extract, Paragraph, SentenceMark
from consultations.quotes import Hit
from ledger.models import Entry
from ledger.refusal import Refused
from ledger.verifying import is_whole
from tests import factories
from tests.consultations.said import mark, say
from tests.reading_pages import words
from vocabulary.models import Instrument

pytestmark = pytest.mark.django_db

NO_RECORD, DISMISSED = SentenceMark.Kind.NO_RECORD, SentenceMark.Kind.DISMISSED
TEXT = "The hall was cold. States should heat it. Thank you."
SECOND = {"start": 19, "end": 41}


@pytest.fixture
def document():
    return factories.make_document(paragraphs=0, slug="halls", state="draft")


@pytest.fixture
def paragraph(document):
    return factories.make_paragraph(document, 1, text=TEXT)


def _extract(document, **fields) -> Extract:
    defaults = {"kind": "recommendation", "text": "Heat it", "voice": "participants"}
    return Extract(document=document, voice_kind="session-participants", **defaults | fields)


@pytest.mark.parametrize(
    ("kind", "made", "undone"),
    [
        (NO_RECORD, "sentence.no-record", "sentence.left-again"),
        (DISMISSED, "sentence.dismissed", "sentence.suggested-again"),
    ],
)
def test_a_finding_is_made_once_and_taken_back_once(paragraph, curator, kind, made, undone):
    given = {"paragraph": paragraph, "kind": kind, "by": curator, **SECOND}
    kept = actions.mark_sentence(**given)
    assert actions.mark_sentence(**given) == kept
    actions.unmark_sentence(**given)
    actions.unmark_sentence(**given)

    assert not SentenceMark.objects.exists()
    entries = Entry.objects.order_by("pk")
    assert [entry.verb for entry in entries] == [made, undone]
    assert {entry.actor_id for entry in entries} == {curator.pk}
    assert entries[0].payload == {"anchor": "p1", "start": 19, "end": 41}
    assert is_whole("document", "halls")


def test_a_finding_names_its_place(paragraph):
    kept = actions.mark_sentence(paragraph=paragraph, kind=NO_RECORD, by=None, **SECOND)
    assert str(kept) == f"{paragraph}, 19–41: no record needed"


@pytest.mark.parametrize("place", [{"start": 0, "end": 5}, {"start": 19, "end": 400}])
def test_only_a_whole_sentence_is_found_about(paragraph, place):
    with pytest.raises(Refused, match="changed meanwhile"):
        actions.mark_sentence(paragraph=paragraph, kind=NO_RECORD, by=None, **place)


def test_a_paragraph_that_is_gone_is_found_nothing_about(paragraph):
    gone = Paragraph.objects.get(pk=paragraph.pk)
    paragraph.delete()
    with pytest.raises(Refused, match="changed meanwhile"):
        actions.mark_sentence(paragraph=gone, kind=NO_RECORD, by=None, **SECOND)


def test_a_sentence_that_an_extract_rests_on_needs_its_record(document, paragraph):
    say(document, "heat it")
    with pytest.raises(Refused, match="rests on this sentence"):
        actions.mark_sentence(paragraph=paragraph, kind=NO_RECORD, by=None, **SECOND)
    actions.mark_sentence(paragraph=paragraph, kind=NO_RECORD, by=None, start=0, end=18)


def test_the_database_keeps_findings_apart(paragraph):
    wrong = {"paragraph": paragraph, "kind": NO_RECORD, "start": 5, "end": 5}
    with pytest.raises(IntegrityError), transaction.atomic():
        SentenceMark.objects.create(**wrong)
    right = wrong | {"end": 9}
    SentenceMark.objects.create(**right)
    with pytest.raises(IntegrityError), transaction.atomic():
        SentenceMark.objects.create(**right)


def test_an_extract_is_drawn_with_its_words_addressees_and_instruments(
    document, paragraph, curator
):
    treaty = Instrument.objects.create(short="Hall Treaty", slug="hall", name="T", is_binding=True)
    drawn = actions.draw_extract(
        extract=_extract(document),
        hit=Hit(paragraph, 19, 41),
        addressees=["States"],
        instruments=[treaty],
        by=curator,
    )

    assert drawn.spans.get().words == "States should heat it."
    assert [each.name for each in drawn.addressees.all()] == ["States"]
    assert list(drawn.instruments.all()) == [treaty]
    assert Entry.objects.get().verb == "extract.marked"


def test_nothing_is_drawn_from_words_that_have_changed(document, paragraph):
    paragraph.text = "The hall was cold. States must heat the hall."
    actions.mend_paragraphs(document=document, changed=[paragraph], by=None)
    stale = Hit(Paragraph(pk=paragraph.pk, document=document, text=TEXT), 19, 41)

    with pytest.raises(Refused, match="changed meanwhile"):
        actions.draw_extract(extract=_extract(document), hit=stale, by=None)
    assert not Extract.objects.exists()


def test_a_second_extract_is_drawn_only_where_another_is_meant(document, paragraph):
    hit = Hit(paragraph, 19, 41)
    actions.draw_extract(extract=_extract(document), hit=hit, by=None)
    with pytest.raises(Refused, match="rests on this sentence already"):
        actions.draw_extract(extract=_extract(document, text="Warm it"), hit=hit, by=None)
    with pytest.raises(Refused, match="rests on this sentence already"):
        actions.draw_extract(extract=_extract(document), hit=hit, is_another=True, by=None)
    other = _extract(document, text="Warm it")
    actions.draw_extract(extract=other, hit=hit, is_another=True, by=None)
    assert Extract.objects.count() == 2


def test_findings_go_with_their_words(document, paragraph):
    actions.mark_sentence(paragraph=paragraph, kind=NO_RECORD, by=None, **SECOND)
    paragraph.label = "1."
    actions.mend_paragraphs(document=document, changed=[paragraph], by=None)
    assert SentenceMark.objects.exists()

    paragraph.text = TEXT.replace("cold", "damp")
    actions.mend_paragraphs(document=document, changed=[paragraph], by=None)
    assert not SentenceMark.objects.exists()


def test_findings_go_with_the_cells_that_part_their_words(document):
    row = factories.make_paragraph(document, 1, text="Lamps; oil", cells=[["Lamps", "oil"]])
    actions.mark_sentence(paragraph=row, kind=NO_RECORD, by=None, start=0, end=5)
    row.cells = [["Lamps; oil"]]
    actions.mend_paragraphs(document=document, changed=[row], by=None)
    assert not SentenceMark.objects.exists()


def test_findings_go_with_a_text_that_is_loaded_anew(document, paragraph):
    actions.mark_sentence(paragraph=paragraph, kind=NO_RECORD, by=None, **SECOND)
    reading = read("A Title\n\nAnother text of the hall.\n")
    actions.load_paragraphs(document=document, reading=reading, by=None, source="admin")
    assert not SentenceMark.objects.exists()


def test_findings_go_with_a_paragraph_that_is_split(document, paragraph):
    actions.mark_sentence(paragraph=paragraph, kind=NO_RECORD, by=None, **SECOND)
    seen = actions.shape_of(document)
    actions.split_paragraph(paragraph=paragraph, at=SECOND["start"], by=None, seen=seen)
    assert not SentenceMark.objects.exists()


def test_findings_go_with_a_paragraph_that_is_taken_out(document, paragraph):
    actions.mark_sentence(paragraph=paragraph, kind=NO_RECORD, by=None, **SECOND)
    actions.mend_paragraphs(document=document, removed=[paragraph], by=None)
    assert not SentenceMark.objects.exists()


def _coverage(document) -> Coverage:
    extracts = document.extracts.prefetch_related("spans")
    marks = SentenceMark.objects.filter(paragraph__document=document)
    return coverage_of(lines_of(document.paragraphs.all(), extracts, marks))


def test_a_sentence_counts_once_as_recorded_or_as_needing_no_record(document, paragraph):
    factories.make_paragraph(document, 2, text="A heading", kind="heading")
    assert _coverage(document) == (3, 0, 0)
    actions.mark_sentence(paragraph=paragraph, kind=NO_RECORD, by=None, start=0, end=18)
    actions.mark_sentence(paragraph=paragraph, kind=NO_RECORD, by=None, **SECOND)
    actions.mark_sentence(paragraph=paragraph, kind=DISMISSED, by=None, start=42, end=52)
    assert _coverage(document) == (3, 0, 2)

    extract = say(document, "States should")
    mark(extract, paragraph, "heat it")
    reached = _coverage(document)
    assert reached == (3, 1, 1)
    assert (reached.done, reached.left) == (2, 1)


def test_of_a_table_what_says_something_counts_and_what_is_worked_through(document):
    cells = [["Quay 4"], ["12"], ["Lamps were lit."], ["Keep the lamps lit"]]
    text = "Quay 4\n12\nLamps were lit.\nKeep the lamps lit"
    row = factories.make_paragraph(document, 1, kind="table-row", text=text, cells=cells)
    assert _coverage(document) == (2, 0, 0)
    actions.mark_sentence(paragraph=row, kind=NO_RECORD, by=None, start=0, end=6)
    say(document, "12")
    assert _coverage(document) == (4, 1, 1)


def test_what_has_no_sentences_is_covered_by_nothing(document):
    assert _coverage(document) == (0, 0, 0)


def _statement(client, document) -> str:
    html = words(client.get(document.get_absolute_url()).content.decode())
    return html.partition("Coverage: ")[2].partition(" .")[0].partition(". ")[0]


@pytest.fixture
def public():
    document = factories.make_document(paragraphs=0)
    factories.make_paragraph(document, 1, text=TEXT)
    factories.make_paragraph(document, 2, text="It rained. It rained again.")
    return document


def _no_record(document, anchor: str, start: int, end: int) -> None:
    paragraph = document.paragraphs.get(anchor=anchor)
    actions.mark_sentence(paragraph=paragraph, kind=NO_RECORD, by=None, start=start, end=end)


def test_readers_are_told_how_far_a_document_is_recorded_once_it_is_worked_through(client, public):
    say(public, "heat it")
    assert _statement(client, public) == ""
    _no_record(public, "p1", 0, 18)
    assert _statement(client, public) == (
        "of 5 sentences, 1 recorded in extracts, 1 that need no record, 3 not worked through yet"
    )
    for place in (("p1", 42, 52), ("p2", 0, 10), ("p2", 11, 27)):
        _no_record(public, *place)
    assert _statement(client, public) == (
        "of 5 sentences, 1 recorded in extracts, 4 that need no record"
    )


def test_readers_are_told_when_all_of_a_document_is_in_extracts(client):
    document = factories.make_document(paragraphs=1)
    say(document, "asked for longer")
    assert _statement(client, document).startswith("of 1 sentence, 1 recorded")


def test_sentences_whose_words_are_withheld_are_not_counted_for_readers(client, public, curator):
    _no_record(public, "p1", 0, 18)
    say(public, "rained again")
    paragraph = public.paragraphs.get(anchor="p2")
    actions.withhold_paragraph(paragraph=paragraph, by=curator, reason="It names a child.")
    assert _statement(client, public).startswith("of 3 sentences, 0 recorded")


def test_a_dismissed_suggestion_is_nothing_that_readers_are_told_of(client, public):
    paragraph = public.paragraphs.get(anchor="p1")
    actions.mark_sentence(paragraph=paragraph, kind=DISMISSED, by=None, **SECOND)
    assert _statement(client, public) == ""
