"""How the place of a paragraph is said: a reference is kept in English, as it was composed."""

import re

from django.utils.translation import gettext_lazy as _

_ALONE = {
    "title": _("title"),
    "dateline": _("dateline"),
    "heading": _("heading"),
    "table": _("table"),
    "headings": _("headings"),
}
_NUMBERED = {
    "title": _("title %(number)s"),
    "dateline": _("dateline %(number)s"),
    "line": _("line %(number)s"),
    "heading": _("heading %(number)s"),
    "unnumbered paragraph": _("unnumbered paragraph %(number)s"),
    "paragraph": _("paragraph %(number)s"),
    "question": _("question %(number)s"),
    "item": _("item %(number)s"),
    "note": _("note %(number)s"),
    "table": _("table %(number)s"),
    "row": _("row %(number)s"),
    "column": _("column %(number)s"),
}
_NUMBER = re.compile(rf"({'|'.join(_NUMBERED)}) (.+)")


def in_words(reference: str) -> str:
    """Return the reference in the language that is active; words of others stay as they are."""
    return ", ".join(map(_part_in_words, reference.split(", ")))


def _part_in_words(part: str) -> str:
    if numbered := _NUMBER.fullmatch(part):
        word, number = numbered.groups()
        return _NUMBERED[word] % {"number": number}
    return str(_ALONE.get(part, part))
