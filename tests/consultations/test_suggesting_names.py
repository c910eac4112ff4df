"""What a sentence names, who says it and what it is like: as far as rules can tell."""

import time

import pytest

from consultations.suggesting.likeness import Likeness, stems_of
from consultations.suggesting.names import Names
from consultations.suggesting.signs import dates_in, symbols_in
from consultations.suggesting.voices import voice_of


def _found(text: str, *names: str, is_proper: bool = True) -> list[tuple[str, str]]:
    known = Names([(name, name) for name in names], is_proper=is_proper)
    return [(each.printed, each.meant) for each in known.found_in(text)]


def test_names_are_found_as_printed_in_order_each_once():
    text = "Chad and Mali asked Chad’s neighbours about the hall treaty."
    assert _found(text, "Mali", "Chad") == [("Chad", "Chad"), ("Mali", "Mali")]


def test_the_longest_name_wins():
    text = "They met in South Sudan, not in Sudan."
    assert _found(text, "Sudan", "South Sudan") == [
        ("South Sudan", "South Sudan"),
        ("Sudan", "Sudan"),
    ]


def test_several_names_of_the_same_are_found_once():
    union = object()
    known = Names([("Harbour Union", union), ("HU", union)])
    assert [each.printed for each in known.found_in("The Harbour Union (HU) met.")] == [
        "Harbour Union"
    ]


@pytest.mark.parametrize(
    ("text", "name", "is_found"),
    [
        ("The WHO asks.", "WHO", True),
        ("Those who ask.", "WHO", False),
        ("Two WHOs.", "WHO", True),
        ("A chad fell.", "Chad", False),
        ("In Chadian halls.", "Chad", False),
        ("The Hall-Treaty.", "Hall Treaty", False),
        ("The HALL TREATY.", "Hall Treaty", True),
    ],
)
def test_acronyms_stand_as_written_and_proper_names_begin_with_a_capital(text, name, is_found):
    assert bool(_found(text, name)) is is_found


def test_words_of_a_glossary_are_found_in_any_case_and_number():
    text = "Returns of victims and a Return."
    assert _found(text, "Return", "Victim", is_proper=False) == [
        ("Returns", "Return"),
        ("victims", "Victim"),
    ]


def test_names_without_a_word_or_of_too_many_are_not_looked_for():
    assert _found("a b — ()", "—", "", " ".join("abcdefghijklmn"), is_proper=False) == []


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("On 5 September 2017 and 2017-09-06.", ["5 September 2017", "2017-09-06"]),
        ("Le 14 mars 2019, puis le 14 mars 2019.", ["14 mars 2019"]),
        ("El 14 de marzo de 2019.", ["14 de marzo de 2019"]),
        ("In 2019.", []),
    ],
)
def test_dates_are_found_as_printed(text, dates):
    assert dates_in(text) == dates


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("Recalling A/RES/71/1.", ["A/RES/71/1"]),
        ("See A/CONF.231/3 (and CMW/C/GC/4).", ["A/CONF.231/3", "CMW/C/GC/4"]),
        ("And/or yes/no, A/B/C.", []),
    ],
)
def test_symbols_of_documents_are_found(text, symbols):
    assert symbols_in(text) == symbols


@pytest.mark.parametrize(
    ("language", "words", "voice"),
    [
        ("en", "Participants agreed.", ("Participants", "session-participants")),
        ("en", "Hence, several delegates agreed.", ("delegates", "session-participants")),
        ("en", "It is late, according to the Chair.", ("Chair", "chair")),
        ("fr", "Les participantes ont souligné cela.", ("participantes", "session-participants")),
        ("fr", "C’est tard, selon la présidente.", ("présidente", "chair")),
        ("es", "Las delegaciones pidieron más.", ("delegaciones", "session-participants")),
        ("es", "Es tarde, según los panelistas.", ("panelistas", "panellists")),
        ("en", "We thank the Chair.", None),
        ("ar", "قال المشاركون.", None),
    ],
)
def test_a_sentence_tells_who_says_it(language, words, voice):
    assert voice_of(words, language) == voice


def _like(sentence: str, *texts: str) -> list[str]:
    return [like.known for like in Likeness([(text, text) for text in texts]).nearest(sentence)]


def test_what_says_nearly_the_same_is_found_the_most_alike_first():
    texts = (
        "Train the pilots of every harbour",
        "Train harbour pilots",
        "Open the libraries at night",
        "Train harbour pilots and crews every spring and autumn",
    )
    assert _like("Training harbour pilots", *texts) == [
        "Train harbour pilots",
        "Train the pilots of every harbour",
    ]


def test_accents_case_and_small_words_make_no_difference():
    assert stems_of("Les États DÉSIRENT un théâtre") == {"etats", "desire", "theatr"}


def test_pairs_of_characters_are_compared_where_a_script_parts_no_words():
    assert _like("各国应当开放港口", "各国应当开放全部港口", "图书馆") == ["各国应当开放全部港口"]


def test_what_is_known_by_several_texts_is_found_once_by_the_most_alike():
    known = object()
    texts = [("open harbours widely tonight", known), ("open harbours", known)]
    found = Likeness(texts).nearest("Open harbours!")
    assert [(like.known, like.likeness) for like in found] == [(known, 1.0)]


def test_many_names_and_texts_take_no_long_time():
    many = [(f"Harbour {number} of the north coast", number) for number in range(3_000)]
    began = time.monotonic()
    Names(many).found_in("Harbour 17 of the north " * 3_000)
    likeness = Likeness(many)
    for _sentence in range(50):
        likeness.nearest("Harbour 17 of the north coast")
    assert time.monotonic() - began < 5
