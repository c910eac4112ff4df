"""Cuts a text at the edges of the spans that mark it, which may overlap and cross."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any, NamedTuple

from consultations.models import Extract, ExtractSpan, Placement


class Segment(NamedTuple):
    """A run of characters that the same extracts rest on, or none; an address may lead to it."""

    text: str
    extracts: tuple[Extract, ...]
    is_linked: bool = False

    @property
    def kinds(self) -> list[str]:
        """Return the kinds of its extracts, each once, in their order."""
        return list(dict.fromkeys(extract.kind for extract in self.extracts))


class Mark(NamedTuple):
    """Where an extract rests on a text, or what an address leads to: half open, in code points."""

    start: int
    end: int
    extract: Extract | None

    def covers(self, start: int, end: int) -> bool:
        return self.start <= start and end <= self.end


def places_of(extract: Extract) -> list[Any]:
    """Return where it is marked: where its spans were `carried` to, or else where they stand."""
    spans = extract.spans.all()
    carried = [place for span in spans for place in getattr(span, "carried", ())]
    return carried or list(spans)


def marks_of(spans: Iterable[ExtractSpan | Placement], extracts: dict[int, Extract]) -> list[Mark]:
    """Return the marks of those spans whose extract is given by its id; none without a place."""
    return [
        Mark(span.start, span.end, extracts[span.extract_id])
        for span in spans
        if span.extract_id in extracts and span.start is not None and span.end is not None
    ]


def segments(text: str, marks: Iterable[Mark], offset: int = 0) -> list[Segment]:
    """Return the text in segments; `offset` is where it begins in what the marks count in."""
    marks = list(marks)
    return [
        _segment(text[start:end], _covering(marks, start + offset, end + offset))
        for start, end in _runs(len(text), marks, offset)
    ]


def _runs(length: int, marks: list[Mark], offset: int) -> Iterable[tuple[int, int]]:
    edges = {0, length}
    for mark in marks:
        edges |= {min(max(edge - offset, 0), length) for edge in (mark.start, mark.end)}
    return pairwise(sorted(edges))


def _covering(marks: list[Mark], start: int, end: int) -> list[Extract | None]:
    return list(dict.fromkeys(mark.extract for mark in marks if mark.covers(start, end)))


def _segment(text: str, covering: list[Extract | None]) -> Segment:
    extracts = tuple(extract for extract in covering if extract)
    return Segment(text, extracts, is_linked=None in covering)
