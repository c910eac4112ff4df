"""What the head of a public page tells those who link to it: Open Graph, its one address, data."""

from collections.abc import Callable
from typing import Any

from django import template
from django.conf import settings
from django.http import QueryDict
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalogue.linked_data import Data, absolute, as_script
from catalogue.surfaces import chosen, narrowing
from portal.datasets import dataset
from portal.surfaces import SURFACES

register = template.Library()

# Open Graph knows languages by their territory only.
_LOCALES = {"en": "en_GB", "fr": "fr_FR", "es": "es_ES"}


@register.inclusion_tag("partials/sharing.html", takes_context=True)
def sharing(context: Any) -> dict[str, Any]:
    """Tell what the page says of itself, to visitors and of pages that may be found."""
    user = context.get("user")
    is_for_anybody = user is not None and not user.is_authenticated
    if not is_for_anybody or "noindex" in _block(context, "robots"):
        return {"is_shared": False}
    data = _data(context)
    return {
        "is_shared": True,
        "title": _block(context, "title") or settings.SITE_NAME,
        "description": _block(context, "description"),
        "kind": "article" if "linked_data" in context else "website",
        "address": absolute(_block(context, "canonical") or _own_address(context)),
        "locale": _LOCALES.get(get_language() or "", ""),
        "site": _site(),
        "data": as_script(data) if data else "",
    }


def _data(context: Any) -> Data | None:
    """Return what the page tells programs: of a list, which set of data it is."""
    surface = SURFACES.get(context["request"].path.strip("/"))
    data: Data | None = context.get("linked_data")
    return dataset(surface) if surface else data


def _own_address(context: Any) -> str:
    """Return the address of the page, without what only narrows or orders its list."""
    page = context.get("page_obj")
    number = page.number if page else 1
    path = escape_uri_path(context["request"].path)
    return f"{path}?page={number}" if number > 1 else path


@register.simple_tag(takes_context=True)
def feed_address(context: Any) -> str:
    """Return where the page is followed: a list as it is narrowed, or what belongs to a record."""
    return f"{context['request'].path}feed.atom{_asked(context, narrowing)}"


@register.simple_tag(takes_context=True)
def saving_address(context: Any) -> str:
    """Return where the list is saved as it is narrowed and ordered."""
    name = context["request"].path.strip("/")
    return f"{reverse('save-search', args=[name])}{_asked(context, chosen)}"


def _asked(context: Any, part: Callable[[Any, Any], QueryDict]) -> str:
    listing = context.get("listing")
    kept = part(type(listing.filter), listing.filter.data) if listing else None
    return f"?{kept.urlencode()}" if kept else ""


def _site() -> str:
    if not settings.DEMO:
        return settings.SITE_NAME
    return _("%(site)s, a demonstration with invented organisations") % {"site": settings.SITE_NAME}


def _block(context: Any, name: str) -> SafeString:
    """Return what the page has put into the block, in one line, encoded as it is there."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    words = " ".join(block.render(context).split()) if block else ""
    return mark_safe(words)  # noqa: S308 - rendered by the page's own template
