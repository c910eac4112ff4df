"""What became of paragraphs and of marked words in a newer edition, case by case."""

import time
from random import Random

import pytest

from consultations.editions import How, Place, Span, align, place_spans
from consultations.editions.following import Following
from tests.consultations.edits import Editor, spans_in, written

QUAY = "The harbour council asked for longer opening hours on every quay of the island."
FERRY = "Ferry crews noted that permits expire before the season has even begun."
SHELTER = "Shelters for migrants should stay open through the winter, whatever their status."
LANTERN = "Lanterns along the northern mole went out, and nobody has lit them since."
NEW = "A register of moorings would let small boats find a place without bribes."


def _kinds(old, new):
    return [pair.kind for pair in align(tuple(old), tuple(new))]


def _where(old, new):
    return [(pair.old, pair.new) for pair in align(tuple(old), tuple(new))]


def _span(texts, words, paragraph=0):
    start = texts[paragraph].index(words)
    return Span(paragraph, start, start + len(words))


def _place(old, new, words, paragraph=0):
    (place,) = place_spans(old, new, [_span(old, words, paragraph)])
    return place


def _found(old, new, words, paragraph=0):
    """Return how the words were found, the paragraph, and what stands there."""
    place = _place(old, new, words, paragraph)
    if place is None:
        return None
    return place.how, place.paragraph, new[place.paragraph][place.start : place.end]


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        ([], [], []),
        ([QUAY], [QUAY], ["same"]),
        ([QUAY], [QUAY.replace("longer", "shorter")], ["changed"]),
        ([QUAY], [NEW], ["new", "gone"]),
        ([QUAY, FERRY], [FERRY], ["gone", "same"]),
        ([QUAY, FERRY], [QUAY], ["same", "gone"]),
        ([QUAY, FERRY], [QUAY, NEW, FERRY], ["same", "new", "same"]),
        (["***"], ["***"], ["same"]),
        ([QUAY, "***"], [QUAY, "* * *"], ["same", "new", "gone"]),
        (["", QUAY], ["", QUAY], ["gone", "new", "same"]),
    ],
)
def test_each_paragraph_is_the_same_changed_gone_or_new(old, new, kinds):
    assert sorted(_kinds(old, new)) == sorted(kinds)


def test_what_is_gone_stands_after_what_it_followed():
    old, new = [QUAY, LANTERN, FERRY], [QUAY, FERRY]
    assert _where(old, new) == [(0, 0), (1, None), (2, 1)]


def test_a_paragraph_that_stands_elsewhere_is_moved_and_the_others_are_not():
    old = [QUAY, FERRY, SHELTER, LANTERN]
    new = [FERRY, SHELTER, LANTERN, QUAY]
    moved = {pair.new: pair.is_moved for pair in align(tuple(old), tuple(new))}
    assert moved == {0: False, 1: False, 2: False, 3: True}


def test_what_was_gone_from_beside_a_moved_paragraph_stays_where_it_was():
    old, new = [QUAY, FERRY, LANTERN, SHELTER], [FERRY, SHELTER, QUAY]
    pairs = align(tuple(old), tuple(new))
    assert [(pair.old, pair.new, pair.is_moved) for pair in pairs] == [
        (1, 0, False),
        (2, None, False),
        (3, 1, False),
        (0, 2, True),
    ]


def test_a_moved_and_changed_paragraph_is_known_by_its_rare_words():
    old = [QUAY, FERRY, SHELTER]
    new = [SHELTER.replace("winter", "cold season"), QUAY, FERRY]
    pair = align(tuple(old), tuple(new))[0]
    assert (pair.old, pair.new, pair.kind, pair.is_moved) == (2, 0, "changed", True)
    assert 0.7 < pair.score < 1


def test_repeated_headings_go_with_what_they_stand_above():
    old = ["Asked", QUAY, "Asked", FERRY, "Asked", SHELTER]
    new = ["Asked", FERRY, "Asked", SHELTER]
    assert _where(old, new) == [(0, None), (1, None), (2, 0), (3, 1), (4, 2), (5, 3)]


def test_a_repeated_heading_apart_from_all_else_is_taken_in_order():
    old, new = ["Asked", QUAY, "Asked"], ["Asked", NEW, LANTERN, "Asked"]
    assert (0, 0) in _where(old, new)
    assert (2, 3) in _where(old, new)


