"""The lines of a source, each with what was taken off it and what is left to read."""

from dataclasses import dataclass, field

from consultations.importing.labels import DIRECTIONS, Label

TAB_WIDTH = 4


@dataclass(slots=True)
class Line:
    """One printed line: its number in the source, and `after_gap` where a break stands before."""

    number: int
    text: str
    after_gap: bool
    page: int = 0
    indent: int = 0
    bullets: list[str] = field(default_factory=list)
    is_quoted: bool = False
    hashes: int = 0
    emphasis: int = 0
    label: Label | None = None
    table: int = 0
    cells: list[str] = field(default_factory=list)
    items: list[list[str]] | None = None
    marks: list[str] = field(default_factory=list)
    # What a file says of itself, where it is more than text.
    is_own_paragraph: bool = False
    is_row: bool = False
    is_note: bool = False

    @property
    def bullet(self) -> str:
        """The bullet that counts: some tools put their own before the one that is printed."""
        return self.bullets[0].strip(DIRECTIONS) if self.bullets else ""

    @property
    def is_plain(self) -> bool:
        """Whether nothing at its beginning says that a block begins."""
        return not (self.bullet or self.hashes or self.label or self.table or self.is_note)

    @property
    def ends_alone(self) -> bool:
        """Whether the block is at its end with this line: headings and rows are one line."""
        return bool(self.hashes or self.table)

    @property
    def is_strong(self) -> bool:
        """Whether the whole line is set in bold."""
        return self.emphasis > 1


def split_lines(text: str) -> list[Line]:
    """Return the lines that are not empty; a form feed breaks like an empty line."""
    lines: list[Line] = []
    after_gap = True
    for number, printed in enumerate(text.split("\n"), 1):
        for part in _with_breaks(printed):
            if part.strip():
                lines.append(Line(number, part.rstrip(), after_gap, indent=indent_of(part)))
            after_gap = not part.strip()
    return lines


def _with_breaks(printed: str) -> list[str]:
    """Return the parts of a line between form feeds, with an empty one for each of these."""
    first, *others = printed.split("\f")
    return [first, *(part for other in others for part in ("", other))]


def indent_of(printed: str) -> int:
    """Return how many columns the line is set in."""
    space = printed[: len(printed) - len(printed.lstrip())]
    return len(space.expandtabs(TAB_WIDTH))


def close_gaps(lines: list[Line]) -> list[Line]:
    """Return the lines that still hold text; where one fell away, a break remains."""
    kept: list[Line] = []
    broken = False
    for line in lines:
        line.after_gap = line.after_gap or broken
        broken = not line.text
        if not broken:
            kept.append(line)
    return kept
