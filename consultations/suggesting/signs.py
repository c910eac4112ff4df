"""Finds dates and the symbols of documents, such as A/RES/71/1, in a text. Pure."""

import re

from consultations.importing.dates import DATE

_SYMBOL = re.compile(r"\b[A-Z]{1,8}(?:\.\d{1,4})?(?:/[A-Z0-9][\w.-]{0,20}){2,6}")


def dates_in(text: str) -> list[str]:
    """Return the dates as printed, each once."""
    return _each_once(DATE, text)


def symbols_in(text: str) -> list[str]:
    """Return the symbols of documents, each once; one has a number, and two strokes at least."""
    found = (symbol.rstrip(".-_") for symbol in _each_once(_SYMBOL, text))
    return [symbol for symbol in found if any(sign.isdecimal() for sign in symbol)]


def _each_once(pattern: re.Pattern[str], text: str) -> list[str]:
    return list(dict.fromkeys(match[0] for match in pattern.finditer(text)))
