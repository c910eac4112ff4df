"""A list as it is taken away: what a file holds, and what it says of itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from catalogue.fields import Field

# Of what is in our own words; what an original holds belongs to its authors.
LICENCE = "CC BY 4.0"
LICENCE_ADDRESS = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True)
class About:
    """What a file says of itself, in the words of the language that is active.

    `address` is that of the list with what narrowed it; `filters` are pairs of a label and what
    was chosen. `notice` is what a demonstration says of itself, else empty.
    """

    name: str
    title: str
    address: str
    filters: tuple[tuple[str, str], ...]
    taken_at: datetime
    guide: str
    notice: str = ""


@dataclass(frozen=True)
class Export:
    """The rows that are taken away, by the names of their fields, and what the file tells."""

    about: About
    fields: tuple[Field, ...]
    rows: Iterator[dict[str, Any]]


def notice() -> str:
    """Return what a demonstration says of itself wherever it is taken away, else nothing."""
    if not settings.DEMO:
        return ""
    return _("A demonstration: the organisations that comment and endorse here are invented.")


def as_text(value: Any) -> Any:
    """Return the value with what is no plain text, number or flag written out.

    Moments are in UTC, to the second, and days as ISO 8601 writes them.
    """
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [as_text(each) for each in value]
    return value if value is None or isinstance(value, (bool, int)) else str(value)


def chosen(form: Any) -> tuple[tuple[str, str], ...]:
    """Return what a valid form of filters narrows by: pairs of a label and what was chosen.

    The order is left out: files have one of their own.
    """
    told = (
        (str(field.label), _words(field, form.cleaned_data.get(name)))
        for name, field in form.fields.items()
        if name != "order"
    )
    return tuple(pair for pair in told if pair[1])


def _words(field: Any, value: Any) -> str:
    several = [value] if isinstance(value, str) or not hasattr(value, "__iter__") else value
    kept = [each for each in several if each not in (None, "")]
    # Records are called what they are called; of others the choice says it.
    names = {} if hasattr(field, "queryset") else dict(getattr(field, "choices", ()))
    return ", ".join(str(names.get(each, each)) for each in kept)
