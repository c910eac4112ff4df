"""How countries, regions and languages are called in the language that is active."""

import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language

from search.normalising import folded

_DATA = Path(__file__).parent / "data"


def place_name(code: str, english: str = "") -> str:
    """Return the name of a country or region by its code of ISO 3166-1 or M49.

    In English, and where no other name is known, it is `english`.
    """
    language = _language()
    return english if language == "en" else _places(language).get(code, english)


def in_order(name: str) -> str:
    """Return what names are put in order by: accents and capitals make no difference."""
    return folded(name)


def language_name(code: str) -> str:
    """Return the name of a language by its code of BCP 47; an unknown code as it is."""
    names = _languages(_language())
    tongue, _, rest = code.partition("-")
    whole = f"{tongue}_{rest.title() if len(rest) == 4 else rest.upper()}"
    if name := names.get(whole if rest else tongue):
        return name
    return f"{names[tongue]} ({rest})" if tongue in names else code


def _language() -> str:
    return (get_language() or settings.LANGUAGE_CODE).partition("-")[0]


@cache
def _places(language: str) -> dict[str, str]:
    """Return names by code: those that the United Nations use, where they differ from CLDR's."""
    official = json.loads((_DATA / "official_names.json").read_text("utf-8"))
    return _known_to_cldr("territories", language) | official.get(language, {})


@cache
def _languages(language: str) -> dict[str, str]:
    return _known_to_cldr("languages", language)


def _known_to_cldr(kind: str, language: str) -> dict[str, str]:
    # It takes 3 MB, and as much again for each language: only where somebody reads such a name.
    from babel import Locale  # noqa: PLC0415

    return dict(getattr(Locale(language), kind).items())
