"""Where a sentence ends and where it goes on, as far as the characters tell."""

import re
from itertools import pairwise

TERMINAL = frozenset(".!?…‽。．！？｡؟۔।॥։።។៕၊။᠃")
COLONS = frozenset(":：")
# After these the sentence goes on for certain, whatever the next letter looks like.
PAUSES = frozenset(",;–—-‐(（[，；،؛、")
CLOSERS = "\"'”’“‘»«›‹)]}）】」』〉》*_¹²³⁰⁴⁵⁶⁷⁸⁹0123456789"
NOTES = re.compile(r"(?:\[\^?[\w*]{1,10}\]){1,5}$")
OPENERS = "\"'“‘”’„«»‹›([{（【「『〈《¿¡*_"
HYPHENS = frozenset("-‐\u00ad")
HEADING_LENGTH = 120
ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:prof|dra?|drs|mr|mrs|ms|mme|sra?|hon|rev|amb|gen|nos?|nr|arts?|paras?|pp?|vol"
    r"|figs?|cf|vs|ej|núm|approx|e\.g|i\.e|z\.b|d\.h)\.$",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"\S{0,200}(?:://|@)|www\.")
# Chinese and Japanese are written without spaces; Korean is not.
UNSPACED = re.compile(
    "[\u2e80-\u2fff\u3000-\u30ff\u31c0-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uff60]"
)
SLASH = re.compile(r"\w/$")
SPACES = re.compile(r"[ \t\n\f\x0b\x1c-\x1f\x85\u2028\u2029]+")


def last_sign(text: str) -> str:
    """Return the last character that is no closing quote, bracket, or number of a note."""
    return NOTES.sub("", text.rstrip()[-60:]).rstrip(CLOSERS)[-1:]


def is_ended(text: str) -> bool:
    """Return whether the text ends as a sentence does."""
    return last_sign(text) in TERMINAL


def introduces(text: str) -> bool:
    """Return whether the text ends with a colon, so that what it announces follows."""
    return last_sign(text) in COLONS


def is_open(text: str) -> bool:
    """Return whether the text ends neither as a sentence nor as an announcement."""
    return not is_ended(text) and not introduces(text)


def pauses(text: str) -> bool:
    """Return whether the text ends in the middle of things: comma, dash, open bracket."""
    return text.rstrip()[-1:] in PAUSES


def is_abbreviated(text: str) -> bool:
    """Return whether the full stop at the end belongs to an abbreviation that wants more."""
    return ABBREVIATION.search(text[-20:]) is not None


def begins_lower(text: str) -> bool:
    """Return whether the text begins with a small letter, as the rest of a sentence does.

    Addresses and names such as eBay begin small without being a rest.
    """
    start = text[:300].lstrip(OPENERS + " ")
    if not start[:1].islower() or ADDRESS.match(start):
        return False
    return not start[1:2].isupper()


def is_short(text: str) -> bool:
    """Return whether the text is no longer than headings are."""
    return len(text) <= HEADING_LENGTH


def width(text: str) -> int:
    """Return the length of the text, where one Chinese character says as much as three letters."""
    return len(text) if text.isascii() else len(text) + 2 * len(UNSPACED.findall(text))


def join(parts: list[str]) -> str:
    """Return the parts as one running text, with spaces where the script has them."""
    joined = [parts[0]]
    for before, after in pairwise(parts):
        joined += [_glue(before, after), after]
    return tidy("".join(joined))


def is_hyphenated(before: str, after: str) -> bool:
    """Return whether a word seems divided between the two."""
    return before[-1:] in HYPHENS and before[-2:-1].isalpha() and after[:1].isalpha()


def tidy(text: str) -> str:
    """Return the text with one space where the source has several, or breaks its line."""
    return SPACES.sub(" ", text).strip()


def _glue(before: str, after: str) -> str:
    unspaced = UNSPACED.match(before[-1:]) and UNSPACED.match(after[:1])
    is_one = is_hyphenated(before, after) or SLASH.search(before[-2:]) is not None
    return "" if unspaced or is_one else " "
