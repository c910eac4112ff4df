"""Passages: the lines that belong together, folded into one before they are told apart."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from consultations.importing.dates import is_dateline
from consultations.importing.labels import Label
from consultations.importing.lines import Line
from consultations.importing.salutations import is_salutation
from consultations.importing.sentences import (
    HEADING_LENGTH,
    begins_lower,
    is_ended,
    is_open,
    join,
    pauses,
    width,
)

WIDEST_WRAP = 120  # longer lines hold a whole paragraph each
RAGGED = 0.7  # a line shorter than this part of the widest was ended on purpose,
RAGGED_AT_END = 0.9  # and rather so where a sentence ends with it


@dataclass(slots=True)
class Passage:
    """The lines of one block to be, and what is found out about it: its kind and depth."""

    lines: list[Line]
    kind: str = ""
    level: int = 0
    size: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self.size = sum(width(line.text) for line in self.lines)

    def extend(self, lines: list[Line]) -> None:
        self.lines += lines
        self.size += sum(width(line.text) for line in lines)

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def last(self) -> Line:
        return self.lines[-1]

    @property
    def label(self) -> Label | None:
        return self.first.label

    @property
    def text(self) -> str:
        return join([line.text for line in self.lines if line.text])

    @property
    def is_short(self) -> bool:
        return self.size <= HEADING_LENGTH

    @property
    def looks_like_heading(self) -> bool:
        """Whether it is short and ends as headings do: in the middle of nothing."""
        text = self.first.text
        return (
            self.is_short
            and any(map(str.isalpha, text))
            and not begins_lower(text)
            and is_open(self.last.text)
            and not pauses(self.last.text)
        )


def fold(lines: list[Line]) -> list[Passage]:
    """Return the passages: wrapped lines are folded into one, lines of their own stay so."""
    passages: list[Passage] = []
    at_front = True
    for widest, group in _groups(lines):
        for line in group:
            if passages and not _begins(passages[-1], line, widest, at_front):
                passages[-1].extend([line])
            else:
                passages.append(Passage([line]))
            at_front = at_front and (line.is_plain or bool(line.hashes)) and not is_ended(line.text)
    return passages


def _groups(lines: list[Line]) -> Iterator[tuple[int, list[Line]]]:
    """Give the lines between two breaks, with the length of the longest."""
    group: list[Line] = []
    for line in lines:
        if line.after_gap and group:
            yield max(len(one.text) for one in group), group
            group = []
        group.append(line)
    if group:
        yield max(len(one.text) for one in group), group


def _begins(passage: Passage, line: Line, widest: int, at_front: bool) -> bool:
    """Return whether a passage begins with the line, which else goes on with the one before."""
    before = passage.last
    if line.after_gap or not line.is_plain or before.ends_alone:
        return True
    if line.is_quoted != before.is_quoted:
        return True
    if not before.text or (at_front and _stands_alone(before, line)):
        return bool(before.text)
    is_set_in = not passage.first.is_plain and line.indent > passage.first.indent
    return not (is_set_in or begins_lower(line.text)) and _was_ended(before.text, line.text, widest)


def _stands_alone(before: Line, line: Line) -> bool:
    if is_salutation(before.text):
        return not begins_lower(line.text) or pauses(before.text)
    is_dated = is_dateline(before.text) and not pauses(before.text)
    return is_dated or is_dateline(line.text) or is_salutation(line.text)


def _was_ended(before: str, text: str, widest: int) -> bool:
    """Return whether the line before had room for the next word, and was ended on purpose."""
    if widest > WIDEST_WRAP:
        return True
    used = len(before) + 1 + len(text.split(maxsplit=1)[0])
    return used < widest * (RAGGED_AT_END if is_ended(before) else RAGGED)
