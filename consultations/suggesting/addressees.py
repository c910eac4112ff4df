"""Finds of whom a sentence asks something: the names that stand where one is asked. Pure."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from consultations.suggesting.asks import plain, rules_of

_MOST_ASKED = 4
# What stands further from a name does not make it one that is asked.
_FAR = 200

Place = tuple[int, int]


class _Patterns(NamedTuple):
    """How a language asks somebody, compiled."""

    names: re.Pattern[str]
    joins: re.Pattern[str]
    called: re.Pattern[str]
    foreign: re.Pattern[str]
    should: re.Pattern[str]


def asked_in(words: str, language: str, known: Iterable[Place] = ()) -> list[str]:
    """Return those of whom the words ask something, as printed, each once.

    They are those that the language names often, and those that the record knows, at the places
    given. One is asked who is to do something, or is called on to; who is only named is not.
    """
    rules = rules_of(language)
    if not rules:
        return []
    patterns, text = _patterns(rules), plain(words)
    places = [match.span() for match in patterns.names.finditer(text)]
    asked: dict[str, str] = {}
    for group in _groups(_apart([*places, *known]), text, patterns):
        if _is_asked(text[: group[0][0]], text[group[-1][1] :], patterns):
            for start, end in group:
                asked.setdefault(text[start:end].casefold(), text[start:end])
    return list(asked.values())[:_MOST_ASKED]


def _apart(places: list[Place]) -> list[Place]:
    """Return the places in order, of those that overlap the first and longest."""
    kept: list[Place] = []
    for start, end in sorted(places, key=lambda place: (place[0], -place[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _groups(places: list[Place], text: str, patterns: _Patterns) -> list[list[Place]]:
    """Return the names that are joined to one another together."""
    groups: list[list[Place]] = []
    for start, end in places:
        if groups and patterns.joins.fullmatch(text, groups[-1][-1][1], start):
            groups[-1].append((start, end))
        else:
            groups.append([(start, end)])
    return groups


def _is_asked(before: str, behind: str, patterns: _Patterns) -> bool:
    before, behind = before[-_FAR:], behind[:_FAR]
    if patterns.called.search(before):
        return True
    return patterns.should.match(behind) is not None and not patterns.foreign.search(before)


@cache
def _patterns(rules: Any) -> _Patterns:
    articles = f"{rules.ARTICLES}*"
    found = {
        "names": rules.ASKED,
        "joins": rf"(?:{rules.JOINS}){articles}(?:(?!{rules.FOREIGN})[\w'-]+\s+)?",
        "called": rf"{rules.CALLS}{articles}$",
        "foreign": rf"{rules.FOREIGN}{articles}$",
        "should": rf"{rules.QUALIFIES}\s+{rules.SHOULD}",
    }
    return _Patterns(**{name: re.compile(each, re.IGNORECASE) for name, each in found.items()})
