"""Two records of one person become one, and two again: what moves, what leads where, what stays."""

from http import HTTPStatus

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from consultations.actions import merge_speakers, part_speakers
from consultations.models import Appearance, Consultation, Speaker, SpeakerMerge
from ledger.models import Entry
from ledger.refusal import Refused
from ledger.verifying import is_whole
from tests import factories as make
from tests.consultations.said import say
from tests.reading_pages import main_of, words

pytestmark = pytest.mark.django_db

REASON = "The same post, the same years."


@pytest.fixture
def goes():
    """A record of somebody who appeared once."""
    speaker = make.make_speaker(name="A. Quay", slug="a-quay")
    make.make_appearance(speaker=speaker, printed="Ms A. Quay", position="Attaché")
    return speaker


@pytest.fixture
def stays():
    speaker = make.make_speaker(name="Ada Quay", slug="ada-quay")
    make.make_appearance(speaker=speaker, position="Envoy")
    return speaker


def _merge(merged, kept, **fields):
    return merge_speakers(merged=merged, kept=kept, **{"by": None, "reason": REASON} | fields)


def _part(merged, **fields):
    return part_speakers(merged=merged, **{"by": None, "reason": "They are two."} | fields)


def _owners():
    return dict(Appearance.objects.values_list("pk", "speaker__slug"))


def test_the_appearances_move_as_printed_and_nothing_is_deleted(goes, stays, curator):
    moved = goes.appearances.get()

    merge = _merge(goes, stays, by=curator)

    moved.refresh_from_db()
    assert (moved.speaker, moved.printed, moved.position) == (stays, "Ms A. Quay", "Attaché")
    assert list(merge.moved.all()) == [moved]
    assert (merge.merged, merge.kept, merge.reason) == (goes, stays, REASON)
    assert Speaker.objects.get(slug="a-quay").merged_into == stays
    assert moved.history.latest().history_user == curator
    assert str(merge) == "A. Quay → Ada Quay: merged"


def test_a_merge_and_its_undoing_are_one_entry_each_without_a_name(goes, stays, curator):
    moved = goes.appearances.get()
    _merge(goes, stays, by=curator)
    parted = _part(goes, by=curator)

    assert str(parted) == "A. Quay → Ada Quay: parted again"
    entries = Entry.objects.about("speaker", str(goes.pk)).order_by("sequence")
    told = {"other": stays.pk, "appearances": [moved.pk]}
    assert [(each.verb, each.payload, each.actor_id) for each in entries] == [
        ("speaker.merged", told, curator.pk),
        ("speaker.parted", told, curator.pk),
    ]
    assert is_whole("speaker", str(goes.pk))


def test_undoing_moves_back_exactly_what_moved(goes, stays):
    make.make_appearance(speaker=goes, role="panellist")
    before = _owners()
    _merge(goes, stays)
    later = make.make_appearance(speaker=stays, role="rapporteur")

    _part(goes)

    assert _owners() == before | {later.pk: "ada-quay"}
    goes.refresh_from_db()
    assert not goes.is_merged


def test_a_merge_that_was_undone_can_be_made_again_and_undone_again(goes, stays):
    before = _owners()
    for _each in range(2):
        _merge(goes, stays)
        _part(goes)
    assert _owners() == before
    assert SpeakerMerge.objects.count() == 4
    assert not SpeakerMerge.objects.standing().exists()


def test_undoing_is_refused_once_something_that_moved_is_somebody_elses(goes, stays):
    merge = _merge(goes, stays)
    third = make.make_speaker()
    merge.moved.update(speaker=third)
    before = _owners()

    with pytest.raises(Refused, match="given to another speaker since"):
        _part(goes)

    assert _owners() == before
    merge.moved.update(speaker=stays)
    _part(goes)
    assert goes.appearances.exists()


