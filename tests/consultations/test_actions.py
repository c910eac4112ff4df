import pytest

from consultations import actions
from consultations.importing import Reading, read
from consultations.models import Document, ExtractSpan, Paragraph
from consultations.quotes import find_words
from ledger.models import Entry
from ledger.refusal import Refused
from tests import factories

pytestmark = pytest.mark.django_db

TEXT = "Harbour Statement\n\nThe first quay.\n\nThe second quay."


@pytest.fixture
def draft():
    return factories.make_document(state="draft")


def _latest(verb: str) -> Entry:
    return Entry.objects.filter(verb=verb).latest("pk")


def test_publishing_a_consultation_twice_is_refused(curator):
    consultation = factories.make_consultation(state="draft")
    actions.publish_consultation(consultation=consultation, by=curator)
    with pytest.raises(Refused, match="public already"):
        actions.publish_consultation(consultation=consultation, by=None)
    assert _latest("consultation.published").actor_id == curator.pk


@pytest.mark.parametrize("state", Document.State.values)
@pytest.mark.parametrize("target", [*Document.State.values, "burnt"])
def test_a_document_moves_as_the_table_says(state, target, curator):
    kept = {"withheld_reason": "Asked for"} if state == "withheld" else {}
    document = factories.make_document(state=state, **kept)
    allowed = {
        "draft": {"review", "public"},
        "review": {"draft", "public"},
        "public": {"withheld"},
        "withheld": {"public"},
    }
    if target not in allowed[state]:
        with pytest.raises(Refused):
            actions.move_document(document=document, state=target, by=curator, reason="r")
        document.refresh_from_db()
        assert document.state == state
        return
    actions.move_document(document=document, state=target, by=curator, reason="r")
    document.refresh_from_db()
    assert document.state == target
    entry = _latest(f"document.{target}")
    assert entry.payload == {"paragraphs": 3, "fingerprint": actions.text_of(document)}


def test_withholding_needs_a_reason_and_the_next_publication_takes_it_back(curator):
    document = factories.make_document()
    with pytest.raises(Refused, match="reason"):
        actions.move_document(document=document, state="withheld", by=curator)
    actions.move_document(
        document=document, state="withheld", by=curator, reason="It names a child"
    )
    assert document.withheld_reason == "It names a child"
    actions.move_document(document=document, state="public", by=None)
    document.refresh_from_db()
    assert document.withheld_reason == ""


def test_loading_replaces_the_paragraphs(draft, curator):
    reading = read(TEXT)
    actions.load_paragraphs(document=draft, reading=reading, by=curator, source="admin")
    assert [each.text for each in draft.paragraphs.all()] == [
        block.text for block in reading.blocks
    ]
    assert _latest("document.loaded").payload["paragraphs"] == len(reading.blocks)


@pytest.mark.parametrize("state", ["public", "withheld"])
def test_a_text_that_was_published_is_not_replaced(state):
    document = factories.make_document(state=state, withheld_reason="r")
    with pytest.raises(Refused, match="new edition"):
        actions.load_paragraphs(document=document, reading=Reading(), by=None, source="admin")
    with pytest.raises(Refused, match="new edition"):
        actions.mend_paragraphs(document=document, removed=document.paragraphs.all(), by=None)
    assert document.paragraphs.count() == 3


def test_a_text_that_extracts_rest_on_is_not_replaced(draft):
    factories.make_extract(document=draft)
    with pytest.raises(Refused, match="has extracts"):
        actions.load_paragraphs(document=draft, reading=Reading(), by=None, source="admin")


def test_each_document_added_gets_an_address_of_its_own():
    consultation = factories.make_consultation()

    def add(slug: str) -> str:
        document = Document(
            consultation=consultation, process=consultation.process, title="T", kind="k", slug=slug
        )
        reading = read(TEXT)
        added = actions.add_document(document=document, reading=reading, by=None, source="import")
        return added.slug

    assert [add("quay"), add("quay"), add("quays"), add("quay")] == [
        "quay",
        "quay-2",
        "quays",
        "quay-3",
    ]
    longest = "q" * 100
    assert [add(longest), add(longest)] == [longest, "q" * 95 + "-2"]


def test_a_document_is_added_whole_or_not_at_all():
    consultation = factories.make_consultation()
    document = Document(
        consultation=consultation, process=consultation.process, title="T", kind="k", slug="t"
    )
    twice = Reading(read(TEXT).blocks[:1] * 2)
    with pytest.raises(Exception, match=r"(?i)unique"):
        actions.add_document(document=document, reading=twice, by=None, source="import")
    assert not Document.objects.exists()


