"""What changed between two texts, word by word."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Literal, NamedTuple

# A word or a sign, with the space before it.
_WORDS = re.compile(r"\s*\w+|\s*[^\w\s]|\s+")
# With more pairs of equal words than this, what changed is shown as one piece: to find the
# shortest way would take too long. Texts of people stay far below it.
_MOST_PAIRS = 200_000
# The same where so many words of the one would be looked for among those of the other.
MOST_COMPARED = 250_000


class Piece(NamedTuple):
    """A run of words that both texts have, or that only the old or only the new one has."""

    kind: Literal["same", "old", "new"]
    text: str


@lru_cache(maxsize=512)
def differences(old: str, new: str, most_pairs: int = _MOST_PAIRS) -> list[Piece]:
    """Return the two texts as runs of words: kept, taken out, put in.

    What has more pairs of equal words than `most_pairs` is shown as one piece.
    """
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    first = shared_beginning(before, after)
    last = shared_beginning(before[first:][::-1], after[first:][::-1])
    taken_out, put_in = before[first : len(before) - last], after[first : len(after) - last]
    pieces = [
        Piece("same", "".join(before[:first])),
        *_changed(taken_out, put_in, most_pairs),
        Piece("same", "".join(before[len(before) - last :])),
    ]
    return list(_joined(piece for piece in pieces if piece.text))


def shared_beginning(before: Sequence[str], after: Sequence[str]) -> int:
    """Return with how many equal words both begin."""
    pairs = enumerate(zip(before, after, strict=False))
    return next(
        (place for place, pair in pairs if pair[0] != pair[1]), min(len(before), len(after))
    )


def _changed(before: Sequence[str], after: Sequence[str], most_pairs: int) -> Iterator[Piece]:
    numbers = Counter(after)
    pairs = sum(numbers[word] for word in before)
    if pairs > most_pairs or len(before) * len(after) > MOST_COMPARED:
        yield from (Piece("old", "".join(before)), Piece("new", "".join(after)))
        return
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for verb, start, end, new_start, new_end in matcher.get_opcodes():
        if verb == "equal":
            yield Piece("same", "".join(before[start:end]))
            continue
        old, new = "".join(before[start:end]), "".join(after[new_start:new_end])
        space = _space_before(old) if _space_before(old) == _space_before(new) else ""
        yield Piece("same", space)
        yield Piece("old", old.removeprefix(space))
        yield Piece("new", new.removeprefix(space))


def _space_before(text: str) -> str:
    return text[: len(text) - len(text.lstrip())]


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Make one of neighbours of a kind."""
    for kind, run in groupby(pieces, key=attrgetter("kind")):
        yield Piece(kind, "".join(piece.text for piece in run))
