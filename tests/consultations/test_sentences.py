"""Where the sentences of a paragraph begin and end."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.importing import read
from consultations.sentences import places_of_items, sentences_of

FIXTURES = Path(__file__).parent / "fixtures"
SHARED = Path(__file__).resolve().parents[3] / "shared"


def _cut(text: str, cells: list[list[str]] | None = None) -> list[str]:
    return [sentence.words_in(text) for sentence in sentences_of(text, cells)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["Open the harbours.", "Keep them open!", "Why not?"],
        ["She said “Open them.”", "They did."],
        ["(All of them agreed.)", "Then the lamp went out."],
        ["A quay of 3.5 miles, as art. 4 and No. 7 say.", "It is long."],
        ["Dr. Quillfeather and J. R. Vell, e.g. at dusk, met.", "They spoke."],
        ["Boats, crates, etc. came late.", "Nobody minded."],
        ["The tide … turned.", "We left…", "And came back."],
        ["1. The harbour is shut.", "It rains."],
        ["a) The harbour is shut.", "It rains."],
        ["It was counted twice.3", "Then it was lost.[^4]", "Then found."],
        ["Les ports sont « fermés. »", "Ouvrez-les !", "Pourquoi pas ?"],
        ["M. Vell et Mme. Roe, p. ex. à quai, sont venus.", "Ils ont parlé."],
        ["¿Por qué no?", "¡Abran los puertos!", "El Sr. Vell y la Sra. Roe lo piden."],
        ["افتحوا الموانئ.", "لماذا لا؟", "الآن."],
        ["Mending catalogues"],
        ["Fines; locked shelves; the hiding of ladders;"],
    ],
)
def test_a_text_is_cut_where_its_sentences_end(sentences):
    assert _cut(" ".join(sentences)) == sentences


def test_chinese_needs_no_space_between_sentences():
    assert _cut("港口应当开放。各国应当合作！长３．５公里。") == [
        "港口应当开放。",
        "各国应当合作！",
        "长３．５公里。",
    ]


def test_sentences_count_from_one_and_leave_out_the_spaces_between():
    assert sentences_of("  Open.  Shut. \n") == [(1, 2, 7), (2, 9, 14)]


def test_places_are_counted_in_code_points():
    assert sentences_of("🚢 sails. It rains.")[1].start == 9


@pytest.mark.parametrize("text", ["", "  ", "…", "—", "* * *", "?!"])
def test_what_has_no_letter_is_no_sentence(text):
    assert _cut(text) == []


def test_the_items_of_a_row_are_its_sentences():
    cells = [["Lamps", "Lamps. And oil"], [], ["Boats"]]
    assert _cut("Lamps; Lamps. And oil\nBoats", cells) == ["Lamps", "Lamps. And oil", "Boats"]


def test_an_item_that_is_not_in_the_text_has_no_place_beyond_its_end():
    assert _cut("Lamps", [["Lamps", "Oil"]]) == ["Lamps"]
    assert places_of_items("Lamps", [["Lamps", "Oil"]]) == [[(0, 5), (5, 5)]]


def test_a_sentence_tells_whether_it_shares_a_character_with_a_place():
    second = sentences_of("Open. Shut. Open.")[1]
    assert second.overlaps(10, 20)
    assert not second.overlaps(0, 6)
    assert not second.overlaps(11, 12)


@given(st.text(alphabet="Aab .!?…。»“3.[)\n1", max_size=80))
def test_sentences_stand_in_order_and_together_hold_every_letter(text):
    sentences = sentences_of(text)
    ends = [0, *(sentence.end for sentence in sentences)]
    assert all(end <= each.start < each.end for end, each in zip(ends, sentences, strict=False))
    held = "".join(sentence.words_in(text) for sentence in sentences)
    assert [sign for sign in held if sign.isalnum()] == [sign for sign in text if sign.isalnum()]


@pytest.mark.parametrize("text", ["a. " * 60_000, "." * 200_000, "No. " * 50_000, ".1 " * 60_000])
def test_a_long_text_takes_no_long_time(text):
    began = time.monotonic()
    sentences_of(text)
    assert time.monotonic() - began < 3


def test_what_is_said_to_rest_on_a_sentence_names_one_that_is_there():
    rows = json.loads((FIXTURES / "asks_by_sentence.json").read_text())
    for name in {row["document"] for row in rows}:
        path = SHARED / "input" / f"{name}.txt"
        if not path.exists():
            pytest.skip(f"{path.name} is no part of the repository, and is not beside it")
        numbers = {
            (block.anchor, sentence.number)
            for block in read(path.read_text()).blocks
            for sentence in sentences_of(block.text, block.cells)
        }
        named = [row["sentences"] for row in rows if row["document"] == name]
        assert {tuple(place) for places in named for place in places} <= numbers
