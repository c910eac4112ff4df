"""Finds names that the record knows in a text: whole words, the longest first. Pure."""

import re
from collections.abc import Iterable, Iterator
from typing import Generic, NamedTuple, TypeVar

_WORD = re.compile(r"[^\W_]+(?:[-‐‑][^\W_]+)*")
_LONGEST = 12
_LETTERS_BEFORE_PLURAL = 3

Meant = TypeVar("Meant")


class Found(NamedTuple, Generic[Meant]):
    """A name as the text prints it, and what is meant by it."""

    printed: str
    meant: Meant


class Names(Generic[Meant]):
    """Names, each with what is meant by it.

    Case and a plural make no difference, but an acronym stands as it is written, and a proper
    name begins with a capital letter.
    """

    def __init__(self, named: Iterable[tuple[str, Meant]], *, is_proper: bool = True) -> None:
        self._is_proper = is_proper
        self._named: dict[tuple[str, ...], tuple[str, Meant]] = {}
        for name, meant in named:
            words = tuple(_fold(match[0]) for match in _WORD.finditer(name))
            if 0 < len(words) <= _LONGEST:
                self._named.setdefault(words, (name, meant))
        self._longest = max(map(len, self._named), default=0)

    def found_in(self, text: str) -> list[Found[Meant]]:
        """Return what is named in the text, in order, each once."""
        found: dict[str, Found[Meant]] = {}
        for name, meant, (start, end) in self._walk(text):
            found.setdefault(name, Found(text[start:end], meant))
        return list({id(each.meant): each for each in reversed(found.values())}.values())[::-1]

    def places_in(self, text: str) -> list[tuple[int, int]]:
        """Return where something is named in the text, in order: half open."""
        return [place for _name, _meant, place in self._walk(text)]

    def _walk(self, text: str) -> Iterator[tuple[str, Meant, tuple[int, int]]]:
        matches = list(_WORD.finditer(text))
        folded = [_fold(match[0]) for match in matches]
        place = 0
        while place < len(matches):
            length = self._length_at(text, matches, folded, place)
            if length:
                name, meant = self._named[tuple(folded[place : place + length])]
                start, end = matches[place].start(), matches[place + length - 1].end()
                yield name, meant, (start, end)
            place += max(length, 1)

    def _length_at(
        self, text: str, matches: list[re.Match[str]], folded: list[str], place: int
    ) -> int:
        """Return how many words the longest name has that begins there, or 0."""
        for length in range(min(self._longest, len(matches) - place), 0, -1):
            known = self._named.get(tuple(folded[place : place + length]))
            printed = text[matches[place].start() : matches[place + length - 1].end()]
            if known and self._may_be(known[0], printed):
                return length
        return 0

    def _may_be(self, name: str, printed: str) -> bool:
        if name.isupper():
            return printed.startswith(name)
        return not self._is_proper or not printed[0].islower()


def _fold(word: str) -> str:
    folded = word.casefold()
    return folded[:-1] if folded.endswith("s") and len(folded) > _LETTERS_BEFORE_PLURAL else folded
