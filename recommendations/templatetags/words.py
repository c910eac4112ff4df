from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from recommendations.markup import formatted
from recommendations.suggestions import suggested_changes
from search.normalising import PLAIN
from search.query import question
from search.snippets import Piece, snippet

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
    """Mark every place where something stands that was looked for, in whatever language."""
    pieces = snippet(text, PLAIN, question(words or ""), longest=len(text))
    return format_html_join("", "{}", ((_piece(piece),) for piece in pieces))


def _piece(piece: Piece) -> SafeString:
    return format_html("<mark>{}</mark>" if piece.is_marked else "{}", piece.text)
