"""Marks are carried to a newer edition, and what was not certain is decided on."""

import pytest
from django.db import IntegrityError, transaction

from consultations import actions
from consultations.importing import Reading
from consultations.models import Document, Placement
from consultations.quotes import Hit
from ledger.models import Entry
from ledger.refusal import Refused
from tests import factories
from tests.consultations.editing import (
    FERRY,
    QUAY,
    SHELTER,
    make_edition,
    make_newer,
    placement_of,
)
from tests.consultations.said import mark, say

pytestmark = pytest.mark.django_db

CHANGED = QUAY.replace("longer opening", "much longer business")


@pytest.fixture
def old():
    return make_edition(QUAY, FERRY, SHELTER)


@pytest.fixture
def new(old):
    """The first paragraph moved to the end and changed, the third gone."""
    return make_newer(old, FERRY, CHANGED)


def _carry(old, new, by=None):
    return actions.carry_marks(old=old, new=new, by=by)


def _at(placement):
    return placement.how, placement.state, placement.words


def test_what_is_certain_is_placed_and_all_else_waits(old, new, curator):
    certain = say(old, "permits expire")
    changed = say(old, "asked for longer opening hours")
    lost = say(old, "through the winter")

    _carry(old, new, curator)

    assert _at(placement_of(certain)) == ("exact", "placed", "permits expire")
    words = "asked for much longer business hours"
    assert _at(placement_of(changed)) == ("similar", "waiting", words)
    assert 30 < placement_of(changed).score < 100
    assert _at(placement_of(lost)) == ("none", "waiting", "")


def test_carrying_is_one_entry_with_numbers_alone(old, new, curator):
    for words in ("permits expire", "the season", "through the winter"):
        say(old, words)

    _carry(old, new, curator)

    (entry,) = Entry.objects.about("document", new.slug)
    assert (entry.verb, entry.actor_id) == ("document.marks-carried", curator.pk)
    assert entry.payload == {"from": old.pk, "exact": 2, "none": 1}
    assert {each.entry for each in Placement.objects.all()} == {entry}


def test_the_older_edition_and_its_marks_stay_as_they_are(old, new):
    extract = say(old, "permits expire")
    before = list(extract.spans.values())
    _carry(old, new)
    assert list(extract.spans.values()) == before
    assert extract.document == old


def test_carrying_again_takes_what_was_marked_since_and_leaves_the_rest(old, new):
    first = say(old, "asked for longer opening hours")
    _carry(old, new)
    actions.confirm_placement(placement=placement_of(first), by=None)
    later = say(old, "permits expire")

    assert [each.span.extract for each in _carry(old, new)] == [later]
    assert placement_of(first).state == "placed"
    assert _carry(old, new) == []
    assert Entry.objects.filter(verb="document.marks-carried").count() == 2


def test_marks_go_on_from_edition_to_edition(old, new):
    certain, waiting = say(old, "permits expire"), say(old, "asked for longer opening hours")
    _carry(old, new)
    own = say(new, "every quay")
    third = make_newer(new, SHELTER, FERRY, CHANGED)

    _carry(new, third)

    carried = Placement.objects.filter(document=third)
    assert {each.span.extract for each in carried} == {certain, own}
    assert {each.words for each in carried} == {"permits expire", "every quay"}
    actions.confirm_placement(placement=placement_of(waiting), by=None)
    (late,) = _carry(new, third)
    assert _at(late) == ("exact", "placed", "asked for much longer business hours")


def test_marks_are_carried_to_what_replaces_the_document_alone(old):
    say(old, "permits expire")
    with pytest.raises(Refused, match="not two editions"):
        _carry(old, make_edition(FERRY))
    assert not Placement.objects.exists()


def test_marks_are_carried_to_no_edition_without_text(old):
    say(old, "permits expire")
    with pytest.raises(Refused, match="no text yet"):
        _carry(old, make_newer(old))


