from typing import Any, NamedTuple

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

register = template.Library()

_PAGES = (
    ("consultation-list", _("Consultations")),
    ("recommendation-list", _("Recommendations")),
    ("speaker-list", _("Speakers")),
    ("organisation-list", _("Organisations")),
    ("glossary", _("Glossary")),
)


class Entry(NamedTuple):
    """A link to a part of the site; `current` as `aria-current` takes it, or empty."""

    address: str
    name: str
    current: str


@register.simple_tag(takes_context=True)
def main_entries(context: Any) -> tuple[Entry, ...]:
    """Return the links to the main parts of the site, as they stand on this page."""
    request = context.get("request")
    path = request.path if request else ""
    return tuple(_entry(reverse(name), str(label), path) for name, label in _PAGES)


def _entry(address: str, name: str, path: str) -> Entry:
    is_within = address in path
    return Entry(address, name, "page" if path == address else "true" if is_within else "")
