"""Texts edited at random: marks stay right, and none points at other words without saying so."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultations.editions import How, Place, Span, align, place_spans
from tests.consultations.edits import (
    Editor,
    Paragraph,
    beside,
    spans_in,
    tokens_of,
    written,
)

pytestmark = pytest.mark.hold

SPANS = 40
seeds = st.integers(0, 2**32)


class Edited:
    """A text, its next edition and spans of it, with what became of each."""

    def __init__(self, seed: int, much: float, paragraphs: int = 30) -> None:
        random = Random(seed)  # noqa: S311 - for a story, not for a secret
        editor = Editor(random)
        self.old = editor.text(random.randint(3, paragraphs))
        self.new = editor.edit(self.old, much)
        self.spans = spans_in(self.old, SPANS, random)
        self.places = place_spans(written(self.old), written(self.new), self.spans)

    def verdicts(self) -> list[bool]:
        """Return of each span whether it is where it should be, or is given up where it is lost."""
        return [self._is_right(*each) for each in zip(self.spans, self.places, strict=True)]

    def _is_right(self, span: Span, place: Place | None) -> bool:
        marked = tokens_of(self.old, *span)
        left = marked & _numbers(self.new)
        pointed = tokens_of(self.new, *place[2:]) if place else set()
        if place and place.how is How.EXACT and pointed == marked:
            return True
        if len(left) < len(marked) / 2:
            return place is None
        return len(pointed & left) >= len(pointed | left) / 2

    def certain(self) -> list[tuple[Span, Place]]:
        pairs = zip(self.spans, self.places, strict=True)
        return [(span, place) for span, place in pairs if place and place.how is How.EXACT]


def _numbers(text: list[Paragraph]) -> set[int]:
    return {token.number for paragraph in text for token in paragraph}


def _words(text: list[Paragraph], paragraph: int, start: int, end: int) -> str:
    return written(text)[paragraph][start:end]


@settings(max_examples=60, deadline=None)
@given(seeds, st.floats(0, 0.4))
def test_what_is_called_certain_are_the_same_words_where_they_were(seed, much):
    edited = Edited(seed, much)

    for span, place in edited.certain():
        assert _words(edited.old, *span) == _words(edited.new, *place[2:])
        is_there = tokens_of(edited.old, *span) & tokens_of(edited.new, *place[2:])
        # A word taken out and put in again between the same two is the same to any reader.
        assert is_there or beside(edited.old, *span) == beside(edited.new, *place[2:])


@settings(max_examples=60, deadline=None)
@given(seeds, st.floats(0, 1))
def test_a_place_lies_within_its_paragraph_and_says_how_sure_it_is(seed, much):
    edited = Edited(seed, much, paragraphs=10)
    texts = written(edited.new)

    for span, place in zip(edited.spans, edited.places, strict=True):
        if place is None:
            continue
        assert 0 <= place.start < place.end <= len(texts[place.paragraph])
        assert 0 <= place.score <= 1
        is_same = _words(edited.old, *span) == texts[place.paragraph][place.start : place.end]
        assert is_same or place.how is How.SIMILAR


def _share_of_right(much: float, texts: int) -> float:
    verdicts = Counter(
        verdict for seed in range(texts) for verdict in Edited(seed, much).verdicts()
    )
    return verdicts[True] / verdicts.total()


@pytest.mark.parametrize("much", [0.05, 0.2])
def test_marks_stay_right_when_a_text_is_edited(much):
    assert _share_of_right(much, 30) >= 0.95


@pytest.mark.hold
@pytest.mark.parametrize("much", [0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3])
def test_marks_stay_right_over_many_thousands_of_spans(much):
    assert _share_of_right(much, 250) >= 0.95


@given(seeds)
def test_a_text_that_did_not_change_keeps_every_mark_for_certain(seed):
    edited = Edited(seed, 0)

    texts = Counter(written(edited.old))
    for span, place in zip(edited.spans, edited.places, strict=True):
        assert place is not None
        assert Span(*place[2:]) == span
        is_double = texts[written(edited.old)[span.paragraph]] > 1
        assert place.how is How.EXACT or is_double


@given(seeds, st.floats(0, 1))
def test_each_paragraph_of_both_editions_stands_in_the_comparison_once(seed, much):
    random = Random(seed)  # noqa: S311 - for a story, not for a secret
    editor = Editor(random)
    old = editor.text(random.randint(1, 20))
    new = editor.edit(old, much)

    pairs = align(tuple(written(old)), tuple(written(new)))

    assert sorted(pair.old for pair in pairs if pair.old is not None) == list(range(len(old)))
    assert [pair.new for pair in pairs if pair.new is not None] == list(range(len(new)))
    same = [pair for pair in pairs if pair.kind == "same"]
    assert all(written(old)[pair.old] == written(new)[pair.new] for pair in same)
