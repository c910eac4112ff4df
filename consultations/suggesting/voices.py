"""Finds who says a sentence, by how the language names them. Pure."""

import re
from functools import cache
from typing import Any, NamedTuple

from consultations.suggesting.asks import plain, rules_of


class Voice(NamedTuple):
    """Who says something, as printed, and which kind of voice that is."""

    printed: str
    kind: str


def voice_of(words: str, language: str) -> Voice | None:
    """Return who is said to say it, or None where the sentence does not tell."""
    for kind, pattern in _voices(language):
        found = pattern.search(plain(words))
        if found:
            return Voice(next(filter(None, found.groups())), kind)
    return None


@cache
def _voices(language: str) -> list[tuple[str, re.Pattern[str]]]:
    rules = rules_of(language)
    names = rules.VOICES.items() if rules else ()
    return [(kind, _saying(rules, each)) for kind, each in names]


def _saying(rules: Any, names: str) -> re.Pattern[str]:
    return re.compile(rules.SAYS.replace("NAMES", names), re.IGNORECASE)
