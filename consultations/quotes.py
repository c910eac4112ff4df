"""Finds quoted words in the paragraphs of a document."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from heapq import nlargest
from itertools import chain
from typing import Any, NamedTuple

from consultations.models import Paragraph

# A passage less like the quotation than this is not worth offering.
_LIKE_ENOUGH = 0.55
# Comparing closely is slow: only so many passages, and only so much of each.
_CANDIDATES = 8
_COMPARED = 400
_MOST_PIECES = 40
_LONG_FOR_A_WORD = 9

_SENTENCE = re.compile(r"[^.;!?。؟\n]+[.;!?。؟]*")
_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")
# What people add around a quotation, and what they leave off its end.
_AROUND = " \"'.,;:…()[]"
_FOLDED = str.maketrans(
    dict.fromkeys("“”„«»‟", '"')
    | dict.fromkeys("’‘‚‛", "'")
    | dict.fromkeys("‐‑‒–—−", "-")
    | dict.fromkeys("\u00ad\u200b\u2060\ufeff", "")
)


class Hit(NamedTuple):
    """Where words stand: half open, in code points of the paragraph's text."""

    paragraph: Paragraph
    start: int
    end: int

    @property
    def words(self) -> str:
        return self.paragraph.text[self.start : self.end]


class Passage(NamedTuple):
    """Words with what stands around them."""

    before: str
    words: str
    after: str


def passage(hit: Hit, around: int) -> Passage:
    """Return the words with so many signs before and after them; “…” stands for what is cut."""
    text = hit.paragraph.text
    before, after = text[: hit.start], text[hit.end :]
    if len(before) > around:
        before = f"…{before[-around:]}"
    if len(after) > around:
        after = f"{after[:around]}…"
    return Passage(before, hit.words, after)


def split_quotes(pasted: str) -> list[str]:
    """Return the quotations in what was pasted, which empty lines keep apart."""
    parts = _EMPTY_LINE.split(pasted.replace("\r\n", "\n"))
    return [part.strip() for part in parts if part.strip()]


def find_words(paragraphs: Iterable[Paragraph], quote: str) -> list[Hit]:
    """Return every place where the words stand.

    Spaces, case, the shape of quotation marks and dashes make no difference; marks around
    the quotation do only where it stands somewhere with them.
    """
    paragraphs = list(paragraphs)
    wanted = _plain(quote)
    return _found(paragraphs, wanted) or _found(paragraphs, wanted.strip(_AROUND))


def nearest(paragraphs: Iterable[Paragraph], quote: str) -> Hit | None:
    """Return the passage most like the words, or None where none is like them.

    A passage is as many sentences of one paragraph as the quotation has.
    """
    wanted = _plain(quote).strip(_AROUND)
    if not wanted:
        return None
    length = sum(1 for _sentence in _SENTENCE.finditer(wanted))
    passages = chain.from_iterable(_passages(paragraph, length) for paragraph in paragraphs)
    likely = nlargest(_CANDIDATES, _likely(passages, wanted), key=lambda pair: pair[0])
    scored = [(_likeness(hit.words, wanted), hit) for _shared, hit in likely]
    best = max(scored, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] >= _LIKE_ENOUGH else None


def likest_passages(paragraphs: Iterable[Paragraph], text: str, most: int) -> list[Hit]:
    """Return the sentences that share most with the text, which need not stand there; best first.

    Nothing is compared closely: it takes long paragraphs and many.
    """
    wanted = _plain(text)
    sentences = chain.from_iterable(_passages(paragraph, 1) for paragraph in paragraphs)
    likely = nlargest(most, _likely(sentences, wanted), key=lambda pair: pair[0])
    return [hit for _shared, hit in likely]


def likest_texts(texts: Mapping[Any, str], text: str, most: int) -> list[Any]:
    """Return the keys of those of the texts that share most with this one; best first."""
    pieces, wanted = _pieces(_plain(text)), _plain(text)
    shares = {key: _share(each, pieces, wanted) for key, each in texts.items()}
    return nlargest(most, (key for key, share in shares.items() if share), key=shares.__getitem__)


def _found(paragraphs: list[Paragraph], wanted: str) -> list[Hit]:
    if not wanted:
        return []
    places = (_hits(each, wanted) for each in paragraphs if wanted in _plain(each.text))
    return list(chain.from_iterable(places))


def _hits(paragraph: Paragraph, wanted: str) -> Iterator[Hit]:
    text, places = _with_places(paragraph.text)
    start = text.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        yield Hit(paragraph, places[start], places[end - 1] + 1)
        start = text.find(wanted, end)


def _plain(text: str) -> str:
    """Return the text in one case, with single spaces and plain signs."""
    composed = unicodedata.normalize("NFC", text)
    return " ".join(composed.translate(_FOLDED).casefold().split())


def _with_places(text: str) -> tuple[str, list[int]]:
    """Return the plain text, and where in the text each of its characters stood."""
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        folded = " " if character.isspace() else character.translate(_FOLDED).casefold()
        if folded == " " and (not characters or characters[-1] == " "):
            continue
        characters.extend(folded)
        places.extend([place] * len(folded))
    return "".join(characters).rstrip(), places


def _passages(paragraph: Paragraph, length: int) -> Iterator[Hit]:
    sentences = [each.span() for each in _SENTENCE.finditer(paragraph.text) if each[0].strip()]
    for first in range(max(len(sentences) - length, 0) + 1 if sentences else 0):
        start, end = sentences[first][0], sentences[min(first + length, len(sentences)) - 1][1]
        passage = paragraph.text[start:end]
        indent = len(passage) - len(passage.lstrip())
        yield Hit(paragraph, start + indent, start + len(passage.rstrip()))


def _likely(passages: Iterable[Hit], wanted: str) -> Iterator[tuple[float, Hit]]:
    """Return each passage with how much of the wanted words it holds, by its length."""
    pieces = _pieces(wanted)
    for hit in passages:
        share = _share(hit.words, pieces, wanted)
        if share:
            yield share, hit


def _share(text: str, pieces: list[str], wanted: str) -> float:
    plain = text.casefold()
    shared = sum(len(piece) for piece in pieces if piece in plain)
    return shared / max(len(plain), len(wanted), 1)


def _pieces(wanted: str) -> list[str]:
    """Return words, or pairs of characters where words are not parted by spaces."""
    words = set(wanted.split())
    if len(wanted) > _LONG_FOR_A_WORD * len(words):
        words = {wanted[at : at + 2] for at in range(len(wanted) - 1)}
    return sorted(words, key=lambda word: (-len(word), word))[:_MOST_PIECES]


def _likeness(passage: str, wanted: str) -> float:
    plain = _plain(passage)[:_COMPARED]
    return SequenceMatcher(None, plain, wanted[:_COMPARED], autojunk=False).ratio()
