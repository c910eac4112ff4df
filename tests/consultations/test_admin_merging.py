"""Curators merge two records of one person, side by side, and undo it."""

import pytest
from django.urls import reverse

from consultations import actions
from consultations.models import Appearance, Speaker, SpeakerMerge
from tests import factories as make
from tests.consultations.typing_in import send
from tests.reading_pages import part, words

pytestmark = [pytest.mark.django_db, pytest.mark.hold]

LIST = reverse("admin:consultations_speaker_changelist")
SEEN_FIRST = "Look at both records side by side, then send this again."


@pytest.fixture
def desk(log_in, curator):
    return log_in(curator)


@pytest.fixture
def goes():
    speaker = make.make_speaker(name="A. Quay", honorific="Ms", is_identity_confirmed=True)
    make.make_appearance(speaker=speaker, printed="Quay of A mission", position="Attaché")
    return speaker


@pytest.fixture
def stays():
    speaker = make.make_speaker(name="Ada Quay", slug="ada-quay")
    session = make.make_session(title="On quays")
    make.make_appearance(speaker=speaker, consultation=session.consultation, session=session)
    return speaker


@pytest.fixture
def merged(goes, stays):
    actions.merge_speakers(merged=goes, kept=stays, by=None, reason="One person.")
    return goes


def _page(speaker, page: str = "change") -> str:
    return reverse(f"admin:consultations_speaker_{page}", args=[speaker.pk])


def _html(client, address: str, **query) -> str:
    return client.get(address, query).content.decode()


def _send(desk, speaker, **given):
    """Send the form as it comes back, until it is done or refused."""
    answer = desk.post(_page(speaker, "merge"), given)
    if answer.status_code == 200 and SEEN_FIRST in answer.content.decode():
        seen = answer.context["adminform"].form["seen"].value()
        answer = desk.post(_page(speaker, "merge"), given | {"seen": seen})
    return answer


def test_a_curator_sees_both_records_side_by_side_before_they_are_one(desk, goes, stays):
    assert f'href="{_page(goes, "merge")}' in _html(desk, _page(goes))
    alike = part(_html(desk, _page(goes, "merge")), 'id="alike-heading"', "</fieldset>")
    assert f"{stays.pk} Ada Quay" in words(alike)
    assert 'value="Look at both records"' in _html(desk, _page(goes, "merge"))
    given = {"kept": stays.pk, "reason": " The same\n post. "}

    answer = desk.post(_page(goes, "merge"), given)

    html = answer.content.decode()
    assert f'<li class="info">{SEEN_FIRST}</li>' in html
    assert "could not be done" not in html
    assert 'value="Merge into another"' in html
    assert not SpeakerMerge.objects.exists()
    side = words(part(html, 'id="compared-heading"', "</table>").replace("</td>", " </td>"))
    assert "This record goes That record stays" in side
    assert "Name Ms A. Quay Ada Quay" in side
    assert "Identity Identity confirmed Identity not confirmed" in side
    assert "Chair, Quay of A mission, Attaché, A mission" in side
    assert "On quays: Chair, Ada Quay, Envoy, A mission" in side

    answer = _send(desk, goes, **given)
    page = desk.get(answer["Location"]).content.decode()
    assert "Merged: Ms A. Quay." in page
    assert "This record is merged into another, which has its appearances now:" in page
    assert f'<a href="{_page(stays)}">Ada Quay</a>' in page
    assert "The same post." in page
    assert stays.appearances.count() == 2


def test_what_changed_since_it_was_seen_is_shown_again(desk, goes, stays):
    given = {"kept": stays.pk, "reason": "The same post."}
    answer = desk.post(_page(goes, "merge"), given)
    seen = answer.context["adminform"].form["seen"].value()
    make.make_appearance(speaker=stays, position="Minister")

    answer = desk.post(_page(goes, "merge"), given | {"seen": seen})

    html = answer.content.decode()
    assert SEEN_FIRST in html
    assert "Minister" in html
    assert not SpeakerMerge.objects.exists()


@pytest.mark.parametrize(
    ("kept", "why"),
    [
        ("", "This field is required"),
        ("x", "Select a valid choice"),
        ("9" * 30, "Select a valid choice"),
        ("a\x00b", "Null characters are not allowed"),
    ],
)
def test_a_record_that_is_not_there_is_refused_beside_its_field(desk, goes, kept, why):
    answer = _send(desk, goes, kept=kept, reason="The same post.")
    form = answer.context["adminform"].form
    assert why in str(form.errors["kept"])
    assert "The same post." in answer.content.decode()


