"""Markdown that people write, as safe HTML: one allow-list, applied where it is shown."""

from functools import lru_cache
from typing import Any

import nh3
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

# Issue “Comments”: emphasis, lists, quotes and links. What else Markdown knows stays as typed.
_TAGS = {"a", "blockquote", "br", "em", "li", "ol", "p", "strong", "ul"}
_RULES = ["emphasis", "link", "autolink", "list", "blockquote", "newline", "escape"]
_SCHEMES = {"http", "https", "mailto"}
# Nobody reads words that are nested deeper; far beyond it the parser leaves them out.
_DEEPEST = 20
# Marks that the parser looks for partners of: with many more it takes long.
_MARKS = "*_[<"
_MOST_MARKS = 500


def _markdown() -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": 5 * _DEEPEST})
    parser.enable(_RULES)
    leads_out: Any = lambda address: address.partition(":")[0].lower() in _SCHEMES  # noqa: E731
    parser.validateLink = leads_out  # type: ignore[method-assign] # as the library documents it
    return parser


_PARSER = _markdown()


@lru_cache(maxsize=2048)
def formatted(text: str) -> SafeString:
    """Return the words of a comment as HTML that holds only what the allow-list names.

    Links lead to http, https and mailto addresses alone, and ask search engines not to follow.
    What is nested too deep, or holds marks without end, is shown as it was typed: no word is left
    out, and nobody waits.
    """
    if sum(map(text.count, _MARKS)) <= _MOST_MARKS:
        tokens = _PARSER.parse(text)
        if all(token.level <= _DEEPEST for token in tokens):
            html = _PARSER.renderer.render(tokens, _PARSER.options, {})
            return safe_html(html, _TAGS, is_ours=False)
    return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308 - escaped


def safe_html(html: str, tags: set[str], *, is_ours: bool) -> SafeString:
    """Return the HTML with no element but the tags, and with no attribute but a link's.

    Where it is not ours, links lead elsewhere only, and search engines are asked not to follow.
    """
    cleaned = nh3.clean(
        html,
        tags=tags,
        attributes={"*": set(), "a": {"href"}},
        generic_attribute_prefixes=set(),
        link_rel="noopener noreferrer" if is_ours else "nofollow ugc noopener noreferrer",
        url_relative="pass_through" if is_ours else "deny",
        url_schemes=_SCHEMES,
    )
    return mark_safe(cleaned)  # noqa: S308 - cleaned in the line above
