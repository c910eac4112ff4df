import re
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from recommendations.markup import formatted
from recommendations.suggestions import suggested_changes

register = template.Library()
register.filter(formatted)
register.filter(suggested_changes)


@register.filter
def listed(names: list[str]) -> str:
    """Write names as a sentence does: “States, UN bodies and media”."""
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


@register.filter
def nth(rows: list[Any], place: int) -> Any:
    """Return the row at that place, counted from 0."""
    return rows[place]


@register.filter
def voices(extracts: list[Any]) -> str:
    """Write by whom something is asked, from the extracts it is drawn from."""
    kinds = dict.fromkeys(str(extract.get_voice_kind_display()) for extract in extracts)
    return listed([kind[:1].lower() + kind[1:] for kind in kinds])


@register.filter
def marked(text: str, words: str) -> SafeString:
    """Mark every place where one of the words stands."""
    wanted = [re.escape(word) for word in words.split()[:10]] if words else []
    if not wanted:
        return conditional_escape(text)
    pieces = re.split(f"({'|'.join(wanted)})", text, flags=re.IGNORECASE)
    return format_html_join("", "{}", ((_piece(place, each),) for place, each in enumerate(pieces)))


def _piece(place: int, text: str) -> SafeString:
    return format_html("<mark>{}</mark>", text) if place % 2 else conditional_escape(text)
