"""What is filled in of an extract that a sentence might make, and whom the record knows by name."""

import pytest

from consultations.models import Appearance, Document
from consultations.passages import passages_of
from consultations.suggesting.drafts import Voices, draft_of, rules_for
from consultations.suggesting.known import known_about
from tests import factories
from tests.consultations.said import say
from vocabulary.models import Addressee

pytestmark = pytest.mark.django_db


@pytest.fixture
def document():
    return factories.make_document(paragraphs=0)


def _said(document: Document, *texts: str, **fields) -> None:
    for text in texts:
        position = document.paragraphs.count() + 1
        factories.make_paragraph(document, position, text=text, **fields)


def _meant(document: Document, user) -> list:
    voices = Voices(document, known_about(document, user), [])
    found = [voices.of(passage) for passage in passages_of(document.paragraphs.all())]
    return [(speaking.voice.printed, speaking.organisation) for speaking in found]


def _voices(document: Document, user) -> list[tuple[str, str]]:
    voices = Voices(document, known_about(document, user), document.extracts.all())
    found = [voices.of(passage) for passage in passages_of(document.paragraphs.all())]
    return [(speaking.voice.printed, speaking.voice.kind) for speaking in found]


NOBODY = ("", "")
NOBODY_MEANT = ("", None)
PARTICIPANTS = ("Participants", "session-participants")


def test_a_sentence_goes_on_from_the_one_before_it_in_its_paragraph(document, curator):
    _said(document, "It was cold. Participants agreed. They urged heat.", "It rained.")
    assert _voices(document, curator) == [NOBODY, PARTICIPANTS, PARTICIPANTS, NOBODY]


def test_an_item_goes_on_from_the_line_above_its_list(document, curator):
    _said(document, "Participants asked for three things:")
    _said(document, "heat", "light", kind="item", level=1)
    assert _voices(document, curator) == [PARTICIPANTS] * 3


@pytest.mark.parametrize(
    ("kind", "voice_kind"),
    [("ngo", "civil-society"), ("state", ""), ("un-body", ""), (None, "")],
)
def test_else_the_author_speaks(document, curator, kind, voice_kind):
    document.author = "Harbour Union"
    if kind:
        document.author_organisation = factories.make_organisation(kind=kind)
    _said(document, "Heat the hall.")
    assert _voices(document, curator) == [("Harbour Union", voice_kind)]


def test_an_organisation_that_begins_a_sentence_says_it(document, curator):
    union = factories.make_organisation(name="Harbour Union", acronym="HU", kind="union")
    _said(document, "The Harbour Union asked for heat.", "HU agreed.")
    _said(document, "Pilots thanked the Harbour Union.")
    assert _meant(document, curator) == [("Harbour Union", union), ("HU", union), NOBODY_MEANT]
    assert _voices(document, curator)[0] == ("Harbour Union", "civil-society")


def test_participants_who_name_somebody_speak_themselves(document, curator):
    factories.make_organisation(name="Harbour Union")
    speaker = factories.make_speaker(name="Odalys Brandt")
    factories.make_appearance(consultation=document.consultation, speaker=speaker)
    _said(document, "Participants thanked Brandt.", "The rapporteur thanked all.")
    assert _voices(document, curator) == [PARTICIPANTS, ("rapporteur", "rapporteur")]


def test_an_author_that_is_not_listed_is_not_meant(document, curator):
    document.author = "Harbour Union"
    document.author_organisation = factories.make_organisation(kind="union")
    _said(document, "Heat the hall.")
    assert _meant(document, curator) == [("Harbour Union", document.author_organisation)]
    document.author_organisation.is_listed = False
    assert _meant(document, curator) == [("Harbour Union", None)]
    assert _voices(document, curator) == [("Harbour Union", "")]


def test_without_an_author_who_spoke_in_the_latest_extract_speaks(document, curator):
    say(document, voice="the hall", voice_kind="organisers")
    say(document, voice="pilots", voice_kind="civil-society")
    _said(document, "Heat the hall.")
    assert _voices(document, curator) == [("pilots", "civil-society")]


@pytest.mark.parametrize("role", Appearance.Role.values)
def test_who_was_there_in_any_role_is_known_by_surname(document, curator, role):
    speaker = factories.make_speaker(name="Odalys Brandt")
    factories.make_appearance(consultation=document.consultation, speaker=speaker, role=role)
    _said(document, "Ambassador Brandt urged heat.")
    ((printed, kind),) = _voices(document, curator)
    assert printed == "Odalys Brandt"
    assert kind


