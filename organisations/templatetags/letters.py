"""Links in mails: they sign nobody in and do nothing by themselves."""

from typing import Any
from urllib.parse import quote, urlencode

from django import template
from django.template.defaultfilters import urlize
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def way_in(context: Any, address: str) -> str:
    """Return the way to the page by way of a mailed code, with the recipient's address filled in.

    Who is logged in already is led on at once.
    """
    query = urlencode(
        {"email": context["recipient"].email, "next": address}, safe="/", quote_via=quote
    )
    return f"{context['PUBLIC_URL']}{reverse('account_request_login_code')}?{query}"


@register.filter
def with_links(text: str) -> SafeString:
    """Return the text with its addresses, those that say how they are reached, as links.

    Most lines hold none, and are only escaped: to look through each word of them takes longer.
    """
    lines = (
        urlize(line) if "://" in line or "@" in line else escape(line) for line in text.split("\n")
    )
    return mark_safe("\n".join(lines))  # noqa: S308 - each line is escaped
