import time

import pytest

from consultations.models import Paragraph
from consultations.quotes import (
    Hit,
    find_words,
    likest_passages,
    likest_texts,
    nearest,
    passage,
    split_quotes,
)


def _paragraphs(*texts: str) -> list[Paragraph]:
    return [Paragraph(text=text) for text in texts]


def _found(quote: str, *texts: str) -> list[str]:
    return [hit.words for hit in find_words(_paragraphs(*texts), quote)]


@pytest.mark.parametrize(
    ("quote", "text", "words"),
    [
        ("open harbours", "Keep open harbours open.", "open harbours"),
        ("OPEN\n  harbours", "Keep open harbours open.", "open harbours"),
        ("“open” harbours", 'Keep "open"  harbours.', '"open"  harbours'),
        ("the pilots' guild", "So the pilots’ guild said.", "the pilots’ guild"),
        ("night-time", "The night‑time rules", "night‑time"),
        ("harbours", "All har\u00adbours close", "har\u00adbours"),
        ("“open harbours”", "Keep open harbours open.", "open harbours"),
        ("open harbours…", "Keep open harbours open.", "open harbours"),
        ("café", "The cafe\u0301 closes.".replace("e\u0301", "é"), "café"),
        ("STRASSE", "Die Straße am Hafen", "Straße"),
        ("ΛΙΜΑΝΙΣ", "το λιμανις", "λιμανις"),
        ("港口开放", "请保持港口开放。", "港口开放"),
    ],
)
def test_words_are_found_whatever_their_spaces_case_and_signs(quote, text, words):
    assert _found(quote, text) == [words]


def test_every_place_is_found_in_order():
    paragraphs = _paragraphs("ebb and flow", "flow", "Flow and ebb and flow")
    hits = find_words(paragraphs, "flow")
    assert [(paragraphs.index(hit.paragraph), hit.start, hit.end) for hit in hits] == [
        (0, 8, 12),
        (1, 0, 4),
        (2, 0, 4),
        (2, 17, 21),
    ]


def test_a_synonym_is_not_the_same_word():
    assert _found("victims", "Survivors spoke.") == []


@pytest.mark.parametrize("quote", ["", "  \n ", "“”", "\u200b"])
def test_nothing_is_found_nowhere(quote):
    assert _found(quote, "Keep open harbours open.", "") == []


def test_the_marks_around_a_quotation_count_where_they_are_printed():
    assert _found("“open”", "An open harbour, as in “open”.") == ["“open”"]


def test_empty_lines_part_quotations():
    assert split_quotes("one\r\n\r\ntwo\nlines\n  \n\n three ") == ["one", "two\nlines", "three"]


def test_the_sentence_most_like_the_words_is_offered():
    paragraphs = _paragraphs(
        "The quay was quiet. The harbour council asked for longer opening hours in winter.",
        "Nobody spoke of the weather; the chair thanked all.",
    )
    hit = nearest(paragraphs, "The harbor council asked for long opening hours in the winter")
    assert hit is not None
    assert hit.words == "The harbour council asked for longer opening hours in winter."


def test_as_many_sentences_are_offered_as_were_pasted():
    paragraphs = _paragraphs("One pier burned. Two piers flooded. Three piers stood.")
    hit = nearest(paragraphs, "Two piers were flooded. Three piers still stood.")
    assert hit is not None
    assert hit.words == "Two piers flooded. Three piers stood."


def test_a_quotation_longer_than_its_paragraph_gets_the_whole_paragraph():
    hit = nearest(_paragraphs("One pier burned."), "One pier burned down. Then another. And all.")
    assert hit is None
    hit = nearest(_paragraphs("One pier burned."), "One pier burned. So.")
    assert hit is not None
    assert hit.words == "One pier burned."


def test_words_without_spaces_are_compared_by_pairs_of_characters():
    hit = nearest(
        _paragraphs("今天天气很好。", "请各国保持港口全年开放。"), "各国应保持港口全年开放"
    )
    assert hit is not None
    assert hit.words == "请各国保持港口全年开放。"


@pytest.mark.parametrize("quote", ["", "Quantum llamas juggle xylophones"])
def test_nothing_is_offered_where_nothing_is_alike(quote):
    assert nearest(_paragraphs("The quay was quiet.", "", "…"), quote) is None


def test_two_thousand_paragraphs_are_searched_while_one_waits():
    words = [f"word{number % 997}" for number in range(2000 * 60)]
    texts = [" ".join(words[at : at + 60]).capitalize() + "." for at in range(0, len(words), 60)]
    paragraphs = _paragraphs(*texts)
    quote = texts[1500].replace("word", "wort", 5)
    began = time.process_time()
    assert find_words(paragraphs, quote) == []
    hit = nearest(paragraphs, quote)
    assert time.process_time() - began < 1  # a third of a second here; other machines are slower
    assert hit is not None


def test_the_sentences_that_share_most_words_come_first():
    paragraphs = _paragraphs(
        "We met in the hall. Fishing ports open at night.", "", "Ports are open.", "Ice."
    )
    hits = likest_passages(paragraphs, "Every fishing port should be open at night", 2)
    assert [hit.words for hit in hits] == ["Fishing ports open at night.", "Ports are open."]
    assert likest_passages(paragraphs, " ", 2) == []


def test_the_texts_that_share_most_words_come_first_and_others_not_at_all():
    texts = {1: "Ice melts.", 2: "Open the ports", 3: "Open the fishing ports at night", 4: ""}
    assert likest_texts(texts, "The fishing ports open at night.", 3) == [3, 2]
    assert likest_texts(texts, "", 3) == []


def test_likeness_of_a_long_document_is_quick():
    paragraphs = _paragraphs(*("The quick pilots ask for light. " * 40 for _each in range(400)))
    begun = time.perf_counter()
    hits = likest_passages(paragraphs, "The pilots ask that every quay has light. " * 20, 8)
    assert time.perf_counter() - begun < 1
    assert len(hits) == 8


def test_a_passage_shows_words_with_so_much_around_them_and_says_what_is_cut():
    paragraph = Paragraph(text="One two three four five.")
    whole, cut = (passage(Hit(paragraph, 8, 13), around) for around in (20, 4))
    assert whole == ("One two ", "three", " four five.")
    assert cut == ("…two ", "three", " fou…")
