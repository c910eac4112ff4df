"""Finds which of many texts are most like a sentence, by the stems of their words. Pure."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Generic, NamedTuple, TypeVar

from consultations.importing.sentences import UNSPACED

_WORD = re.compile(r"[^\W_]+")
_LIKE_ENOUGH = 0.5
_FEWEST_SHARED = 2
_SHORT_WORD = 3  # such as “the”, “que”, “los”: they say nothing of what a text is about
_STEM = 6

Known = TypeVar("Known")


class Like(NamedTuple, Generic[Known]):
    """Something whose text is like the sentence: how much of both they share, up to 1."""

    likeness: float
    known: Known


class Likeness(Generic[Known]):
    """Texts to compare sentences with, each with what it is the text of."""

    def __init__(self, texts: Iterable[tuple[str, Known]]) -> None:
        self._known: list[tuple[Known, int]] = []
        self._with_stem: dict[str, list[int]] = defaultdict(list)
        for place, (text, known) in enumerate(texts):
            stems = stems_of(text)
            self._known.append((known, len(stems)))
            for stem in stems:
                self._with_stem[stem].append(place)

    def nearest(self, sentence: str, most: int = 3) -> list[Like[Known]]:
        """Return what is likely to say the same, the most likely first, each once."""
        stems = stems_of(sentence)
        shared = Counter(place for stem in stems for place in self._with_stem.get(stem, ()))
        best: dict[int, Like[Known]] = {}
        for place, number in shared.items():
            known, size = self._known[place]
            like = Like(2 * number / (size + len(stems)), known)
            is_like = number >= _FEWEST_SHARED and like.likeness >= _LIKE_ENOUGH
            if is_like and (id(known) not in best or best[id(known)].likeness < like.likeness):
                best[id(known)] = like
        return sorted(best.values(), key=lambda like: -like.likeness)[:most]


def stems_of(text: str) -> set[str]:
    """Return the beginnings of its longer words, without case and accents.

    Where a script parts no words, pairs of characters stand for them.
    """
    return {stem for word in _WORD.findall(_plain(text)) for stem in _stems(word)}


def _stems(word: str) -> list[str]:
    if UNSPACED.search(word):
        return [word[at : at + 2] for at in range(len(word) - 1)]
    return [word[:_STEM]] if len(word) > _SHORT_WORD else []


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))
