"""Curators keep sessions, speakers and who appeared where."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from consultations.models import Appearance, Session, Speaker
from tests import factories
from tests.consultations.typing_in import send

pytestmark = [pytest.mark.django_db, pytest.mark.hold]


def _add(model: str) -> str:
    return reverse(f"admin:consultations_{model}_add")


def _page(record, page: str = "change") -> str:
    return reverse(f"admin:consultations_{record._meta.model_name}_{page}", args=[record.pk])


@pytest.fixture
def desk(log_in, curator):
    return log_in(curator)


@pytest.fixture
def draft():
    return factories.make_consultation(state="draft", title="Harbours", slug="harbours")


def test_a_speaker_appears_by_way_of_a_link_from_their_page(desk, draft):
    send(desk, _add("speaker"), name="Ada Quay", slug="ada-quay")
    speaker = Speaker.objects.get()
    way = desk.get(_page(speaker)).context["ways_on"][0]
    session = factories.make_session(consultation=draft)

    send(desk, way.address, consultation=draft.pk, session=session.pk, role="chair")

    appearance = Appearance.objects.get()
    assert (appearance.speaker, appearance.session) == (speaker, session)
    shown = desk.get(_page(speaker)).content.decode()
    assert _page(appearance) in shown


def test_the_address_of_a_speaker_is_fixed_once_on_record(desk, draft):
    speaker = factories.make_appearance(consultation=draft).speaker
    send(desk, _page(speaker), slug="before")
    factories.make_appearance(speaker=speaker)
    send(desk, _page(speaker), slug="after")
    speaker.refresh_from_db()
    assert speaker.slug == "before"


@pytest.mark.parametrize(
    ("changes", "field", "why"),
    [
        ({"speaker": ""}, "printed", "Choose a speaker"),
        ({"session": "other"}, "session", "another consultation"),
    ],
)
def test_an_appearance_is_of_somebody_in_a_session_of_its_consultation(
    desk, draft, changes, field, why
):
    appearance = factories.make_appearance(consultation=draft)
    other = factories.make_session()
    given = {name: other.pk if value == "other" else value for name, value in changes.items()}
    answer = send(desk, _page(appearance), **given)
    assert why in answer.context["adminform"].form.errors[field][0]


def test_a_session_has_cluster_numbers_and_guiding_questions(desk, draft):
    session = factories.make_session(consultation=draft)
    rows = {
        "cluster_numbers-0-scheme": "Programme",
        "cluster_numbers-0-number": "5",
        "guiding_questions-0-number": "1",
        "guiding_questions-0-text": "Which quays?",
    }
    send(desk, _page(session), starts="2017-09-04T10:00", ends="2017-09-04T11:00", **rows)
    session.refresh_from_db()
    assert session.starts == datetime(2017, 9, 4, 8, tzinfo=UTC)
    assert session.cluster_numbers.get().number == "5"
    assert session.guiding_questions.get().text == "Which quays?"


@pytest.mark.parametrize(
    ("starts", "ends", "field", "why"),
    [
        ("", "2017-09-04T11:00", "starts", "When"),
        ("2017-09-04T11:00", "2017-09-04T10:00", "ends", "before"),
        ("2017-03-26T02:30", "2017-03-26T10:00", "starts", "no such time"),
    ],
)
def test_a_session_ends_after_it_starts(desk, draft, starts, ends, field, why):
    session = factories.make_session(consultation=draft)
    answer = send(desk, _page(session), starts=starts, ends=ends)
    assert why in answer.context["adminform"].form.errors[field][0]
    assert list(answer.context["adminform"].form.errors) == [field]


def test_a_new_session_takes_the_zone_of_the_consultation_chosen(desk, draft):
    fields = {"number": "1", "title": "Quays", "starts": "2017-09-04T10:00"}
    answer = send(desk, _add("session"), **fields)
    assert "consultation" in answer.context["adminform"].form.errors
    send(desk, _add("session"), consultation=draft.pk, **fields)
    assert Session.objects.get().starts == datetime(2017, 9, 4, 8, tzinfo=UTC)
