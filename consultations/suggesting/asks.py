"""Finds the sentences that are likely to ask for something, by rules of the language. Pure."""

import re
from functools import cache
from types import ModuleType

from consultations.passages import Passage
from consultations.suggesting import english, french, spanish

_LANGUAGES: dict[str, ModuleType] = {"en": english, "fr": french, "es": spanish}
_APOSTROPHES = str.maketrans("’‘ʼ\u00a0\u202f", "'''  ")
# A question does not ask in this sense, and a line that announces a list leaves it to the list.
_NO_ASK = ("?", "？", "؟", ":", "：")

# By what a sentence is suggested as an ask; the first seven are patterns of each language.
RULES = (
    "modal",
    "need",
    "emphasis",
    "directive",
    "named",
    "requirement",
    "imperative",
    "item",
    "introduced",
    "column",
)


def rules_of(language: str) -> ModuleType | None:
    """Return how the language asks and names who speaks, or None where there are no rules."""
    return _LANGUAGES.get(_base(language))


def is_known(language: str) -> bool:
    """Return whether there are rules for the language."""
    return rules_of(language) is not None


def ask_rules(passage: Passage, language: str) -> list[str]:
    """Return the names of the rules by which the passage is likely to ask for something.

    In a language without rules nothing is.
    """
    if not is_known(language) or passage.words.rstrip("»”\"' ").endswith(_NO_ASK):
        return []
    found = _by_its_words(passage.words, _base(language))
    return [*found, *_by_its_place(passage, _base(language))]


def _by_its_words(words: str, language: str) -> list[str]:
    return [name for name, pattern in _patterns(language).items() if _finds(pattern, words)]


def _by_its_place(passage: Passage, language: str) -> list[str]:
    """Return the rules about items, and about columns that are headed as asks."""
    item, heading = _places(language)
    found = []
    if passage.paragraph.kind == "item" and _finds(item, passage.words):
        found.append("item")
    if _announces(passage.introduction, language):
        found.append("introduced")
    if _finds(heading, passage.heading):
        found.append("column")
    return found


def _announces(line: str, language: str) -> bool:
    """Return whether what follows the line is asked: by its verb, or because it says so."""
    _item, heading = _places(language)
    return bool(line) and (bool(_by_its_words(line, language)) or _finds(heading, line))


def _finds(pattern: re.Pattern[str], words: str) -> bool:
    return pattern.search(plain(words)) is not None


def plain(words: str) -> str:
    """Return the words with plain apostrophes and spaces; every character keeps its place."""
    return words.translate(_APOSTROPHES)


def _base(language: str) -> str:
    return language.partition("-")[0].lower()


@cache
def _patterns(language: str) -> dict[str, re.Pattern[str]]:
    patterns = _LANGUAGES[language].PATTERNS
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in patterns.items()}


@cache
def _places(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    rules = _LANGUAGES[language]
    return re.compile(rules.ITEM, re.IGNORECASE), re.compile(rules.HEADING, re.IGNORECASE)
