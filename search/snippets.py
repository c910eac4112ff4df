"""The part of a text that shows why it was found, with what was looked for marked in it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from search.normalising import PLAIN, STEMMED, UNPARTED, words_of
from search.query import Phrase, Question

LONGEST = 200
# So many signs stand before the first mark, to read it in its sentence.
_BEFORE = 60
# A word is cut in two nowhere within so many signs.
_WHOLE = 20
_TOKEN = re.compile(rf"([{UNPARTED}])|[^\W_{UNPARTED}]+(?:['’][^\W_{UNPARTED}]+)*")


class Piece(NamedTuple):
    """Some signs of a text, and whether they are what was looked for."""

    text: str
    is_marked: bool


class _Word(NamedTuple):
    """A word as the index has it, in any of several languages, and where it stands in the text."""

    forms: frozenset[str]
    start: int
    end: int


_Span = tuple[int, int]


def snippet(text: str, language: str, asked: Question, longest: int = LONGEST) -> list[Piece]:
    """Return, in pieces, the part of the text that holds most of what was looked for.

    Where it holds nothing of it, that is its beginning. “…” stands for what is cut.
    """
    marks = _marks(text, language, asked)
    start, end = _window(text, marks, longest)
    within = [(max(a, start), min(b, end)) for a, b in marks if a < end and b > start]
    pieces = list(_pieces(text, within, start, end))
    before = [Piece("… ", is_marked=False)] if start else []
    after = [Piece(" …", is_marked=False)] if end < len(text) else []
    return [*before, *pieces, *after]


def _marks(text: str, language: str, asked: Question) -> list[_Span]:
    """Return where in the text something stands that was looked for, in order, none twice."""
    words = list(_words(text, language))
    phrases = {phrase for wanted in asked.wanted for phrase in wanted}
    spans = sorted(span for phrase in phrases for span in _places(phrase, words))
    joined: list[_Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _places(phrase: Phrase, words: list[_Word]) -> Iterator[_Span]:
    first, *others = phrase.words
    number = len(phrase.words)
    for at, word in enumerate(words):
        if phrase.is_open and number == 1:
            is_there = any(form.startswith(first) for form in word.forms)
        else:
            following = words[at + 1 : at + number]
            is_there = first in word.forms and len(following) == len(others)
            is_there = is_there and all(
                a in b.forms for a, b in zip(others, following, strict=True)
            )
        if is_there:
            # Of two characters only the first was looked for.
            end = word.start + 1 if phrase.is_open and number == 1 else words[at + number - 1].end
            yield word.start, end


def _words(text: str, language: str) -> Iterator[_Word]:
    """Yield the words of the text as the index has them."""
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if match[1]:
            following = _TOKEN.match(text, end)
            if following and following[1]:
                yield _Word(frozenset([text[start : end + 1]]), start, end + 1)
            else:
                yield _Word(frozenset([match[1]]), start, end)
            continue
        for forms in _forms(match[0], language):
            yield _Word(forms, start, end)


@lru_cache(maxsize=50_000)
def _forms(token: str, language: str) -> tuple[frozenset[str], ...]:
    """Return the words that the index has for a word as written; of a name in all their forms."""
    languages: Iterable[str] = (PLAIN, *STEMMED) if language == PLAIN else (language,)
    said = [words_of(token, each) for each in languages]
    return tuple(frozenset(words) for words in zip(*said, strict=True))


def _window(text: str, marks: list[_Span], longest: int) -> _Span:
    """Return where the part begins and ends that holds most marks."""
    if len(text) <= longest:
        return 0, len(text)
    firsts, lasts = [start for start, _end in marks], [end for _start, end in marks]

    def held(start: int) -> int:
        return bisect_right(lasts, start + longest) - bisect_left(firsts, start)

    best = max((max(0, start - _BEFORE) for start in firsts), key=held, default=0)
    start = _after_space(text, min(best, len(text) - longest))
    return start, _before_space(text, min(start + longest, len(text)))


def _after_space(text: str, at: int) -> int:
    found = text.find(" ", at, at + _WHOLE) if at else -1
    return found + 1 or at


def _before_space(text: str, at: int) -> int:
    found = text.rfind(" ", at - _WHOLE, at) if at < len(text) else -1
    return found if found > 0 else at


def _pieces(text: str, marks: list[_Span], start: int, end: int) -> Iterator[Piece]:
    at = start
    for a, b in marks:
        if a > at:
            yield Piece(text[at:a], is_marked=False)
        yield Piece(text[a:b], is_marked=True)
        at = b
    if at < end:
        yield Piece(text[at:end], is_marked=False)
