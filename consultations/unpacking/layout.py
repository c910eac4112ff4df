"""Where words stand on the pages of a PDF, and the lines and cells they make."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from consultations.importing import is_bullet, label_of

_SAME_LINE = 0.35  # of the size of the letters: signs set high or low belong to their line
_WIDE_GAP = 1.5
_NARROW_LETTER = 0.42  # the width of an average letter, by its size, reckoned low
_NEAR = 3.0  # points


@dataclass(frozen=True, slots=True)
class Fragment:
    """Words that a file prints in one go: where they stand (from the foot), and how."""

    text: str
    x: float
    y: float
    size: float
    is_bold: bool = False
    is_italic: bool = False

    @property
    def end(self) -> float:
        """Where it ends at the least."""
        return self.x + len(self.text.rstrip()) * self.size * _NARROW_LETTER


@dataclass(slots=True)
class Printed:
    """A printed line, or a row of a table, on its page."""

    page: int
    x: float
    y: float
    size: float
    text: str
    is_bold: bool = False
    is_italic: bool = False
    after_gap: bool = False
    cells: list[str] = field(default_factory=list)
    height: float = 0.0
    number: int = 0

    @property
    def foot(self) -> float:
        """Where its lowest words stand."""
        return self.y - self.height


def lines_of(page: int, fragments: Iterable[Fragment]) -> list[Printed]:
    """Return the lines of a page in the order in which the file prints them.

    What stands beside other words on one height is a row of a table where several rows are like
    it; columns of running text stay one behind the other.
    """
    lines = [_line(page, group) for group in _groups(fragments)]
    return _with_rows([line for line in lines if line.text])


def _groups(fragments: Iterable[Fragment]) -> Iterator[list[Fragment]]:
    group: list[Fragment] = []
    for fragment in fragments:
        if group and not _goes_on(group, fragment):
            yield group
            group = []
        group.append(fragment)
    if group:
        yield group


def _goes_on(group: list[Fragment], fragment: Fragment) -> bool:
    last = group[-1]
    if abs(last.y - fragment.y) > _SAME_LINE * max(last.size, fragment.size):
        return False
    if fragment.x < group[0].x - _NEAR or _is_sign("".join(each.text for each in group)):
        return True  # written from the right, or the words behind a bullet or label
    return fragment.x - last.end < _WIDE_GAP * max(last.size, fragment.size)


def _is_sign(text: str) -> bool:
    label = label_of(text.strip())
    return is_bullet(text.strip()) or (label is not None and label.printed == text.strip())


def _line(page: int, group: list[Fragment]) -> Printed:
    words = [each for each in group if each.text.strip()] or group
    largest = max(words, key=lambda each: len(each.text))
    return Printed(
        page=page,
        x=min(each.x for each in words),
        y=largest.y,
        size=largest.size,
        text=" ".join(_in_spoken_order(group).split()),
        is_bold=all(each.is_bold for each in words),
        is_italic=all(each.is_italic for each in words),
    )


def _in_spoken_order(group: list[Fragment]) -> str:
    """Return the words of a line; those written from the right are printed from the left."""
    texts = [each.text for each in group]
    if not is_from_the_right("".join(texts)):
        return "".join(texts)
    # Of two that seem to begin at one place, the later one stands further to the right.
    placed = sorted(enumerate(group), key=lambda pair: (-pair[1].x, -pair[0]))
    return "".join(_turned(each.text) for _number, each in placed)


def _turned(text: str) -> str:
    """Return the words with the spaces at their ends changed round where nothing else was."""
    if any(_is_rtl(character) for character in text):
        return text
    words = text.strip()
    return text[len(text.rstrip()) :] + words + text[: len(text) - len(text.lstrip())]


def is_from_the_right(text: str) -> bool:
    """Return whether most letters of the text belong to a script written from the right."""
    letters = [character for character in text if character.isalpha()]
    return sum(map(_is_rtl, letters)) * 2 > len(letters)


def _is_rtl(character: str) -> bool:
    return unicodedata.bidirectional(character) in ("R", "AL")


def _with_rows(lines: list[Printed]) -> list[Printed]:
    """Return the lines with rows of tables in the place of the lines in their cells."""
    cells = list(_cells(lines))
    rows = list(_rows(cells))
    tables = _tables(rows)
    return [
        line
        for row, is_row in zip(rows, tables, strict=True)
        for line in ([_row(row)] if is_row else [each for cell in row for each in cell])
    ]


def _cells(lines: list[Printed]) -> Iterator[list[Printed]]:
    """Give the lines that stand one under the other, as the lines of a cell do."""
    cell: list[Printed] = []
    for line in lines:
        if cell and not _is_under(cell, line):
            yield cell
            cell = []
        cell.append(line)
    if cell:
        yield cell


def _is_under(cell: list[Printed], line: Printed) -> bool:
    """Return whether the line stands lower, and not further to the left than the cell."""
    is_lower = line.y < cell[-1].y - _SAME_LINE * cell[-1].size
    return is_lower and line.x > min(each.x for each in cell) - _NEAR


def _rows(cells: list[list[Printed]]) -> Iterator[list[list[Printed]]]:
    """Give the cells that begin on one height, each further to the side than the one before.

    Of a run of lines that a cell stands beside, only the last begins the row.
    """
    row: list[list[Printed]] = []
    for cell in cells:
        if row and _is_beside(row, cell):
            if len(row) == 1:
                above, row = _parted(row[0], cell)
                if above:
                    yield [above]
            row.append(cell)
        else:
            if row:
                yield row
            row = [cell]
    if row:
        yield row


def _is_beside(row: list[list[Printed]], cell: list[Printed]) -> bool:
    last, first = row[-1], cell[0]
    heights = [line.y for line in last] if len(row) == 1 else [last[0].y]
    is_level = any(abs(height - first.y) < _NEAR for height in heights)
    return is_level and first.x > last[0].x + _WIDE_GAP * first.size


def _parted(
    cell: list[Printed], beside: list[Printed]
) -> tuple[list[Printed], list[list[Printed]]]:
    at = next(at for at, line in enumerate(cell) if abs(line.y - beside[0].y) < _NEAR)
    return cell[:at], [cell[at:]]


def _tables(rows: list[list[list[Printed]]]) -> list[bool]:
    """Tell which are rows of tables: those whose cells stand under or over those of another."""
    starts = [[round(cell[0].x) for cell in row] for row in rows]
    are_rows = [False] * len(rows)
    for at, (above, below) in enumerate(pairwise(starts)):
        if len(above) > 1 and len(below) > 1 and _share_edges(above, below):
            are_rows[at] = are_rows[at + 1] = True
    return are_rows


def _share_edges(above: list[int], below: list[int]) -> bool:
    shared = sum(any(abs(x - other) <= _NEAR for other in above) for x in below)
    return shared >= min(len(above), len(below), 2)


def _row(row: list[list[Printed]]) -> Printed:
    first, lowest = row[0][0], min(line.y for cell in row for line in cell)
    return Printed(
        page=first.page,
        x=first.x,
        y=first.y,
        size=first.size,
        text="",
        cells=["\n".join(line.text for line in cell) for cell in row],
        height=first.y - lowest,
    )


def mark_gaps(lines: list[Printed]) -> None:
    """Say before which lines there is more room than between the lines of a paragraph."""
    leading = _leading(lines)
    for before, line in zip([None, *lines], lines, strict=False):
        line.after_gap = before is None or _has_gap(before, line, leading)


def _leading(lines: list[Printed]) -> float:
    """Return how far apart lines mostly stand, by the size of their letters."""
    steps = Counter(
        round((before.foot - line.y) / line.size, 1)
        for before, line in pairwise(lines)
        if before.page == line.page and line.size and 0 < before.foot - line.y < 4 * line.size
    )
    return min(steps, key=lambda step: (-steps[step], step), default=1.2)


def _has_gap(before: Printed, line: Printed, leading: float) -> bool:
    if before.page != line.page or before.cells or line.cells:
        return True
    step = before.foot - line.y
    return step < 0 or step > 1.25 * leading * max(before.size, line.size)


def body_size(lines: list[Printed]) -> float:
    """Return the size in which most letters are set."""
    sizes = [line.size for line in lines for _ in range(max(len(line.text) // 10, 1))]
    return median(sizes) if sizes else 0.0