def test_undoing_goes_on_without_a_draft_that_was_deleted(goes, stays):
    draft = make.make_appearance(
        speaker=goes, consultation=make.make_consultation(state=Consultation.State.DRAFT)
    )
    merge = _merge(goes, stays)
    Appearance.objects.get(pk=draft.pk).delete()
    _part(goes)
    assert list(goes.appearances.all()) == list(merge.moved.all())


def test_one_that_is_not_merged_cannot_be_parted(goes):
    with pytest.raises(Refused, match="stands by itself"):
        _part(goes)


@pytest.mark.parametrize("reason", ["", " \n"])
def test_both_need_a_reason(goes, stays, reason):
    with pytest.raises(Refused, match="Give a reason"):
        _merge(goes, stays, reason=reason)
    goes.refresh_from_db()
    assert goes.appearances.exists()
    _merge(goes, stays)
    with pytest.raises(Refused, match="Give a reason"):
        _part(goes, reason=reason)
    assert not goes.appearances.exists()


def test_merges_form_no_chain_and_no_loop(goes, stays):
    third = make.make_appearance().speaker
    with pytest.raises(Refused, match="the record itself"):
        _merge(goes, goes)
    _merge(goes, stays)
    for merged, kept, why in (
        (goes, third, "merged into another already"),
        (third, goes, "merged into another itself"),
        (stays, third, "Other records were merged into this one"),
        (stays, goes, "merged into another itself"),
    ):
        with pytest.raises(Refused, match=why):
            _merge(merged, kept)
    _merge(third, stays)
    assert stays.appearances.count() == 3


def test_a_merged_record_and_the_one_it_went_into_are_not_deleted(goes, stays):
    goes.appearances.all().delete()
    stays.appearances.all().delete()
    _merge(goes, stays)
    for speaker in (goes, stays):
        with pytest.raises(IntegrityError), transaction.atomic():
            speaker.delete()


# What readers find


def test_an_old_address_leads_to_the_record_that_stays_until_it_is_undone(client, goes, stays):
    _merge(goes, stays)
    answer = client.get(goes.get_absolute_url())
    assert (answer.status_code, answer["Location"]) == (HTTPStatus.FOUND, "/speakers/ada-quay/")
    text = words(main_of(client, stays.get_absolute_url()))
    assert "Attaché" in text
    assert "printed as Ms A. Quay" in text

    _part(goes)
    assert "Attaché" in main_of(client, goes.get_absolute_url())
    assert "Attaché" not in main_of(client, stays.get_absolute_url())


def test_what_was_said_and_delivered_follows_the_appearance(client, goes, stays):
    spoke = goes.appearances.get()
    document = make.make_document(title="A statement", delivered_by=spoke)
    say(document, "quay 1", text="Open it", voice_appearance=spoke)
    _merge(goes, stays)
    text = words(main_of(client, stays.get_absolute_url()))
    assert "A statement" in text
    assert "Open it" in text
    assert "/speakers/ada-quay/" in main_of(client, document.get_absolute_url())


def test_the_list_of_speakers_names_no_merged_record(client, goes, stays):
    _merge(goes, stays)
    text = words(main_of(client, reverse("speaker-list")))
    assert "1 speaker By" in text
    assert "A. Quay" not in text


def test_the_address_of_one_who_appeared_in_drafts_alone_leads_visitors_nowhere(
    client, log_in, curator, stays
):
    draft = make.make_consultation(state=Consultation.State.DRAFT)
    secret = make.make_appearance(consultation=draft).speaker
    _merge(secret, stays)
    assert client.get(secret.get_absolute_url()).status_code == HTTPStatus.NOT_FOUND
    assert log_in(curator).get(secret.get_absolute_url())["Location"] == "/speakers/ada-quay/"


def test_an_old_address_does_not_lead_to_one_who_holds_nothing_that_moved(client, goes, stays):
    merge = _merge(goes, stays)
    merge.moved.update(speaker=make.make_speaker())
    assert client.get(goes.get_absolute_url()).status_code == HTTPStatus.NOT_FOUND
