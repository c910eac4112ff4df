"""Links in mails: they sign nobody in and do nothing by themselves."""

from typing import Any
from urllib.parse import quote, urlencode

from django import template
from django.urls import reverse

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