def test_a_proposed_place_is_confirmed_once(old, new, curator):
    changed = say(old, "asked for longer opening hours")
    _carry(old, new)
    placement = placement_of(changed)

    actions.confirm_placement(placement=placement, by=curator)

    entry = Entry.objects.get(verb="placement.confirmed")
    assert (placement.state, placement.how, placement.entry) == ("placed", "similar", entry)
    assert entry.payload == {"placement": placement.pk, "span": placement.span_id}
    with pytest.raises(Refused, match="faster"):
        actions.confirm_placement(placement=placement, by=curator)
    assert Entry.objects.filter(verb="placement.confirmed").count() == 1


def test_what_has_no_place_is_not_confirmed(old, new):
    lost = say(old, "through the winter")
    _carry(old, new)
    with pytest.raises(Refused, match="faster"):
        actions.confirm_placement(placement=placement_of(lost), by=None)


def test_a_mark_is_placed_by_hand_whatever_was_found(old, new, curator):
    lost = say(old, "through the winter")
    _carry(old, new)
    placement, paragraph = placement_of(lost), new.paragraphs.get(anchor="p2")

    for _twice in range(2):
        actions.place_by_hand(placement=placement, hit=Hit(paragraph, 4, 11), by=curator)

    assert _at(placement) == ("by-hand", "placed", "harbour")
    entry = Entry.objects.get(verb="placement.placed")
    assert entry.payload == {
        "placement": placement.pk,
        "span": placement.span_id,
        "paragraph": paragraph.pk,
        "start": 4,
        "end": 11,
    }


def test_a_mark_is_not_placed_in_another_document(old, new):
    lost = say(old, "through the winter")
    _carry(old, new)
    hit = Hit(old.paragraphs.first(), 4, 11)
    with pytest.raises(Refused, match="another document"):
        actions.place_by_hand(placement=placement_of(lost), hit=hit, by=None)


def test_words_are_said_to_be_gone_and_may_come_back_by_hand(old, new, curator):
    certain = say(old, "permits expire")
    _carry(old, new)
    placement = placement_of(certain)

    actions.say_gone(placement=placement, by=curator)

    assert _at(placement) == ("none", "gone", "")
    assert Entry.objects.get(verb="placement.gone").actor_id == curator.pk
    with pytest.raises(Refused, match="faster"):
        actions.say_gone(placement=placement, by=curator)
    hit = Hit(new.paragraphs.first(), 0, 5)
    actions.place_by_hand(placement=placement, hit=hit, by=curator)
    assert _at(placement) == ("by-hand", "placed", "Ferry")


@pytest.mark.parametrize("act", ["load", "mend", "remove"])
def test_the_text_of_a_draft_stays_while_it_has_carried_marks(old, act):
    draft = make_newer(old, FERRY, QUAY, state="draft")
    say(old, "permits expire")
    _carry(old, draft)
    paragraph = draft.paragraphs.first()
    paragraph.text = "Something else."
    acts = {
        "load": lambda: actions.load_paragraphs(
            document=draft, reading=Reading(), by=None, source="web"
        ),
        "mend": lambda: actions.mend_paragraphs(document=draft, changed=[paragraph], by=None),
        "remove": lambda: actions.mend_paragraphs(document=draft, removed=[paragraph], by=None),
    }

    with pytest.raises(Refused, match="carried"):
        acts[act]()

    assert actions.take_marks_back(document=draft, by=None) == 1
    acts[act]()
    assert not draft.paragraphs.filter(text=FERRY).exists()


def test_marks_of_a_draft_are_taken_back_with_one_entry(old):
    draft = make_newer(old, FERRY, state="draft")
    assert actions.take_marks_back(document=draft, by=None) == 0
    assert not Entry.objects.exists()
    say(old, "permits expire")
    _carry(old, draft)
    actions.take_marks_back(document=draft, by=None)
    assert Entry.objects.get(verb="document.marks-taken-back").payload == {"marks": 1}
    assert not Placement.objects.exists()


