"""Running heads, feet and the numbers of pages: what each page prints again."""

import re
from collections import defaultdict
from itertools import takewhile

from consultations.importing import Remark
from consultations.unpacking.layout import Printed

_AT_EDGE = 3  # lines at the top and at the foot of a page that may belong to no text
_NEAR = 6.0  # points
_PART_OF_PAGES = 0.3
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[-–—|\s]{0,4}(?:page|pág(?:ina)?\.?|seite|стр\.?|p\.|صفحة)?\s{0,2}(\d{1,4})"
    r"(?:\s?(?:/|of|de|sur|von|из)\s?\d{1,4})?[-–—|\s]{0,4}",
    re.IGNORECASE,
)


def take_margins(pages: list[list[Printed]]) -> tuple[list[Printed], list[Remark]]:
    """Return the lines that belong to the text, and a remark for each line left out, in words."""
    repeated = _repeated([[*_top(page), *_foot(page)] for page in pages])
    left_out = [
        line
        for page in pages
        for edge in (_top(page), _foot(page))
        for line in takewhile(
            lambda line: _key(line) in repeated or _is_number_of(line, line.page), edge
        )
    ]
    taken = {id(line) for line in left_out}
    kept = [line for page in pages for line in page if id(line) not in taken]
    what = "left out, printed at the edge of page {}: {}"
    return kept, [Remark(line.number, what.format(line.page, line.text)) for line in left_out]


def _top(page: list[Printed]) -> list[Printed]:
    """Return the highest lines of the page, from the edge inwards; a page is never all edge."""
    ordered = sorted(page, key=lambda line: -line.y)
    return ordered[: min(_AT_EDGE, len(ordered) - 1)]


def _foot(page: list[Printed]) -> list[Printed]:
    ordered = sorted(page, key=lambda line: line.foot)
    return ordered[: min(_AT_EDGE, len(ordered) - 1)]


def _key(line: Printed) -> tuple[str, int]:
    return _DIGITS.sub("#", line.text.casefold()), round(line.y / _NEAR)


def _repeated(edges: list[list[Printed]]) -> set[tuple[str, int]]:
    """Return what stands on one height of many pages, whatever number is in it."""
    pages: dict[tuple[str, int], set[int]] = defaultdict(set)
    for page in edges:
        for line in page:
            pages[_key(line)].add(line.page)
    enough = max(2.0, _PART_OF_PAGES * len(edges))
    return {key for key, on in pages.items() if len(on) >= enough}


def _is_number_of(line: Printed, page: int) -> bool:
    """Return whether the line is the number of its page, and nothing else."""
    number = _PAGE_NUMBER.fullmatch(line.text)
    return number is not None and int(number[1]) == page
