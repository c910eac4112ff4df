"""How far a document's sentences are recorded: in extracts, or as needing no record."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from consultations.models import ExtractSpan, SentenceMark
from consultations.passages import Passage


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
    def per_cent(self) -> int:
        """How much is done, never 100 before all is."""
        return self.done * 100 // self.total if self.total else 0


class Places:
    """Where in a document something stands, to be asked about each sentence."""

    def __init__(self, places: Iterable[tuple[int, int, int]]) -> None:
        self._by_paragraph: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for paragraph, start, end in places:
            self._by_paragraph[paragraph].append((start, end))

    def touch(self, passage: Passage) -> bool:
        """Tell whether one of them shares a character with the sentence."""
        places = self._by_paragraph.get(passage.paragraph.pk, ())
        return any(passage.sentence.overlaps(*place) for place in places)

    def hold(self, passage: Passage) -> bool:
        """Tell whether the sentence is one of them."""
        places = self._by_paragraph.get(passage.paragraph.pk, ())
        return (passage.sentence.start, passage.sentence.end) in places


def coverage(
    passages: Iterable[Passage], spans: Iterable[ExtractSpan], marks: Iterable[SentenceMark]
) -> Coverage:
    """Return how far the passages are recorded by the spans, and by marks that none is needed."""
    recorded = Places((each.paragraph_id, each.start, each.end) for each in spans)
    unneeded = Places(
        (each.paragraph_id, each.start, each.end)
        for each in marks
        if each.kind == SentenceMark.Kind.NO_RECORD
    )
    states = [(recorded.touch(each), unneeded.hold(each)) for each in passages]
    linked = sum(1 for is_recorded, _is_unneeded in states if is_recorded)
    rest = sum(1 for is_recorded, is_unneeded in states if is_unneeded and not is_recorded)
    return Coverage(len(states), linked, rest)
