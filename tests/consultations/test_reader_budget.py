"""How seldom the reader asks the database, with all that there can be on its page."""

from typing import Any

import pytest

from consultations.actions import carry_marks, withhold_paragraph
from consultations.models import Attribution, Document, Extract, ExtractLink, Paragraph
from tests import factories as make
from tests.consultations.said import say
from tests.reading_pages import main_of, words

pytestmark = [pytest.mark.django_db, pytest.mark.hold]

SHOWN = (
    "There is a newer edition",
    "Replaces an older edition",
    "delivered by Amina Holm",
    "Harbour Alliance",
    "The original file is not given out",
    "that need no record",
    "The words that were linked are marked",
    "drawn from paragraph 1, edition 1",
    "voiced by participants",
    "← excerpted from the notes (The notes)",
    "supports Said elsewhere",
    "is supported by Said elsewhere",
    "Compare with the newer edition",
    "It names a person.",
    "Also drawn from this document",
    "Reported in other documents",
)


def _add_paragraphs(document: Document, number: int) -> None:
    said = "asked for longer opening hours. It was heard at noon."
    Paragraph.objects.bulk_create(
        Paragraph(
            document=document,
            position=at,
            anchor=f"p{at}",
            reference=f"paragraph {at}",
            text=f"The harbour council of quay {at} {said}",
        )
        for at in range(1, number + 1)
    )


def _second_edition(make_text: Any, number: int, **fields: Any) -> Document:
    """The second of three, by somebody, with a file, and marks carried from the first."""
    older = make_text(paragraphs=0, edition="1")
    _add_paragraphs(older, number)
    more = {"author_organisation": make.make_organisation(name="Harbour Alliance")}
    document = make_text(paragraphs=0, replaces=older, file=make.make_file(), **more | fields)
    _add_paragraphs(document, number)
    make_text(paragraphs=1, replaces=document)
    make.make_extract(document=older, kind="challenge")
    carry_marks(old=older, new=document, by=None)
    return document


def _say_all(document: Document, asked_in: Any, curator: Any, times: int) -> None:
    """Fill its page: extracts with chains, links, asks and comments, and what waits for none."""
    notes = make.make_document(title="The notes", consultation=asked_in)
    voice = make.make_appearance(consultation=asked_in)
    for at in range(3, 3 + times):
        fields = {"text": f"Drawn {at}", "voice_appearance": voice}
        extracts = [say(document, f"quay {at} asked", **fields), say(notes, text="Said elsewhere")]
        make.make_recommendation(consultation=asked_in, extracts=extracts[:1])
        _tie(*extracts)
        _tie(*reversed(extracts))
        _attribute(extracts[0], voice, notes)
        _attribute(extracts[1], None, document)
        paragraph = document.paragraphs.get(anchor=f"p{at}")
        start, end = paragraph.text.index("It was"), len(paragraph.text)
        paragraph.sentence_marks.create(start=start, end=end, kind="no-record")
    say(document, text="Said in passing")
    withhold_paragraph(
        paragraph=document.paragraphs.get(anchor="p2"), by=curator, reason="It names a person."
    )


def _tie(extract: Extract, other: Extract) -> None:
    ExtractLink.objects.create(extract=extract, other=other, kind="supports", reason="Both.")


def _attribute(extract: Extract, voice: Any, cited: Document) -> None:
    for order, (relation, printed) in enumerate(
        (("said-by", "the envoy"), ("excerpted-from", "the notes"))
    ):
        Attribution.objects.create(
            extract=extract, order=order, relation=relation, printed=printed, appearance=voice,
            document=cited if order else None,
        )  # fmt: skip


def _a_report(number: int, curator: Any, times: int) -> Document:
    session = make.make_session()
    consultation = session.consultation
    chair = make.make_appearance(
        consultation=consultation, session=session, speaker=make.make_speaker(name="Amina Holm")
    )

    def make_text(**fields: Any) -> Document:
        return make.make_document(consultation=consultation, session=session, **fields)

    document = _second_edition(make_text, number, delivered_by=chair)
    _say_all(document, consultation, curator, times)
    for paragraph in document.paragraphs.all()[2 : 2 + times]:
        for _each in range(2):
            make.make_comment(paragraph=paragraph)
    return document


def _a_later_text(number: int, curator: Any, times: int) -> Document:
    consultation = make.make_consultation()

    def make_text(**fields: Any) -> Document:
        return make.make_later_text(consultation.process, **fields)

    voice = make.make_appearance(speaker=make.make_speaker(name="Amina Holm"))
    document = _second_edition(make_text, number, delivered_by=voice)
    _say_all(document, consultation, curator, times)
    for paragraph in document.paragraphs.all()[2 : 2 + times]:
        asked = make.make_recommendation(consultation=consultation)
        make.make_reflection(recommendation=asked, document=document, paragraph=paragraph)
    return document


@pytest.mark.parametrize(
    ("number", "times"),
    [(30, 1), (30, 8), pytest.param(1_000, 40, marks=pytest.mark.hold)],
)
@pytest.mark.parametrize(
    ("make_it", "own"),
    [(_a_report, ("Chair: Amina Holm", "2 comments")), (_a_later_text, ("Answers C",))],
)
def test_the_reader_with_all_that_there_can_be_asks_twelve_times(
    client, curator, django_assert_num_queries, make_it, own, number, times
):
    document = make_it(number, curator, times)
    query = {"at": "p1", "words": "harbour council"}
    with django_assert_num_queries(12):
        html = main_of(client, document.get_absolute_url(), **query)
    seen = words(html)
    last = words(main_of(client, document.get_absolute_url(), part="999"))
    assert [each for each in (*SHOWN, *own) if each not in seen + last] == []
