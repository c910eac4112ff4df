"""Words that a typesetter divided at the end of a line, made whole again."""

import re
from collections.abc import Iterator
from itertools import pairwise

from consultations.importing import Line, Remark

_SOFT = "\u00ad"
_LONGEST_WORD = 60
_BEGINNING = re.compile(r"[^\W\d_]+(?=[-‐\u00ad]$)")
_REST = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")


def make_whole(lines: list[Line]) -> list[Remark]:
    """Join divided words in the line where they begin; return a remark on each.

    The hyphen stays where the text has the word with one elsewhere; where it has the word
    nowhere else, that it goes is a guess.
    """
    words = {word.casefold() for line in lines for word in _WORD.findall(_all_of(line))}
    return [
        remark
        for before, line in pairwise(lines)
        for remark in _join(before, line, words)
        if not (before.table or line.table)
    ]


def _all_of(line: Line) -> str:
    return " ".join([line.text, *line.cells])


def _join(before: Line, line: Line, words: set[str]) -> Iterator[Remark]:
    beginning, rest = _BEGINNING.search(before.text[-_LONGEST_WORD:]), _REST.match(line.text)
    if not (beginning and rest and rest[0][0].islower()):
        return
    whole = beginning[0] + rest[0]
    hyphened = f"{beginning[0]}-{rest[0]}"
    tail = line.text.split(maxsplit=1)
    line.text = tail[1] if len(tail) > 1 else ""
    line.after_gap = False
    if hyphened.casefold() in words and before.text[-1] != _SOFT:
        before.text += tail[0]
        yield Remark(line.number, f"a word is divided here: {hyphened} keeps its hyphen")
        return
    is_sure = whole.casefold() in words or before.text[-1] == _SOFT
    before.text = before.text[:-1] + tail[0]
    guess = "" if is_sure else "a guess: "
    yield Remark(before.number, f"{guess}the hyphen of a divided word is taken off: {hyphened}")
