"""What must never be false of the record, in the database itself."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from consultations.models import Consultation, Document, Extract, ExtractLink, KeptReading, Speaker
from ledger.clock import now
from tests import factories

pytestmark = pytest.mark.django_db

NOON = datetime(2017, 10, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"ends": date(2017, 9, 3)}, "consultation_ends_after_start"),
        ({"comment_opens": NOON, "comment_closes": NOON}, "consultation_comment_window_is_whole"),
        (
            {"endorsement_opens": NOON, "endorsement_closes": NOON - timedelta(hours=1)},
            "consultation_endorsement_window_is_whole",
        ),
    ],
)
def test_the_database_refuses_a_consultation_that_cannot_be(fields, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        factories.make_consultation(**fields)


@pytest.mark.parametrize(
    ("make", "twice"),
    [
        (factories.make_session, {"number": 1}),
        (factories.make_consultation, {"code": "HRB"}),
        (factories.make_consultation, {"slug": "harbours"}),
        (factories.make_document, {"slug": "report"}),
        (factories.make_speaker, {"slug": "ada"}),
    ],
)
def test_numbers_codes_and_addresses_are_given_once(make, twice):
    shared = {"consultation": factories.make_consultation()} if "number" in twice else {}
    make(**shared, **twice)
    with pytest.raises(IntegrityError), transaction.atomic():
        make(**shared, **twice)


def test_an_appearance_names_somebody():
    with pytest.raises(IntegrityError, match="appearance_names_somebody"), transaction.atomic():
        factories.make_appearance(speaker=None)
    assert str(factories.make_appearance(printed="Several States")) == "Several States (Chair)"


def test_a_withheld_document_gives_its_reason_and_no_document_replaces_itself():
    with pytest.raises(IntegrityError, match="gives_reason"), transaction.atomic():
        factories.make_document(state="withheld")
    document = factories.make_document()
    with pytest.raises(IntegrityError, match="replaces_another"), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(replaces=document)


@pytest.mark.parametrize(
    "twice", [{"anchor": "p1", "position": 9}, {"position": 1, "anchor": "p9"}]
)
def test_position_and_anchor_stand_once_in_a_document(twice):
    document = factories.make_document()
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_paragraph(document, **twice)


@pytest.mark.parametrize("state", ["public", "withheld"])
def test_words_that_something_rests_on_are_fixed_once_public(state):
    document = factories.make_document(state=state, withheld_reason="r")
    factories.make_extract(document=document)
    marked, free, _third = document.paragraphs.all()
    for field, value in (("text", "Other."), ("anchor", "other"), ("position", 99)):
        with pytest.raises(IntegrityError), transaction.atomic():
            document.paragraphs.filter(pk=marked.pk).update(**{field: value})
    assert document.paragraphs.filter(pk=free.pk).update(text="Other.") == 1


def test_words_of_a_draft_are_not_fixed_by_the_database():
    document = factories.make_document(state="draft")
    factories.make_extract(document=document)
    assert document.paragraphs.update(text="Other.") == 3


def test_a_span_has_a_length_and_a_link_joins_two():
    extract = factories.make_extract()
    with pytest.raises(IntegrityError, match="span_ends_after_start"), transaction.atomic():
        extract.spans.update(start=5, end=5)
    with pytest.raises(IntegrityError, match="joins_two"), transaction.atomic():
        ExtractLink.objects.create(extract=extract, other=extract, kind="supports", reason="r")


@pytest.mark.parametrize(
    ("at", "is_open"),
    [(-1, False), (0, True), (59, True), (60, False)],
)
def test_windows_are_half_open(at, is_open):
    window = {"opens": NOON, "closes": NOON + timedelta(minutes=60)}
    both = {
        f"{verb}_{edge}": t for verb in ("comment", "endorsement") for edge, t in window.items()
    }
    consultation = factories.make_consultation(**both)
    moment = NOON + timedelta(minutes=at)
    assert consultation.is_open_for_comment(moment) is is_open
    assert consultation.is_open_for_endorsement(moment) is is_open
    assert Consultation.objects.open_for_comment(moment).exists() is is_open
    assert Consultation.objects.open_for_endorsement(moment).exists() is is_open


@pytest.mark.parametrize(
    ("consultation", "document", "embargo", "is_seen"),
    [
        ("public", "public", None, True),
        ("public", "public", -1, True),
        ("public", "public", 1, False),
        ("public", "draft", None, False),
        ("public", "review", None, False),
        ("public", "withheld", None, False),
        ("draft", "public", None, False),
    ],
)
def test_visitors_see_what_is_public_and_curators_all(
    curator, consultation, document, embargo, is_seen
):
    until = None if embargo is None else now() + timedelta(hours=embargo)
    meeting = factories.make_consultation(state=consultation)
    kept = factories.make_document(
        consultation=meeting, state=document, embargo_until=until, withheld_reason="r"
    )
    factories.make_extract(document=kept)
    for user, sees in ((AnonymousUser(), is_seen), (curator, True)):
        assert Document.objects.visible_to(user).exists() is sees
        assert Extract.objects.visible_to(user).exists() is sees
    assert Consultation.objects.visible_to(AnonymousUser()).exists() is (consultation == "public")


def test_a_text_of_the_whole_process_has_no_consultation_to_wait_for():
    process = factories.make_process()
    Document.objects.create(process=process, title="Draft", slug="draft", kind="k", state="public")
    assert Document.objects.visible_to(AnonymousUser()).exists()


def test_speakers_are_on_record_by_what_is_public():
    draft = factories.make_consultation(state="draft")
    hidden = factories.make_appearance(consultation=draft).speaker
    shown = factories.make_appearance().speaker
    assert list(Speaker.objects.on_record()) == [shown]
    assert hidden in Speaker.objects.all()


def test_records_say_what_they_are():
    process = factories.make_process(name="The harbour process")
    consultation = factories.make_consultation(code="HRB", title="Harbours", process=process)
    session = factories.make_session(consultation=consultation, title="Quays")
    extract = factories.make_extract()
    other = factories.make_extract(document=extract.document)
    link = extract.links.create(other=other, kind="supports", reason="r")
    chain = extract.attributions.create(order=1, relation="said-by", printed="the chair")
    cluster = session.cluster_numbers.create(scheme="Programme", number="5")
    question = session.guiding_questions.create(number=1, text="Which quays?")
    speaker = factories.make_speaker(name="Quay", honorific="Ms")
    paragraph = extract.document.paragraphs.first()
    assert [str(each) for each in (process, consultation, session, cluster, question, speaker)] == [
        "The harbour process",
        "Harbours (HRB)",
        "HRB, 1: Quays",
        "5 (Programme)",
        "Which quays?",
        "Ms Quay",
    ]
    assert str(link) == "Open the harbours for longer supports Open the harbours for longer"
    assert str(chain) == "said by the chair"
    assert str(extract.spans.get()) == "asked for longer opening hours"
    assert str(paragraph) == f"{extract.document}, paragraph 1"
    assert extract.is_level_inferred
    assert not extract.document.is_paraphrase


def test_a_reading_is_called_after_its_document():
    document = factories.make_document(title="The report")
    reading = KeptReading.objects.create(document=document, lines=[{}], report=[], stages=[])
    assert str(reading) == "The report: 1"