def test_mending_keeps_the_rest_and_adds_at_the_end(draft, curator):
    first, second, _third = draft.paragraphs.all()
    first.text = "Mended."
    new = Paragraph(reference="paragraph 4", anchor="p4", text="New.")
    actions.mend_paragraphs(document=draft, changed=[first, new], removed=[second], by=curator)
    texts = {each.anchor: each.text for each in draft.paragraphs.all()}
    assert list(texts) == ["p1", "p3", "p4"]
    assert (texts["p1"], texts["p4"]) == ("Mended.", "New.")
    assert _latest("document.mended").payload["paragraphs"] == 3


def test_words_that_an_extract_rests_on_are_not_mended_but_their_label_is(draft):
    paragraph = factories.make_extract(document=draft).spans.get().paragraph
    paragraph.label = "a)"
    actions.mend_paragraphs(document=draft, changed=[paragraph], by=None)
    paragraph.text = "Other words."
    for what in ({"changed": [paragraph]}, {"removed": [paragraph]}):
        with pytest.raises(Refused, match="rests on these words"):
            actions.mend_paragraphs(document=draft, by=None, **what)
    paragraph.refresh_from_db()
    assert (paragraph.label, paragraph.text[:11]) == ("a)", "The harbour")


def test_marking_the_same_words_again_changes_nothing(draft, curator):
    extract = factories.make_extract(document=draft)
    extract.spans.all().delete()
    hits = find_words(draft.paragraphs.all(), "opening hours")[:2]
    for _time in range(2):
        spans = actions.mark_words(extract=extract, hits=hits, by=curator)
        assert [span.words for span in spans] == ["opening hours", "opening hours"]
    assert extract.spans.count() == 2
    entry = Entry.objects.get(verb="extract.marked")
    assert entry.actor_id == curator.pk
    assert entry.payload == {
        "spans": [[span.paragraph_id, span.start, span.end] for span in extract.spans.all()]
    }


@pytest.mark.parametrize("kind", ["changed", "removed"])
def test_words_that_were_mended_meanwhile_are_not_marked(draft, kind):
    extract = factories.make_extract(document=draft, paragraph=draft.paragraphs.last())
    hits = find_words(draft.paragraphs.all(), "opening hours")[:1]
    paragraph = draft.paragraphs.get(pk=hits[0].paragraph.pk)
    paragraph.text = paragraph.text.replace("opening", "closing")
    actions.mend_paragraphs(document=draft, by=None, **{"changed": [], kind: [paragraph]})

    with pytest.raises(Refused, match="changed meanwhile"):
        actions.mark_words(extract=extract, hits=hits)

    assert extract.spans.count() == 1


def test_words_of_another_document_are_not_marked(draft):
    extract = factories.make_extract()
    hits = find_words(draft.paragraphs.all(), "opening hours")
    with pytest.raises(Refused, match="another document"):
        actions.mark_words(extract=extract, hits=hits)


@pytest.mark.parametrize(
    ("document", "recommendation", "is_allowed"),
    [
        ("draft", None, True),
        ("draft", "published", True),
        ("public", None, True),
        ("public", "draft", True),
        ("public", "published", False),
    ],
)
def test_marks_come_off_until_something_published_rests_on_them(
    document, recommendation, is_allowed
):
    extract = factories.make_extract(document=factories.make_document(state=document))
    if recommendation:
        make = {
            "draft": factories.make_draft,
            "published": factories.make_recommendation,
        }[recommendation]
        make(extracts=[extract])
    strange = factories.make_extract().spans.get()
    spans = [extract.spans.get(), strange]
    if is_allowed:
        actions.unmark_words(extract=extract, spans=spans, by=None)
        assert len(_latest("extract.unmarked").payload["spans"]) == 1
    else:
        with pytest.raises(Refused, match="rests on these words"):
            actions.unmark_words(extract=extract, spans=spans, by=None)
    assert extract.spans.exists() is not is_allowed
    assert ExtractSpan.objects.filter(pk=strange.pk).exists()


def _cut(paragraph, **changes):
    made = {"kind": paragraph.kind, "level": 1, "label": paragraph.label} | changes
    return actions.Cut(paragraph, **made)


def test_what_was_published_is_not_cut_anew(curator):
    document = factories.make_document(state="public")
    first, seen = document.paragraphs.first(), actions.shape_of(document)
    with pytest.raises(Refused, match="new edition"):
        actions.rework_paragraphs(document=document, cuts=[_cut(first)], by=curator, seen=seen)


def test_nothing_becomes_the_row_of_a_table(draft, curator):
    first, seen = draft.paragraphs.first(), actions.shape_of(draft)
    cuts = [_cut(first, kind="table-row")]
    with pytest.raises(Refused, match="row of a table"):
        actions.rework_paragraphs(document=draft, cuts=cuts, by=curator, seen=seen)


@pytest.mark.parametrize("at", [0, 10_000])
def test_nothing_is_split_off_that_holds_no_words(draft, curator, at):
    first, seen = draft.paragraphs.first(), actions.shape_of(draft)
    with pytest.raises(Refused, match="Nothing would be left"):
        actions.split_paragraph(paragraph=first, at=at, by=curator, seen=seen)
