"""Cuts the text of a paragraph into its sentences: half open, in code points. Pure."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from consultations.importing.sentences import (
    CLOSERS,
    OPENERS,
    TERMINAL,
    begins_lower,
    is_abbreviated,
)

_WITHOUT_SPACE = TERMINAL - frozenset(".!?…‽")
_CLOSING = re.escape("".join(sign for sign in CLOSERS if not sign.isdecimal()))
_NOTE = r"\[\^?[\w*]{1,10}\]"
# The stops of a sentence, and what closes after them: in French a space may stand between.
_STOPS = re.compile(
    rf"[{re.escape(''.join(sorted(TERMINAL)))}]+(?:[{_CLOSING}]|{_NOTE}|[ \u00a0\u202f][»›])*"
    r"(?:(?<=[^\W\d][.!?])\d{1,3}(?=\s))?"
)
_INITIAL = re.compile(r"(?:^|[\s(.’'-])[^\W\d_]\.$")
_LABEL = re.compile(r"\W*(?:\d{1,3}|[ivxlc]{1,6}|[^\W\d_])[.)]", re.IGNORECASE)
_SEEN_BEFORE, _SEEN_AFTER = 24, 300


class Sentence(NamedTuple):
    """Where a sentence stands in its paragraph, and the how-manyeth of it, from 1."""

    number: int
    start: int
    end: int

    def words_in(self, text: str) -> str:
        return text[self.start : self.end]

    def overlaps(self, start: int, end: int) -> bool:
        return self.start < end and start < self.end


def sentences_of(text: str, cells: list[list[str]] | None = None) -> list[Sentence]:
    """Return the sentences in order, without the spaces between them.

    An item without a stop is one whole; the sentences of a table's row are the items of its
    cells.
    """
    places = list(_places_in(text, cells) if cells else _places(text))
    return [Sentence(number, *place) for number, place in enumerate(places, start=1)]


def places_of_items(text: str, cells: list[list[str]]) -> list[list[tuple[int, int]]]:
    """Return where the items of each cell stand in their row's text, which has them in order."""
    places, end = [], 0
    for cell in cells:
        row = []
        for item in cell:
            start = max(text.find(item, end), end)
            end = min(start + len(item), len(text))
            row.append((start, end))
        places.append(row)
    return places


def _places_in(text: str, cells: list[list[str]]) -> Iterator[tuple[int, int]]:
    for cell in places_of_items(text, cells):
        for start, end in cell:
            yield from _trimmed(text, start, end)


def _places(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for stop in _STOPS.finditer(text):
        if _ends(text, start, stop):
            yield from _trimmed(text, start, stop.end())
            start = stop.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    words = text[start:end]
    if any(sign.isalnum() for sign in words):
        yield start + len(words) - len(words.lstrip()), start + len(words.rstrip())


def _ends(text: str, start: int, stop: re.Match[str]) -> bool:
    """Tell whether a sentence that began at the start ends with the stop."""
    after = text[stop.end() : stop.end() + _SEEN_AFTER]
    if not after or any(sign in _WITHOUT_SPACE for sign in stop[0]):
        return not after[:1].isdecimal()
    if not after[0].isspace() or begins_lower(after.lstrip()):
        return False
    return stop[0] != "." or not _goes_on(text[start : stop.end()])


def _goes_on(words: str) -> bool:
    """Tell whether the full stop belongs to an abbreviation, an initial or a label."""
    seen = words[-_SEEN_BEFORE:]
    if is_abbreviated(seen) or _INITIAL.search(seen):
        return True
    return len(words) < _SEEN_BEFORE and _LABEL.fullmatch(words.strip(OPENERS + " ")) is not None
