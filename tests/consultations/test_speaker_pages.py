from datetime import UTC, date, datetime
from http import HTTPStatus

import pytest
from django.urls import reverse

from consultations.actions import withhold_paragraph
from consultations.models import Consultation
from tests import factories as make
from tests.consultations.said import say
from tests.reading_pages import main_of, part, queries_of, words

pytestmark = [pytest.mark.django_db, pytest.mark.hold]


def test_the_list_of_speakers_names_the_latest_role_and_who_is_not_confirmed(client):
    speaker = make.make_speaker(name="Ada Quay")
    early = make.make_consultation(starts=date(2016, 1, 1), ends=date(2016, 1, 1))
    make.make_appearance(speaker=speaker, consultation=early, position="Attaché")
    make.make_appearance(speaker=speaker, role="rapporteur")
    make.make_appearance(speaker=make.make_speaker(name="Bo", is_identity_confirmed=True))

    text = words(main_of(client, reverse("speaker-list")))

    assert "Ada Quay Rapporteur · Envoy, A mission" in text
    assert "2 appearances Identity not confirmed" in text
    assert text.count("Identity not confirmed") == 1


def test_a_speakers_page_tells_role_and_position_then_and_what_was_delivered(client):
    speaker = make.make_speaker(name="Quay", honorific="Prof.")
    session = make.make_session(title="On quays", starts=datetime(2017, 9, 6, 12, 0, tzinfo=UTC))
    spoke = make.make_appearance(
        speaker=speaker, consultation=session.consultation, session=session, printed="Ms Quay"
    )
    make.make_appearance(speaker=speaker, position="Attaché", printed="Prof. Quay")
    make.make_document(title="The statement", delivered_by=spoke)
    make.make_document(title="A secret", delivered_by=spoke, state="review")

    text = words(main_of(client, speaker.get_absolute_url()))

    assert "Wed 6 Sep 2017, 14:00 Vienna On quays Chair Envoy, A mission" in text
    assert "printed as Ms Quay" in text
    assert "printed as Prof. Quay" not in text
    assert "Attaché" in text
    assert "nobody has confirmed yet who bears it" in text
    assert "The statement" in text
    assert "A secret" not in text


def test_who_appeared_in_drafts_only_is_not_found_save_by_curators(client, log_in, curator):
    draft = make.make_consultation(state=Consultation.State.DRAFT)
    speaker = make.make_appearance(consultation=draft).speaker
    assert client.get(speaker.get_absolute_url()).status_code == HTTPStatus.NOT_FOUND
    assert speaker.name in main_of(log_in(curator), speaker.get_absolute_url())


def test_a_speakers_page_follows_them_through_the_processes(client):
    speaker = make.make_speaker(name="Quay")
    forum, compact = make.make_process(name="The forum"), make.make_process(name="The compact")
    late = {"starts": date(2018, 2, 5), "ends": date(2018, 2, 5)}
    for process, when, fields in (
        (compact, {}, {"role": "panellist", "position": "Attaché", "body": "A mission"}),
        (forum, late, {"role": "chair", "position": "Envoy", "body": "A ministry"}),
    ):
        meeting = make.make_consultation(process=process, **when)
        make.make_appearance(speaker=speaker, consultation=meeting, **fields)

    text = words(main_of(client, speaker.get_absolute_url()))

    later, earlier = text.index("Chair Envoy, A ministry The forum"), text.index("Panellist")
    assert later < earlier
    assert "Panellist Attaché, A mission The compact" in text


def test_the_body_of_then_leads_to_the_organisation_meant_where_it_is_listed(client):
    listed = make.make_organisation(status="recorded", name="Harbour Mission")
    hidden = make.make_organisation(is_listed=False, slug="o-hidden")
    speaker = make.make_speaker()
    make.make_appearance(speaker=speaker, body="Mission of then", organisation=listed)
    make.make_appearance(speaker=speaker, body="Some body", organisation=hidden)

    html = main_of(client, speaker.get_absolute_url())

    assert f'<a href="{listed.get_absolute_url()}">Mission of then</a>' in html
    assert "Some body" in html
    assert hidden.slug not in html


@pytest.mark.parametrize(
    ("is_confirmed", "said"),
    [
        (True, "Identity confirmed The curators have confirmed who this is"),
        (False, "Identity not confirmed The sources give this name; nobody has confirmed yet"),
    ],
)
def test_a_speakers_page_says_in_words_whether_the_identity_is_confirmed(
    client, is_confirmed, said
):
    speaker = make.make_speaker(is_identity_confirmed=is_confirmed)
    make.make_appearance(speaker=speaker)
    assert said in words(main_of(client, speaker.get_absolute_url()))


