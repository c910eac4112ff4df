"""A document's sentences with what became of each, and how far they are recorded by it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple
from zlib import crc32

from consultations.marking import places_of
from consultations.models import Extract, Paragraph, SentenceMark
from consultations.passages import FRAME, Passage, passages_of

_Resting = dict[int, list[tuple[int, int, Extract]]]


class Line(NamedTuple):
    """A sentence, with the extracts that rest on it, and what a curator found about it."""

    passage: Passage
    extracts: list[Extract]
    is_unneeded: bool
    is_dismissed: bool

    @property
    def is_left(self) -> bool:
        return self.is_counted and not self.extracts and not self.is_unneeded

    @property
    def is_counted(self) -> bool:
        """Whether it is a sentence, or was worked through as one."""
        return self.passage.is_sentence or bool(self.extracts) or self.is_unneeded

    @property
    def anchor(self) -> str:
        return f"s-{self.passage.paragraph.anchor}-{self.passage.sentence.number}"

    @property
    def key(self) -> str:
        """Return by what the sentence is known when a form about it comes back.

        Its words are in it, as a sum: where they were changed meanwhile, it is another sentence.
        """
        sentence = self.passage.sentence
        words = crc32(self.passage.words.encode())
        return f"{self.passage.paragraph.pk}:{sentence.start}:{sentence.end}:{words:x}"


class Coverage(NamedTuple):
    """How many sentences there are, how many an extract rests on, how many need no record."""

    total: int
    recorded: int
    unneeded: int

    @property
    def done(self) -> int:
        return self.recorded + self.unneeded

    @property
    def left(self) -> int:
        return self.total - self.done

    @property
    def is_complete(self) -> bool:
        return self.total > 0 and not self.left


def lines_of(
    paragraphs: Iterable[Paragraph], extracts: Iterable[Extract], marks: Iterable[SentenceMark]
) -> list[Line]:
    """Return the sentences of a document's paragraphs; the extracts come with their spans.

    Those of an older edition rest where their marks were carried to.
    """
    resting: _Resting = defaultdict(list)
    for extract in extracts:
        for place in places_of(extract):
            resting[place.paragraph_id].append((place.start, place.end, extract))
    found = {(each.paragraph_id, each.start, each.end, each.kind) for each in marks}
    return [_line(passage, resting, found) for passage in passages_of(paragraphs)]


def _line(passage: Passage, resting: _Resting, found: set[tuple[int, int, int, str]]) -> Line:
    paragraph, sentence = passage.paragraph.pk, passage.sentence
    here = (paragraph, sentence.start, sentence.end)
    spans = resting.get(paragraph, ())
    on_it = [extract for start, end, extract in spans if sentence.overlaps(start, end)]
    return Line(
        passage,
        list(dict.fromkeys(on_it)),
        is_unneeded=(*here, SentenceMark.Kind.NO_RECORD) in found,
        is_dismissed=(*here, SentenceMark.Kind.DISMISSED) in found,
    )


def may_be_complete(paragraphs: Iterable[Paragraph], extracts: Iterable[Extract]) -> bool:
    """Tell whether extracts may rest on all sentences of the paragraphs that can be read.

    It spares dividing a long text to find what is seen at once: no extract rests on a paragraph.
    """
    resting = {place.paragraph_id for extract in extracts for place in places_of(extract)}
    running = (each for each in paragraphs if each.kind not in FRAME and not each.cells)
    said = (each for each in running if any(sign.isalnum() for sign in each.text))
    return all(each.pk in resting for each in said)


def coverage_of(lines: Iterable[Line]) -> Coverage:
    """Return how far the sentences are recorded; one counts once, as recorded first."""
    lines = list(lines)
    recorded = sum(1 for line in lines if line.extracts)
    unneeded = sum(1 for line in lines if line.is_unneeded and not line.extracts)
    return Coverage(sum(line.is_counted for line in lines), recorded, unneeded)
