"""Finds quoted words in the paragraphs of a document."""

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import NamedTuple

from consultations.models import Paragraph

# A passage less like the quotation than this is not worth offering.
_LIKE_ENOUGH = 0.55


class Hit(NamedTuple):
    """Where words stand: half open, in code points of the paragraph's text."""

    paragraph: Paragraph
    start: int
    end: int

    @property
    def words(self) -> str:
        return self.paragraph.text[self.start : self.end]


def find_words(paragraphs: Iterable[Paragraph], quote: str) -> list[Hit]:
    """Return every place where the words stand, whatever their spaces, case and quotes."""
    wanted, _places = _folded(quote)
    if not wanted:
        return []
    return [hit for paragraph in paragraphs for hit in _hits(paragraph, wanted)]


def nearest(paragraphs: Iterable[Paragraph], quote: str) -> Hit | None:
    """Return the sentence-like passage most like the words, or None where none is like them."""
    wanted, _places = _folded(quote)
    scored = [(_likeness(hit.words, wanted), hit) for hit in _passages(paragraphs)]
    best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] >= _LIKE_ENOUGH else None


def _hits(paragraph: Paragraph, wanted: str) -> Iterable[Hit]:
    text, places = _folded(paragraph.text)
    start = text.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        yield Hit(paragraph, places[start], places[end - 1] + 1)
        start = text.find(wanted, end)


_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'"})


def _folded(text: str) -> tuple[str, list[int]]:
    """Return the text in lower case with single spaces, and where each character stood."""
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text.translate(_QUOTES)):
        folded = " " if character.isspace() else character.lower()
        if folded == " " and (not characters or characters[-1] == " "):
            continue
        characters.extend(folded)
        places.extend([place] * len(folded))
    if characters and characters[-1] == " ":
        characters.pop()
        places.pop()
    return "".join(characters), places


def _passages(paragraphs: Iterable[Paragraph]) -> Iterable[Hit]:
    for paragraph in paragraphs:
        start = 0
        for place, character in enumerate(paragraph.text, start=1):
            if character in ".;!?。\n" or place == len(paragraph.text):
                passage = paragraph.text[start:place]
                indent = len(passage) - len(passage.lstrip())
                if passage.strip():
                    yield Hit(paragraph, start + indent, start + len(passage.rstrip()))
                start = place


def _likeness(passage: str, wanted: str) -> float:
    return SequenceMatcher(None, _folded(passage)[0], wanted, autojunk=False).ratio()