@pytest.mark.parametrize("state", ["public", "withheld"])
def test_marks_of_what_was_public_are_not_taken_back(old, new, state):
    say(old, "permits expire")
    _carry(old, new)
    Document.objects.filter(pk=new.pk).update(state=state, withheld_reason="At their wish.")
    with pytest.raises(Refused, match="stay"):
        actions.take_marks_back(document=new, by=None)
    assert Placement.objects.exists()


def test_a_mark_that_is_taken_off_is_taken_off_the_newer_edition_too(old, new):
    extract = say(old, "permits expire")
    mark(extract, old.paragraphs.get(anchor="p1"), "every quay")
    _carry(old, new)
    first = extract.spans.get(words="permits expire")
    actions.unmark_words(extract=extract, spans=[first], by=None)
    assert [each.words for each in Placement.objects.all()] == ["every quay"]


HALF = {"start": None}
BACKWARDS = {"start": 9, "end": 9}
ENDLESS = {"end": None}


@pytest.mark.parametrize(
    "wrong",
    [
        HALF,
        BACKWARDS,
        ENDLESS,
        {"how": "none"},
        {"paragraph": None},
        {"score": 101},
        {"state": "gone"},
        {"state": "waiting"},
        {"state": "lost"},
        {"paragraph": None, "start": None, "end": None, "how": "none"},
    ],
)
def test_the_database_keeps_no_half_place(old, new, wrong):
    extract = say(old, "permits expire")
    _carry(old, new)
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.update(**wrong)
    assert placement_of(extract).words == "permits expire"


def test_words_have_one_place_in_an_edition(old, new):
    say(old, "permits expire")
    _carry(old, new)
    twin = Placement.objects.get()
    twin.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_a_placement_says_what_became_of_the_words(old, new):
    extract = say(old, "permits expire")
    _carry(old, new)
    assert str(placement_of(extract)) == "permits expire: placed"
    assert placement_of(extract).extract_id == extract.pk


def test_who_may_read_both_editions_sees_what_was_placed(old, new, curator):
    visitor = factories.make_user()
    for words in ("permits expire", "asked for longer opening hours", "through the winter"):
        say(old, words)
    _carry(old, new)

    seen = Placement.objects.visible_to(visitor).in_order()
    assert [each.words for each in seen] == ["permits expire"]
    assert [each.words for each in Placement.objects.visible_to(curator).in_order()] == [
        "asked for much longer business hours",
        "permits expire",
    ]
    for paragraph in (old.paragraphs.get(anchor="p2"), new.paragraphs.get(anchor="p1")):
        actions.withhold_paragraph(paragraph=paragraph, by=curator, reason="It names a village.")
        assert not Placement.objects.visible_to(visitor).exists()
        actions.show_paragraph(paragraph=paragraph, by=curator, reason="It names none.")
    Document.objects.filter(pk=old.pk).update(state="withheld", withheld_reason="At their wish.")
    assert not Placement.objects.visible_to(visitor).exists()


def test_a_decision_on_what_somebody_decided_meanwhile_is_refused(old):
    new = make_newer(old, QUAY.replace("longer", "shorter"), FERRY)
    changed = say(old, "asked for longer opening hours")
    _carry(old, new)
    stale = placement_of(changed)
    actions.confirm_placement(placement=placement_of(changed), by=None)
    with pytest.raises(Refused, match="faster"):
        actions.say_gone(placement=stale, by=None)
    assert placement_of(changed).state == Placement.State.PLACED


def test_words_that_left_their_place_meanwhile_are_not_placed_there(old):
    new = make_newer(old, FERRY, QUAY, state="draft")
    changed = say(old, "permits expire")
    _carry(old, new)
    paragraph = new.paragraphs.last()
    hit = Hit(paragraph, 4, 11)
    type(paragraph).objects.filter(pk=paragraph.pk).update(text="Mended.")
    with pytest.raises(Refused, match="changed meanwhile"):
        actions.place_by_hand(placement=placement_of(changed), hit=hit, by=None)