def test_one_paragraph_alone_between_the_same_two_is_its_counterpart_for_sure():
    quays = [f"The council of quay {number} asked for longer opening hours." for number in range(4)]
    changed = [quays[0], quays[1].replace("longer", "much longer"), quays[2], quays[3]]
    pair = align(tuple(quays), tuple(changed))[1]
    assert (pair.old, pair.new, pair.is_sure) == (1, 1, True)


def test_of_several_that_are_alike_none_is_sure():
    old = [f"{QUAY} {FERRY} Section {number} says so." for number in range(4)]
    new = [each.replace("longer", "shorter") for each in old]
    pairs = align(tuple(old), tuple(new))
    assert [(pair.old, pair.new) for pair in pairs] == [(0, 0), (1, 1), (2, 2), (3, 3)]
    assert not any(pair.is_sure for pair in pairs)


def test_words_of_a_paragraph_that_stayed_are_certain_wherever_it_moved():
    old, new = [QUAY, FERRY, SHELTER], [FERRY, SHELTER, QUAY]
    assert _place(old, new, "longer opening") == Place(
        How.EXACT, 1.0, 2, *_span(old, "longer opening")[1:]
    )


def test_the_same_words_in_the_paragraph_that_theirs_became_are_certain():
    new = [f"In spring, {QUAY[0].lower()}{QUAY[1:]}", FERRY]
    found = _found([QUAY, FERRY], new, "asked for longer opening hours")
    assert found == (How.EXACT, 0, "asked for longer opening hours")


def test_a_word_between_the_same_neighbours_is_certain_and_one_between_others_is_not():
    kept = QUAY.replace("council", "office")
    assert _found([QUAY], [kept], "opening") == (How.EXACT, 0, "opening")
    elsewhere = "The opening harbour council asked for longer hours on every quay of the island."
    assert _found([QUAY], [elsewhere], "opening") == (How.CONTEXT, 0, "opening")


def test_of_two_doubles_of_a_paragraph_none_is_certain():
    old, new = [QUAY, FERRY, QUAY], [QUAY, FERRY]
    assert _found(old, new, "longer opening", 0)[:2] == (How.CONTEXT, 0)
    assert _found(old, new, "longer opening", 2) is None


def test_of_several_places_the_one_with_the_same_words_around_is_proposed():
    old = ["Crews asked for permits. Traders asked for moorings. Women asked for lights."]
    new = ["Often crews asked for permits. Traders asked for moorings. Women asked for lights."]
    place = _place(old, new, "asked for moorings")
    assert place.how is How.EXACT
    (second,) = place_spans(old, new, [Span(0, 33, 42)])
    assert old[0][33:42] == "asked for"
    assert (second.how, second.start) == (How.CONTEXT, 39)


def test_where_one_of_several_was_taken_out_what_changed_tells_which():
    old = ["Crews asked for permits. Traders asked for moorings. Women asked for lights."]
    new = ["Crews asked for permits. Women asked for lights."]
    first, second = place_spans(old, new, [Span(0, 6, 15), Span(0, 33, 42)])
    assert (first.how, first.start) == (How.CONTEXT, 6)
    assert second is None or second.how is not How.EXACT


def test_a_word_is_not_found_within_another():
    old, new = ["The port asked for art on the mole."], ["The port asked for parties on the mole."]
    assert _found(old, new, "art") is None


def test_words_that_went_to_another_paragraph_are_proposed_there():
    old, new = [f"{QUAY} {SHELTER}", FERRY], [QUAY, f"{FERRY} {SHELTER}"]
    found = _found(old, new, "Shelters for migrants should stay open")
    assert found == (How.CONTEXT, 1, "Shelters for migrants should stay open")


def test_a_short_word_that_came_up_elsewhere_by_chance_is_not_proposed():
    old = [QUAY, FERRY, SHELTER]
    new = [FERRY.replace("season", "island"), SHELTER]
    assert _found(old, new, "island") is None


def test_words_that_another_paragraph_had_before_are_not_taken_for_the_lost_ones():
    old = [f"{QUAY} It should be done soon and well.", f"{FERRY} It should be done soon and well."]
    new = [f"{FERRY} It should be done soon and well.", NEW]
    assert _found(old, new, "It should be done soon and well", 0) is None


def test_words_in_too_many_places_are_known_by_nothing():
    old = [f"{QUAY} Stay open now please."]
    new = [f"{number} Stay open now please, {number}" for number in range(60)]
    assert _found(old, new, "Stay open now please") is None


