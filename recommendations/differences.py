"""What changed between two texts, word by word."""

import re
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from recommendations.models import Version

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


class Piece(NamedTuple):
    """A run of words that both texts have, or that only the old or only the new one has."""

    kind: Literal["same", "old", "new"]
    text: str


def differences(old: str, new: str) -> list[Piece]:
    """Return the two texts as runs of words: kept, taken out, put in."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for verb, start, end, new_start, new_end in matcher.get_opcodes():
        if verb == "equal":
            pieces.append(Piece("same", "".join(before[start:end])))
            continue
        if end > start:
            pieces.append(Piece("old", "".join(before[start:end])))
        if new_end > new_start:
            pieces.append(Piece("new", "".join(after[new_start:new_end])))
    return pieces


def changes_since(seen: Version | None, current: Version) -> list[Piece]:
    """Return what changed in the text since that version; nothing where either is withheld."""
    if seen is None or seen == current or seen.is_withheld or current.is_withheld:
        return []
    return differences(seen.text, current.text)
