"""Finds the paragraph, and the very words in it, that an address of the reader leads to."""

from collections.abc import Iterable, Mapping
from itertools import dropwhile
from typing import NamedTuple

from consultations.models import Paragraph
from consultations.quotes import Hit, find_words

# An address is no place for more; a longer span is given by how it begins and how it ends.
MOST_CHARACTERS = 400
_MOST_DIGITS = 4


class Link(NamedTuple):
    """What an address asks for: a paragraph or a note by its anchor, and words that stand there.

    `nth` tells which, where the words stand there several times. `until` is how the words end,
    where `words` are only how they begin, and `to` the anchor of the paragraph where they do.
    """

    anchor: str
    words: str
    nth: int
    until: str
    to: str

    @property
    def is_too_long(self) -> bool:
        return max(len(self.words), len(self.until)) > MOST_CHARACTERS


def link_of(query: Mapping[str, str]) -> Link:
    """Return what the query of an address asks for."""
    nth = query.get("nth", "")
    is_number = nth.isdecimal() and len(nth) <= _MOST_DIGITS
    words, until = (query.get(name, "").strip() for name in ("words", "until"))
    return Link(
        query.get("at", ""), words, max(int(nth), 1) if is_number else 1, until, query.get("to", "")
    )


def find_linked(paragraphs: Iterable[Paragraph], link: Link) -> list[Hit]:
    """Return the words linked to, a hit for each paragraph; none where they do not stand there.

    They are looked for in what the paragraphs hold: those whose words a person may not read
    come without any.
    """
    paragraphs = list(paragraphs)
    if link.is_too_long:
        return []
    places = [each for each in paragraphs if each.anchor == link.anchor] or paragraphs
    begins = find_words(places, link.words)[link.nth - 1 :][:1]
    if not begins or not link.until:
        return begins
    return _span(paragraphs, begins[0], link)


def _span(paragraphs: list[Paragraph], begins: Hit, link: Link) -> list[Hit]:
    """Return all from where the words begin to where they end."""
    following = list(dropwhile(lambda each: each.pk != begins.paragraph.pk, paragraphs))
    places = [each for each in following if each.anchor == (link.to or begins.paragraph.anchor)]
    ends = [hit for hit in find_words(places, link.until) if not _is_before(hit, begins)]
    if not ends:
        return []
    crossed = following[: following.index(ends[0].paragraph) + 1]
    return [hit for each in crossed if (hit := _within(each, begins, ends[0])).end > hit.start]


def _is_before(hit: Hit, begins: Hit) -> bool:
    return hit.paragraph.pk == begins.paragraph.pk and hit.end < begins.end


def _within(paragraph: Paragraph, begins: Hit, ends: Hit) -> Hit:
    """Return what of the paragraph lies between the two."""
    start = begins.start if paragraph.pk == begins.paragraph.pk else 0
    end = ends.end if paragraph.pk == ends.paragraph.pk else len(paragraph.text)
    return Hit(paragraph, start, end)
