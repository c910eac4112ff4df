"""Follows words from one text into another by what was kept, put in and taken out around them."""

from collections import Counter
from difflib import SequenceMatcher
from typing import NamedTuple

from consultations.differences import MOST_COMPARED, shared_beginning
from consultations.editions.words import Word, words_of

# With more pairs of equal words than this, to find what was kept would take too long.
_MOST_PAIRS = 200_000


class _Run(NamedTuple):
    """Words of the older text and what stands for them in the newer, both half open."""

    is_kept: bool
    start: int
    end: int
    new_start: int
    new_end: int


class Following:
    """Compares each pair of texts once."""

    def __init__(self) -> None:
        self._compared: dict[tuple[str, str], list[_Run]] = {}

    def follow(self, old: str, new: str, start: int, end: int) -> tuple[int, int] | None:
        """Return where the words of `old` from start to end stand in `new`, or None."""
        words, others = words_of(old), words_of(new)
        first = sum(word.end <= start for word in words)
        last = sum(word.start < end for word in words)
        if first >= last:
            return None
        runs = self._runs(old, new, words, others)
        reached = [place for run in runs if (place := _reached(run, first, last))]
        if not reached:
            return None
        begins, ends = reached[0][0], reached[-1][1]
        return _with_signs(old[start:end], new, others[begins].start, others[ends - 1].end)

    def _runs(self, old: str, new: str, words: list[Word], others: list[Word]) -> list[_Run]:
        if (old, new) not in self._compared:
            before, after = ([word.text for word in each] for each in (words, others))
            self._compared[old, new] = _compare(before, after)
        return self._compared[old, new]


def _compare(before: list[str], after: list[str]) -> list[_Run]:
    first = shared_beginning(before, after)
    last = shared_beginning(before[first:][::-1], after[first:][::-1])
    end, new_end = len(before) - last, len(after) - last
    runs = [
        _Run(True, 0, first, 0, first),
        *_compare_rest(before[first:end], after[first:new_end], first),
        _Run(True, end, len(before), new_end, len(after)),
    ]
    return [run for run in runs if run.start < run.end or run.new_start < run.new_end]


def _compare_rest(before: list[str], after: list[str], shift: int) -> list[_Run]:
    """Return the runs between the ends that both share, counted from the beginning of all."""
    numbers = Counter(after)
    pairs = sum(numbers[word] for word in before)
    if pairs > _MOST_PAIRS or len(before) * len(after) > MOST_COMPARED:
        return [_Run(False, shift, shift + len(before), shift, shift + len(after))]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [
        _Run(verb == "equal", *(place + shift for place in places))
        for verb, *places in matcher.get_opcodes()
    ]


def _reached(run: _Run, first: int, last: int) -> tuple[int, int] | None:
    """Return what the run has for the words from first to last in the newer text, if anything."""
    start, end = max(run.start, first), min(run.end, last)
    if start >= end:
        return None
    if run.is_kept:
        return run.new_start + start - run.start, run.new_end + end - run.end
    is_whole = (start, end) == (run.start, run.end) and run.new_start < run.new_end
    return (run.new_start, run.new_end) if is_whole else None


def _with_signs(words: str, text: str, start: int, end: int) -> tuple[int, int]:
    """Return the place with the signs at both ends that the words had, where they stand there."""
    found = words_of(words)
    before, after = words[: found[0].start], words[found[-1].end :]
    if before and text[:start].endswith(before):
        start -= len(before)
    return start, end + len(after) if text.startswith(after, end) else end
