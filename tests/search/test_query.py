import pytest
from django.core.exceptions import ValidationError

from search.query import Phrase, question, validate_question


def _said(phrases):
    return {" ".join(phrase.words) for phrase in phrases}


def test_each_word_is_looked_for_as_every_language_keeps_it():
    [wanted] = question("Migrations").wanted

    assert _said(wanted) == {"migrations", "migrat"}


def test_words_in_quotes_stand_together_and_a_minus_leaves_out():
    asked = question("“open ports” -closed -“at night” sea")

    assert [len(each[0].words) for each in asked.wanted] == [2, 1]
    assert [len(each[0].words) for each in asked.unwanted] == [1, 2]
    assert "closed" in _said(asked.unwanted[0])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('ports"', ["ports"]),
        ('"ports', ["ports"]),
        ("a-b", ["a b"]),
        ("- ports", ["ports"]),
        ("--ports", ["ports"]),
        ("ports OR NOT *", ["ports", "or", "not"]),
        ("ports ports", ["ports"]),
    ],
)
def test_odd_syntax_is_text(text, words):
    assert [" ".join(each[0].words) for each in question(text).wanted] == words


def test_of_chinese_every_pair_is_looked_for_and_one_character_as_a_beginning():
    assert question("国际移民").wanted == ((Phrase(("国际", "际移", "移民")),),)
    assert question("移").wanted == ((Phrase(("移",), is_open=True),),)
    assert question("移民5").wanted == ((Phrase(("移民", "民", "5")),),)


@pytest.mark.parametrize("text", ["", "  ", "-ports", '" "', "*?!", '-"a b"'])
def test_without_a_word_that_is_wanted_nothing_is_looked_for(text):
    assert question(text).is_empty


@pytest.mark.parametrize("text", ["w" * 201, " ".join(f"w{n}" for n in range(21))])
def test_too_much_at_once_is_refused(text):
    with pytest.raises(ValidationError):
        validate_question(text)


@pytest.mark.parametrize("text", ["w" * 200, " ".join(f"w{n}" for n in range(20))])
def test_what_is_just_not_too_much_is_looked_for(text):
    validate_question(text)
