"""The words of a text, and how alike two runs of words are."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

# Scripts that part no words by spaces: there each sign counts as one.
_SIGNS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_SIGNS}]|[^\W{_SIGNS}]+")

# With so many words a passage is no chance: it is known again wherever it stands.
LONG = 4

# Words by how often they stand there, and pairs of neighbours, which tell of their order.
Grams = Counter[str | tuple[str, str]]


class Word(NamedTuple):
    """A word of a text, in one case, and where it stands: half open, in code points."""

    text: str
    start: int
    end: int


def words_of(text: str) -> list[Word]:
    """Return the words in their order, without the signs between them."""
    return [Word(found[0].casefold(), *found.span()) for found in _WORD.finditer(text)]


def grams_of(words: Sequence[str]) -> Grams:
    """Return each word and each pair of neighbours, with how often it stands there."""
    grams: Grams = Counter(words)
    grams.update(pairwise(words))
    return grams


def likeness(one: Grams, other: Grams) -> float:
    """Return how much two runs of words share: 1 where they are the same, 0 without a common one.

    This is Sørensen's and Dice's coefficient over words and pairs.
    """
    total = one.total() + other.total()
    few, many = (one, other) if len(one) < len(other) else (other, one)
    shared = sum(min(number, many[gram]) for gram, number in few.items() if gram in many)
    return 2 * shared / total if total else 0.0
