from datetime import UTC, date, datetime
from http import HTTPStatus

import pytest
from django.urls import reverse

from consultations.models import (
    Consultation,
)
from tests import factories as make
from tests.reading_pages import main_of, words

pytestmark = pytest.mark.django_db


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
