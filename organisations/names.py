"""Names and titles as people may type them: readable, and not a disguise of another name."""

import unicodedata
from functools import cache
from importlib import import_module
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Right-to-left and left-to-right marks are legitimate in mixed text; overrides are not.
_FORBIDDEN_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_ALIKE = {"0": "o", "1": "l", "i": "l", "ı": "l"}
# One character of some scripts is a whole phrase when it is read out.
LONGEST_SKELETON = 400
_NO_SCRIPT = {"COMMON", "INHERITED", "UNKNOWN"}
# Scripts that stand in one word of Japanese, Korean or Chinese.
_WRITTEN_TOGETHER = {"HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"}


def validate_plain_line(value: str) -> None:
    """Raise ValidationError where one line of text holds invisible or control characters."""
    if any(unicodedata.category(character) in _FORBIDDEN_CATEGORIES for character in value):
        raise ValidationError(
            _("This holds an invisible or control character. Type it again without it."),
            code="invisible",
        )


def validate_readable_name(value: str) -> None:
    """Raise ValidationError where a name has no letters, or letters that stand for many more."""
    if not 0 < len(skeleton(value)) <= LONGEST_SKELETON:
        raise ValidationError(_("Write the name in letters that can be read out."))


def tidy_line(value: str) -> str:
    """Return one line of text composed (NFC), with single spaces and none at its ends."""
    return " ".join(unicodedata.normalize("NFC", value).split())


def skeleton(name: str) -> str:
    """Return what the name looks like: equal for names that a reader would mistake.

    Case, accents, spaces and punctuation are dropped and look-alike letters of other
    scripts are read as Latin ones, after the confusables of Unicode TR 39.
    """
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    letters = [character for character in decomposed if character.isalnum()]
    return "".join(_latin_look_alike(letter) for letter in letters)


def _latin_look_alike(letter: str) -> str:
    if letter.isascii():
        return _ALIKE.get(letter, letter)
    # The capital too: a Cyrillic Н is read as H, though its small н is like no Latin letter.
    latin = _latin_double(letter) or _latin_double(letter.upper()) or letter
    return _ALIKE.get(latin, latin)


@cache
def _tables(name: str) -> Any:
    """Return a module that reads 12 MB of tables, where a name is typed and not before."""
    return import_module(f"confusable_homoglyphs.{name}")


def _latin_double(letter: str) -> str:
    found = _tables("confusables").is_confusable(letter, preferred_aliases=["latin"])
    options = [str(option["c"]) for option in found[0]["homoglyphs"]] if found else []
    return next((each.lower() for each in options if each.isascii() and each.isalpha()), "")


def mixes_scripts(name: str) -> bool:
    """Tell whether one word of the name has letters of several scripts, as a disguise has."""
    return any(len(_scripts(word)) > 1 for word in name.split())


def _scripts(word: str) -> set[str]:
    scripts = set(_tables("categories").unique_aliases(word)) - _NO_SCRIPT
    return {"HAN" if script in _WRITTEN_TOGETHER else script for script in scripts}
