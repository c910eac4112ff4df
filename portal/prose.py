"""Markdown of curators, as safe HTML."""

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

from recommendations.markup import safe_html

_TAGS = {"a", "blockquote", "code", "em", "h2", "h3", "li", "ol", "p", "strong", "ul"}
_markdown = MarkdownIt("js-default", {"html": False})


def rendered(text: str) -> SafeString:
    """Return the Markdown as HTML that holds only what the allow-list names."""
    return safe_html(_markdown.render(text), _TAGS, is_ours=True)