def test_a_surname_that_two_people_share_tells_nobody(document, curator):
    for name in ("Odalys Brandt", "Ina Brandt", "Wu"):
        speaker = factories.make_speaker(name=name)
        factories.make_appearance(consultation=document.consultation, speaker=speaker)
    _said(document, "Brandt urged heat.", "Ina Brandt urged light.", "Mr. Wu agreed.")
    assert _voices(document, curator) == [
        NOBODY,
        ("Ina Brandt", "chair"),
        ("Wu", "chair"),
    ]


def test_a_speaker_of_another_meeting_is_named_but_does_not_speak_here(document, curator):
    speaker = factories.make_speaker(name="Tomas Vell")
    factories.make_appearance(speaker=speaker)
    known = known_about(document, curator)
    assert [each.meant for each in known.people.found_in("Tomas Vell spoke.")] == [speaker]
    _said(document, "Tomas Vell spoke.")
    assert _voices(document, curator) == [NOBODY]


def test_a_collective_that_appeared_is_no_person(document, curator):
    factories.make_appearance(
        consultation=document.consultation, speaker=None, printed="Some States"
    )
    _said(document, "Some States spoke.")
    assert _voices(document, curator) == [NOBODY]


def test_who_is_named_late_in_a_sentence_is_not_taken_to_say_it(document, curator):
    speaker = factories.make_speaker(name="Odalys Brandt")
    factories.make_appearance(consultation=document.consultation, speaker=speaker)
    _said(document, f"The hall was {'very ' * 12}cold, to the regret of Odalys Brandt.")
    assert _voices(document, curator) == [NOBODY]


@pytest.mark.parametrize("person", ["curator", "protector", "superuser"])
def test_an_organisation_that_is_not_listed_is_found_by_nobody(document, person):
    factories.make_organisation(name="Hidden Harbour", acronym="HH", is_listed=False)
    makers = {
        "curator": lambda: factories.make_staff("curators"),
        "protector": factories.make_protector,
        "superuser": lambda: factories.make_user(is_superuser=True),
    }
    known = known_about(document, makers[person]())
    assert known.organisations.found_in("Hidden Harbour (HH) asked.") == []


def test_its_own_people_do_not_find_it_here_either(document):
    hidden = factories.make_organisation(name="Hidden Harbour", is_listed=False)
    colleague = factories.make_representative(organisation=hidden).user
    known = known_about(document, colleague)
    assert known.organisations.found_in("Hidden Harbour asked.") == []


def _draft(document: Document, curator, *, is_ask: bool = True):
    known = known_about(document, curator)
    *_before, passage = passages_of(document.paragraphs.all())
    voices = Voices(document, known, [])
    return draft_of(passage, voices.of(passage), "en", known, is_ask=is_ask)


def test_of_whom_it_is_asked_is_read_from_the_line_above_too_but_not_who_asks(document, curator):
    _said(document, "Civil society calls on States to:")
    _said(document, "work with  civil society;", kind="item", level=1)
    draft = _draft(document, curator)
    assert (draft.kind, draft.kind_label) == ("recommendation", "Recommendation")
    assert draft.text == "work with civil society"
    assert draft.speaking.voice == ("Civil society", "civil-society")
    assert draft.asked_of == ["States"]


def test_an_addressee_on_record_is_suggested_where_it_is_asked_and_not_where_it_is_only_named(
    document, curator
):
    Addressee.objects.named(["agencies", "pilots"])
    factories.make_organisation(name="Harbour Union", acronym="HU")
    _said(document, "Agencies met the pilots of the hall: HU and pilots should heat it.")
    assert _draft(document, curator).asked_of == ["HU", "pilots"]


def test_what_is_no_ask_is_filled_in_without_a_kind_and_without_those_asked(document, curator):
    _said(document, "States met.")
    draft = _draft(document, curator, is_ask=False)
    assert (draft.kind, draft.kind_label, draft.asked_of) == ("", "", [])


def test_a_question_is_suggested_whatever_the_language(document, curator):
    _said(document, "لماذا؟", kind="question")
    (passage,) = passages_of(document.paragraphs.all())
    assert rules_for(passage, "ar") == ["question"]


def test_withheld_words_are_compared_for_those_alone_who_read_them(document, curator):
    _said(document, "Harbour pilots whistle nightly.")
    extract = say(document, "Harbour pilots whistle nightly", text="Ours")
    paragraph = document.paragraphs.get()
    paragraph.withheld_reason = "It names a child."
    paragraph.save()
    say(document, text="Whistle something else entirely")
    words = "Harbour pilots whistle nightly"

    (like,) = known_about(document, curator).twins.nearest(words)
    assert like.known.extract == extract
    assert known_about(document, factories.make_user()).twins.nearest(words) == []
