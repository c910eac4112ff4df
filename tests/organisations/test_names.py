import pytest
from django.core.exceptions import ValidationError

from organisations.names import skeleton, tidy_line, validate_plain_line
from organisations.templatetags.languages import language_names


@pytest.mark.parametrize(
    "other",
    [
        "HARBOUR WATCH",
        "Harbour-Watch!",
        "Härbour  Watch",
        "Нarbour Watch",  # a Cyrillic letter that looks like H
        "Harb0ur Watch",
        "Ｈarbour Watch",
    ],
)
def test_names_that_a_reader_would_mistake_look_the_same(other):
    assert skeleton(other) == skeleton("Harbour Watch")


def test_names_that_differ_look_different():
    assert skeleton("Harbour Watch") != skeleton("Harbour Watchers")
    assert skeleton("港の見張り") != skeleton("港の番人")


def test_a_letter_without_a_latin_double_stays_itself():
    assert skeleton("Ж") == "ж"
    assert skeleton("会") == "会"


def test_a_line_is_composed_and_has_single_spaces():
    assert tidy_line("  Cafe\u0301 \t des\n Ports ") == "Caf\u00e9 des Ports"


@pytest.mark.parametrize("hidden", ["\u202e", "\u200b", "\u0007", "\u2028", "\ue000"])
def test_invisible_and_control_characters_are_refused(hidden):
    with pytest.raises(ValidationError):
        validate_plain_line(f"Harbour{hidden}Watch")


@pytest.mark.parametrize("name", ["Harbour Watch", "Café des Ports", "مرصد الميناء", "港の見張り"])
def test_names_of_any_script_are_welcome(name):
    validate_plain_line(name)


def test_languages_are_named_and_an_unknown_code_stays():
    assert language_names("en, fr,xyz,") == "English, French, xyz"


@pytest.mark.parametrize("name", ["ВОДА И НЕБО", "ΑΘΗΝΑ", "STRASSE", "İZMİR"])
def test_a_name_in_capitals_looks_like_itself_in_small_letters(name):
    assert skeleton(name) == skeleton(name.lower())