def test_changed_words_are_followed_through_what_changed():
    new = [QUAY.replace("longer opening hours", "much longer business hours")]
    found = _found([QUAY], new, "asked for longer opening hours")
    assert found == (How.SIMILAR, 0, "asked for much longer business hours")


def test_a_score_says_how_alike_changed_words_are():
    close = _place([SHELTER], [SHELTER.replace("winter", "cold")], SHELTER[:-1])
    far = _place([QUAY], [QUAY.replace("asked for longer", "wants")], "asked for longer opening")
    assert close.how is How.SIMILAR
    assert close.score > 0.8
    assert far is None or far.score < close.score


def test_signs_at_the_ends_go_with_the_words():
    old = ["They said (quays stay open at night). Then they left."]
    new = ["They said (quays stay shut at night). Then they left."]
    found = _found(old, new, "(quays stay open at night).")
    assert found == (How.SIMILAR, 0, "(quays stay shut at night).")
    plain = ["They said quays stay shut at night, then they left."]
    assert _found(old, plain, "(quays stay open at night).")[2] == "quays stay shut at night"


def test_words_at_the_edge_of_a_longer_change_are_left_to_it():
    old, new = ["Boats wait at the old mole today."], ["Boats wait at some other place today."]
    found = _found(old, new, "wait at the")
    assert found is None or found[2] == "wait at"


def test_words_that_were_taken_out_are_not_placed():
    old, new = [f"{QUAY} {FERRY}"], [QUAY]
    assert _found(old, new, FERRY) is None


def test_signs_alone_are_found_only_where_they_stand_so():
    old = ["Open — at last — to all."]
    assert _found(old, ["Open – at last – to all."], "—") is None


def test_changed_words_that_went_elsewhere_are_proposed_where_most_of_them_stand():
    old = [f"{QUAY} {SHELTER}", FERRY]
    new = [QUAY, FERRY, f"{NEW} {SHELTER.replace('stay', 'remain')} {LANTERN}"]
    how, paragraph, words = _found(old, new, SHELTER)
    assert (how, paragraph) == (How.SIMILAR, 2)
    assert "remain open through the winter" in words


def test_what_is_somewhat_alike_elsewhere_is_not_proposed():
    old = [f"{QUAY} {SHELTER}", FERRY]
    new = [QUAY, FERRY, "Shelters for boats should stay shut through the summer."]
    assert _found(old, new, SHELTER) is None


def test_words_without_spaces_are_followed_sign_by_sign():
    old = ["港口委员会要求每个码头延长开放时间，并通知所有渔民。"]
    new = ["港口委员会要求每个码头大幅延长开放时间，并通知所有渔民。"]
    assert _found(old, new, "通知所有渔民")[:2] == (How.EXACT, 0)
    assert _found(old, new, "码头延长开放")[::2] == (How.SIMILAR, "码头大幅延长开放")


def test_what_repeats_without_end_is_given_up_soon():
    old = ["a " * 3000 + "quay"]
    new = ["a " * 2500 + "harbour quay b"]
    begun = time.process_time()
    place_spans(old, new, [Span(0, 5990, 6004), Span(0, 0, 40)])
    assert time.process_time() - begun < 2


def test_long_paragraphs_of_which_every_other_word_changed_are_given_up_soon():
    old = " ".join(f"w{n} same{n}" for n in range(5000))
    new = " ".join(f"v{n} same{n}" for n in range(5000))
    begun = time.process_time()
    assert Following().follow(old, new, 0, 8) is None
    assert time.process_time() - begun < 2


def test_a_thousand_paragraphs_and_three_hundred_spans_take_no_time():
    random = Random(7)  # noqa: S311 - for a story, not for a secret
    editor = Editor(random)
    old = editor.text(1000)
    new = editor.edit(old, 0.2)
    begun = time.process_time()
    places = place_spans(written(old), written(new), spans_in(old, 300, random))
    assert time.process_time() - begun < 4
    assert sum(place is not None for place in places) > 250


def test_a_heading_between_others_than_before_is_a_proposal_only():
    old = ["Overview", QUAY, FERRY]
    assert _found(old, ["Overview", QUAY, FERRY], "Overview")[0] is How.EXACT
    assert _found(old, [QUAY, FERRY, "Overview", NEW], "Overview")[:2] == (How.CONTEXT, 2)
