"""Whether the numbers that a document prints are those of its paragraphs, or of lists in it."""

from consultations.importing.labels import Label
from consultations.importing.passages import Passage


def paragraph_shapes(passages: list[Passage]) -> set[str]:
    """Return the shapes of number (`1.`, `(1)`) that may count paragraphs.

    A count that begins right under an unnumbered paragraph, and is not taken up again behind
    another, belongs to a list; unless the document ends with it and is no speech.
    """
    counts = _Counts()
    before: Passage | None = None
    for passage in passages:
        counts.add(passage, before)
        before = passage
    is_speech = any(passage.kind == "salutation" for passage in passages)
    return counts.of_paragraphs | (set() if is_speech else counts.at_end)


class _Counts:
    """The counts met so far: those of paragraphs for sure, and those that nothing has followed."""

    def __init__(self) -> None:
        self.of_paragraphs: set[str] = set()
        self.at_end: set[str] = set()
        self.broken: set[str] = set()
        self.latest: dict[str, Label] = {}

    def add(self, passage: Passage, before: Passage | None) -> None:
        label = passage.label
        if label and label.may_count_paragraphs:
            self._count(label, before)
        elif not (passage.first.bullet or label) or (label and label.is_question):
            self.broken.update(self.latest)
        if _is_unnumbered(passage):
            self.at_end.clear()

    def _count(self, label: Label, before: Passage | None) -> None:
        latest = self.latest.get(label.shape)
        begins_apart = latest is None and not (before and _is_unnumbered(before))
        is_taken_up = latest is not None and label.follows(latest) and label.shape in self.broken
        if begins_apart or is_taken_up:
            self.of_paragraphs.add(label.shape)
        self.latest[label.shape] = label
        self.at_end.add(label.shape)
        self.broken.discard(label.shape)


def _is_unnumbered(passage: Passage) -> bool:
    """Return whether this is a paragraph in words alone."""
    return not passage.kind and passage.first.is_plain and not passage.looks_like_heading