def test_what_a_speaker_said_leads_to_its_paragraph_and_to_what_is_asked(client):
    spoke = make.make_appearance()
    document = make.make_document(title="The report", consultation=spoke.consultation)
    said = say(document, "quay 2", text="Open it", voice="the chair", voice_appearance=spoke)
    loose = say(document, text="Keep it", kind="principle", voice_appearance=spoke)
    say(document, "quay 1", text="Said by all")
    ask = make.make_recommendation(consultation=spoke.consultation, extracts=[said])

    html = main_of(client, spoke.speaker.get_absolute_url())

    text = words(part(html, 'id="said"', "</section>"))
    assert "Recommendation · The chair · The report, paragraph 2 Open it" in text
    assert f"{ask.code}: {ask.title}" in text
    assert f"Principle · Participants · The report {loose.text}" in text
    assert "Said by all" not in text
    assert f'href="{document.address_of("p2")}"' in html


def test_what_the_chain_says_a_speaker_said_is_theirs_and_what_they_reported_is_not(client):
    spoke = make.make_appearance()
    document = make.make_document(consultation=spoke.consultation)
    for relation, text in (("said-by", "Said it"), ("reported-by", "Reported it")):
        extract = say(document, text=text, voice="a draft contribution")
        extract.attributions.create(order=1, relation=relation, printed="Quay", appearance=spoke)
    text = words(part(main_of(client, spoke.speaker.get_absolute_url()), 'id="said"', "</section>"))
    assert "A draft contribution · Report" in text
    assert "Said it" in text
    assert "Reported it" not in text


def test_nobody_finds_on_a_speakers_page_what_they_may_not_read(client, log_in, curator):
    spoke = make.make_appearance()
    here = {"consultation": spoke.consultation}
    hidden = make.make_document(state="review", **here)
    say(hidden, "quay 1", text="In review", voice_appearance=spoke)
    document = make.make_document(**here)
    withheld = say(document, "quay 1", text="Withheld", voice_appearance=spoke)
    said = say(document, "quay 2", text="Shown", voice_appearance=spoke)
    make.make_draft(extracts=[said, withheld], draft_title="A draft of an ask", **here)
    withhold_paragraph(
        paragraph=document.paragraphs.get(anchor="p1"), by=None, reason="It names a child."
    )
    draft = make.make_consultation(state=Consultation.State.DRAFT)
    secret = make.make_appearance(speaker=spoke.speaker, consultation=draft)
    make.make_document(title="Of a draft", delivered_by=secret)
    say(document, "quay 3", text="Said in a draft", voice_appearance=secret)
    words_hidden = ("In review", "Withheld", "A draft of an ask", "Of a draft", "Said in a draft")

    text = words(main_of(client, spoke.speaker.get_absolute_url()))
    assert "Shown" in text
    assert not [each for each in words_hidden if each in text]

    text = words(main_of(log_in(curator), spoke.speaker.get_absolute_url()))
    missing = [each for each in words_hidden if each not in text]
    assert missing == ["A draft of an ask"]


def test_a_speaker_of_whom_nothing_else_is_on_record_has_a_page_that_says_so(client):
    text = words(main_of(client, make.make_appearance().speaker.get_absolute_url()))
    assert "No document on record names this speaker as the one who delivered it." in text
    assert "No document on record attributes words to this speaker by name." in text


def test_what_a_speaker_said_comes_in_pages(client):
    spoke = make.make_appearance()
    document = make.make_document(1)
    for number in range(51):
        say(document, text=f"Saying {number:02}.", voice_appearance=spoke)

    first = main_of(client, spoke.speaker.get_absolute_url())
    second = main_of(client, spoke.speaker.get_absolute_url(), page=2)

    assert "Saying 49." in first
    assert "Saying 50." not in first
    assert "page=2" in first
    assert "Saying 50." in second


@pytest.mark.parametrize("number", [1, 30])
def test_a_speakers_page_asks_as_often_for_one_as_for_thirty(client, number):
    speaker = make.make_speaker()
    body = make.make_organisation(status="recorded")
    for _each in range(number):
        spoke = make.make_appearance(speaker=speaker, organisation=body)
        document = make.make_document(1, consultation=spoke.consultation, delivered_by=spoke)
        extract = say(document, "quay 1", voice_appearance=spoke)
        source = make.make_document(0)
        extract.attributions.create(
            order=1, relation="said-by", printed="x", appearance=spoke, document=source
        )
        make.make_recommendation(consultation=spoke.consultation, extracts=[extract])

    assert queries_of(client, {"speaker": speaker.get_absolute_url()}) == {"speaker": 9}
