"""The signs of Markdown and of plain lists at the beginning of a line: `#`, `>`, `-`, `•` …"""

import re
from itertools import pairwise

from consultations.importing.labels import DIRECTIONS
from consultations.importing.lines import Line, indent_of
from consultations.importing.sentences import is_open, is_short

SPACED_BULLETS = "*+-–—·∙⁃✓✔►▸➢➤"
CLOSE_BULLETS = "•‣▪▫◦●○■□"
DASHES = frozenset("–—")
BULLET = re.compile(
    rf"\s*([{DIRECTIONS}]{{0,4}}(?:[{re.escape(SPACED_BULLETS)}](?=\s|$)|[{CLOSE_BULLETS}]|o(?=\t)))\s*"
)
HASHES = re.compile(r"\s*(#{1,6})(?:\s+|$)")
QUOTES = re.compile(r"(?:\s*>(?=\s|>|$)){1,20}")
FENCE = re.compile(r"\s*(?:`{3,}|~{3,})[\w+-]{0,30}$")
PAGE = re.compile(r"[-–—]\s?\d{1,4}\s?[-–—]")  # the number of a page: `- 2 -`
MOST_BULLETS = 3
RULERS = frozenset("-*_=~")


def take_signs(lines: list[Line]) -> None:
    """Take the signs off the lines, note them in `marks`, and say what they mean."""
    for before, line in pairwise([None, *lines]):
        if line is not None and not line.table:
            _take(line, before)


def take_bullets(lines: list[Line]) -> None:
    """Take the bullets that somebody typed, and no other sign: the rest is text."""
    for before, line in pairwise([None, *lines]):
        if line is not None and line.is_plain:
            _take_bullets(line, before)
            line.text = line.text.strip()


def _take(line: Line, before: Line | None) -> None:
    _take_quotes(line)
    if _is_ruler(line.text) or FENCE.match(line.text):
        _take_ruler(line, before)
    else:
        _take_bullets(line, before)
        _take_hashes(line)
    line.text = line.text.strip()


def _take_quotes(line: Line) -> None:
    quotes = QUOTES.match(line.text)
    if quotes:
        line.is_quoted = True
        line.marks.append(quotes[0].strip())
        line.text = line.text[quotes.end() :]
        line.indent = indent_of(line.text)


def _is_ruler(text: str) -> bool:
    signs = "".join(text.split())
    return len(signs) > 2 and signs[0] in RULERS and not signs.strip(signs[0])


def _take_ruler(line: Line, before: Line | None) -> None:
    """A line of dashes or equals signs right under a single line makes that a heading."""
    sign = line.text.strip()[0]
    line.marks.append(line.text.strip())
    line.text = ""
    if sign in "=-" and before and not line.after_gap and _may_be_heading(before):
        before.hashes = 1 if sign == "=" else 2


def _may_be_heading(line: Line) -> bool:
    return line.is_plain and line.after_gap and is_short(line.text)


def _take_bullets(line: Line, before: Line | None) -> None:
    if PAGE.fullmatch(line.text.strip()):
        return
    for _ in range(MOST_BULLETS):
        bullet = BULLET.match(line.text)
        if bullet is None or _is_dash(line, before, bullet[1]):
            return
        line.bullets.append(bullet[1])
        line.text = line.text[bullet.end() :]


def _is_dash(line: Line, before: Line | None, sign: str) -> bool:
    """Return whether the sign is a dash with which a broken line goes on."""
    if sign not in DASHES or line.after_gap or before is None or not before.text:
        return False
    return before.bullet != sign and is_open(before.text)


def is_bullet(text: str) -> bool:
    """Return whether the text is a bullet and nothing else."""
    return BULLET.fullmatch(f"{text}\t") is not None


def _take_hashes(line: Line) -> None:
    hashes = HASHES.match(line.text)
    if hashes is None:
        return
    line.hashes = len(hashes[1])
    line.marks.append(hashes[1])
    line.text = line.text[hashes.end() :].strip()
    _take_closing_hashes(line)


def _take_closing_hashes(line: Line) -> None:
    words = line.text.rstrip("#")
    if words != line.text and (not words or words[-1].isspace()):
        line.marks.append(line.text[len(words) :])
        line.text = words
