"""What changed between two texts."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.differences import Piece, differences


def _same(text):
    return Piece("same", text)


def _old(text):
    return Piece("old", text)


def _new(text):
    return Piece("new", text)


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("", "", []),
        ("One text.", "One text.", [_same("One text.")]),
        ("", "Put in.", [_new("Put in.")]),
        ("Taken out.", "", [_old("Taken out.")]),
        (
            "States should act.",
            "States must act.",
            [_same("States "), _old("should"), _new("must"), _same(" act.")],
        ),
        (
            "States should act.",
            "States should act now.",
            [_same("States should act"), _new(" now"), _same(".")],
        ),
        (
            "States should always act.",
            "States should act.",
            [_same("States should"), _old(" always"), _same(" act.")],
        ),
        ("harbour", "harbours", [_old("harbour"), _new("harbours")]),
        (
            "Le café ferme",
            "Le café ouvre",
            [_same("Le café "), _old("ferme"), _new("ouvre")],
        ),
    ],
)
def test_words_are_kept_taken_out_and_put_in(old, new, pieces):
    assert differences(old, new) == pieces


def test_a_word_is_never_cut():
    pieces = differences("The harbours are open", "The harbour was opened")

    assert {piece.text for piece in pieces if piece.kind == "same"} == {"The "}


@pytest.mark.parametrize("sign", ["a", "a ", "a b ", ".a", ". "])
def test_what_repeats_without_end_is_compared_without_delay(sign):
    old = sign * (5000 // len(sign))
    new = f"x {old[:2000]} y {old[100:]} z"
    begun = time.process_time()

    pieces = differences(old, new)

    assert time.process_time() - begun < 2
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "old") == new


@given(st.text(), st.text())
def test_the_pieces_make_up_both_texts(old, new):
    pieces = differences(old, new)

    assert "".join(piece.text for piece in pieces if piece.kind != "new") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "old") == new
    assert all(piece.text for piece in pieces)


words = st.lists(st.sampled_from(["States", "should", "act", ",", ".", "\n\n", " "])).map("".join)


@given(words, words)
def test_what_two_texts_share_is_told_once(old, new):
    kinds = [piece.kind for piece in differences(old, new)]

    assert all(first != second for first, second in pairwise(kinds))


def test_common_words_of_a_long_text_are_still_matched():
    old = "the harbour and the quay, " * 100
    new = old.replace("quay", "pier", 1)

    pieces = differences(old, new)

    assert [piece.text for piece in pieces if piece.kind != "same"] == ["quay", "pier"]


def test_long_texts_of_which_every_other_word_changed_are_compared_without_delay():
    old = " ".join(f"w{n} same{n}" for n in range(20_000))
    new = " ".join(f"v{n} same{n}" for n in range(20_000))
    begun = time.process_time()

    pieces = differences(old, new)

    assert time.process_time() - begun < 2
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == old