def test_a_record_that_cannot_stay_is_refused_beside_its_field(desk, merged, stays):
    third = make.make_appearance().speaker
    for kept, why in ((third, "the record itself"), (merged, "merged into another itself")):
        answer = _send(desk, third, kept=kept.pk, reason="The same post.")
        assert why in str(answer.context["adminform"].form.errors["kept"])


def test_a_merge_without_a_reason_shows_both_and_says_what_is_missing(desk, goes, stays):
    answer = _send(desk, goes, kept=stays.pk, reason=" ")
    assert "reason" in answer.context["adminform"].form.errors
    assert "Side by side" in answer.content.decode()
    assert not SpeakerMerge.objects.exists()


def test_who_is_second_to_merge_is_told_and_nothing_moves_twice(desk, goes, stays):
    third = make.make_appearance().speaker
    given = {"kept": third.pk, "reason": "The same post."}
    answer = desk.post(_page(goes, "merge"), given)
    seen = answer.context["adminform"].form["seen"].value()
    actions.merge_speakers(merged=goes, kept=stays, by=None, reason="I was faster.")

    answer = desk.post(_page(goes, "merge"), given | {"seen": seen})

    assert "merged into another already" in answer.content.decode()
    assert SpeakerMerge.objects.get().kept == stays


def test_a_curator_undoes_a_merge(desk, merged, stays, curator):
    assert f'href="{_page(merged, "merge")}' not in _html(desk, _page(merged))
    assert f'href="{_page(merged, "undo-merge")}' in _html(desk, _page(merged))
    assert "One person." in _html(desk, _page(merged, "undo-merge"))
    assert "alike-heading" not in _html(desk, _page(merged, "undo-merge"))

    sent = {"reason": "They are two."}
    page = desk.post(_page(merged, "undo-merge"), sent, follow=True).content.decode()

    assert "Undone: Ms A. Quay stands by itself again." in page
    assert "parted again:" in page
    assert merged.appearances.count() == 1
    assert f'href="{_page(merged, "undo-merge")}' not in page


def test_a_page_says_why_undoing_is_not_possible_and_the_other_what_it_took_in(desk, merged, stays):
    page = _html(desk, _page(stays))
    assert f'<a href="{_page(merged)}">Ms A. Quay</a>' in page
    assert f'href="{_page(stays, "merge")}' not in page
    answer = desk.get(_page(stays, "merge"), follow=True).content.decode()
    assert "Other records were merged into this one" in answer

    SpeakerMerge.objects.get().moved.update(speaker=make.make_speaker())
    assert f'href="{_page(merged, "undo-merge")}' not in _html(desk, _page(merged))
    answer = desk.get(_page(merged, "undo-merge"), follow=True).content.decode()
    assert "was given to another speaker since" in answer


def test_merged_records_are_listed_where_they_are_asked_for_and_offered_to_no_field(desk, merged):
    def listed(**query):
        return [each.name for each in desk.get(LIST, query).context["cl"].result_list]

    assert listed() == ["Ada Quay"]
    assert listed(merged="yes") == ["A. Quay"]
    assert listed(q="Quay") == ["Ada Quay"]
    assert listed(_popup="1", _to_field="id") == ["Ada Quay"]
    assert listed(_popup="1", _to_field="id", merged="yes") == ["Ada Quay"]
    assert "Merged into another" in _html(desk, LIST)


def test_an_appearance_is_not_given_to_a_merged_record(desk, merged, stays):
    appearance = stays.appearances.order_by("pk").last()
    address = reverse("admin:consultations_appearance_change", args=[appearance.pk])

    answer = send(desk, address, speaker=merged.pk)

    told = f"This record is merged into number {stays.pk}, Ada Quay: choose that."
    assert told in str(answer.context["adminform"].form.errors["speaker"])
    assert Appearance.objects.get(pk=appearance.pk).speaker == stays


def test_a_merged_record_keeps_its_address_and_takes_no_appearance(desk, merged, stays):
    page = _html(desk, _page(merged))
    assert 'name="slug"' not in page
    assert "Add an appearance" not in page
    assert "Add an appearance" in _html(desk, _page(stays))


def test_a_merged_record_cannot_be_deleted(desk, merged, stays):
    for speaker in (merged, stays):
        desk.post(reverse("admin:consultations_speaker_delete", args=[speaker.pk]), {"post": "yes"})
    assert Speaker.objects.filter(pk__in=[merged.pk, stays.pk]).count() == 2


def test_names_without_a_word_to_look_for_are_like_none(desk):
    speaker, _other = make.make_speaker(name="Bo"), make.make_speaker(name="Bo")
    assert "alike-heading" not in _html(desk, _page(speaker, "merge"))
