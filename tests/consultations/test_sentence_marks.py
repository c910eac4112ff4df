"""What curators find about sentences, and how far a document is recorded by it."""

import pytest
from django.db import IntegrityError, transaction

from consultations import actions
from consultations.coverage import Coverage, coverage
from consultations.importing import read
from consultations.models import Extract, ExtractSpan, Paragraph, SentenceMark
from consultations.passages import passages_of
from consultations.quotes import Hit
from ledger.actions import is_whole
from ledger.models import Entry
from ledger.refusal import Refused
from tests import factories
from tests.consultations.said import mark, say
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
        hits=[Hit(paragraph, 19, 41)],
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
        actions.draw_extract(extract=_extract(document), hits=[stale], by=None)
    assert not Extract.objects.exists()


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
    blocks = read("A Title\n\nAnother text of the hall.\n").blocks
    actions.load_paragraphs(document=document, blocks=blocks, by=None, source="admin")
    assert not SentenceMark.objects.exists()


def test_findings_go_with_a_paragraph_that_is_taken_out(document, paragraph):
    actions.mark_sentence(paragraph=paragraph, kind=NO_RECORD, by=None, **SECOND)
    actions.mend_paragraphs(document=document, removed=[paragraph], by=None)
    assert not SentenceMark.objects.exists()


def _coverage(document) -> Coverage:
    return coverage(
        passages_of(document.paragraphs.all()),
        ExtractSpan.objects.filter(extract__document=document),
        SentenceMark.objects.filter(paragraph__document=document),
    )


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
    assert (reached.done, reached.left, reached.per_cent) == (2, 1, 66)


def test_what_has_no_sentences_is_covered_by_nothing(document):
    assert _coverage(document) == (0, 0, 0)
    assert _coverage(document).per_cent == 0
