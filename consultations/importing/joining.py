"""Sentences that a break of the page tore apart, and what says that they are one."""

from consultations.importing.passages import Passage
from consultations.importing.reading import Remark
from consultations.importing.salutations import is_thanks
from consultations.importing.sentences import (
    begins_lower,
    introduces,
    is_abbreviated,
    is_ended,
    is_open,
    pauses,
)

SEMICOLONS = frozenset(";；؛")
# Each ends the remark “joined with line 7: …”; a guess says that it is one.
NO_END = "the sentence above has no end and goes on in small letters"
NOTHING_YET = "the label above had no text"
FALSE_BULLET = "the sentence goes on behind a false bullet, which is taken off"
PERHAPS_BULLET = (
    "a guess: the sentence goes on behind what seems a false bullet, which is taken off"
)
PERHAPS_DASH = "a guess: the sentence seems to go on with the dash, which is kept"
SMALL_LETTER = "a guess: it begins in small letters, though the line above ends a sentence"
ABBREVIATED = "a guess: the full stop above seems to belong to an abbreviation"
PAUSED = "a guess: the line above ends in the middle of a sentence"
UNENDED = "a guess: the paragraph above has no end mark"


def join_broken(passages: list[Passage]) -> tuple[list[Passage], list[Remark]]:
    """Return the passages with torn sentences made whole, and a remark on each seam."""
    ends_are_marked = _ends_are_marked(passages)
    joined: list[Passage] = []
    remarks: list[Remark] = []
    for passage, after in zip(passages, [*passages[1:], None], strict=False):
        why = _reason(joined[-1], passage, after, ends_are_marked) if joined else ""
        if why:
            remarks.append(_join(joined[-1], passage, why))
        else:
            joined.append(passage)
    return joined, remarks


def _join(before: Passage, passage: Passage, why: str) -> Remark:
    seam = Remark(passage.first.number, f"joined with line {before.last.number}: {why}")
    if why == PERHAPS_DASH:
        passage.first.text = " ".join([*passage.first.bullets, passage.first.text])
        passage.first.bullets.clear()
    before.extend(passage.lines)
    return seam


def _ends_are_marked(passages: list[Passage]) -> bool:
    """Return whether the document ends its sentences with marks, as not every script does."""
    plain = [passage for passage in passages if passage.first.is_plain]
    ended = sum(is_ended(passage.last.text) for passage in plain)
    unended = sum(is_open(passage.last.text) and not passage.is_short for passage in plain)
    return ended >= unended


def _reason(before: Passage, passage: Passage, after: Passage | None, ends_are_marked: bool) -> str:
    """Return why the passage belongs to the one before, or nothing if it does not."""
    if not passage.first.after_gap or passage.label or _are_apart(before, passage):
        return ""
    if before.kind or passage.kind:
        return _of_title(before, passage)
    if passage.first.bullet:
        return _behind_bullet(before, passage, after)
    if not before.last.text:
        return NOTHING_YET
    if begins_lower(passage.first.text):
        return _in_small_letters(before, passage)
    if passage.first.is_own_paragraph:
        return ""  # its file says that a paragraph begins, and nothing speaks against it
    return _by_its_end(before, passage, ends_are_marked)


def _are_apart(before: Passage, passage: Passage) -> bool:
    if before.last.is_quoted != passage.first.is_quoted:
        return True
    return _is_apart(before) or _is_apart(passage)


def _is_apart(passage: Passage) -> bool:
    """Return whether it is marked as standing by itself, or holds no word (a page number)."""
    first = passage.first
    if first.ends_alone or first.is_strong:
        return True
    return not passage.label and passage.is_short and not any(map(str.isalpha, passage.text))


def _of_title(before: Passage, passage: Passage) -> str:
    both = before.kind == passage.kind == "title"
    return NO_END if both and begins_lower(passage.first.text) else ""


def _behind_bullet(before: Passage, passage: Passage, after: Passage | None) -> str:
    text = before.last.text
    if not begins_lower(passage.first.text) or not is_open(text) or text[-1:] in SEMICOLONS:
        return ""
    if passage.first.indent > before.first.indent + 1 or _is_listed(after):
        return ""
    if before.label:
        return PERHAPS_BULLET if before.label.is_number else FALSE_BULLET
    if before.first.bullet:
        return "" if begins_lower(before.first.text) else PERHAPS_BULLET
    return "" if before.is_short else PERHAPS_DASH


def _is_listed(passage: Passage | None) -> bool:
    """Return whether this is the next item of a list in small letters."""
    if passage is None or passage.label or not passage.first.bullet:
        return False
    return begins_lower(passage.first.text)


def _in_small_letters(before: Passage, passage: Passage) -> str:
    text = before.last.text
    if introduces(text) or (text[-1] in SEMICOLONS and not before.first.is_plain):
        return ""
    if not is_ended(text):
        return NO_END
    is_rest = passage.first.text[0].islower() and not _is_thanks(passage)
    return SMALL_LETTER if is_rest else ""


def _by_its_end(before: Passage, passage: Passage, ends_are_marked: bool) -> str:
    text = before.last.text
    if passage.looks_like_heading or _is_thanks(passage):
        return ""
    if is_abbreviated(text):
        return ABBREVIATED
    if before.is_short or not is_open(text):
        return ""
    is_item = bool(before.first.bullet or (before.label and not before.label.is_number))
    if pauses(text):
        return "" if is_item and text[-1] in SEMICOLONS else PAUSED
    return UNENDED if ends_are_marked and not is_item else ""


def _is_thanks(passage: Passage) -> bool:
    return passage.is_short and is_thanks(passage.text)
