"""Addresses of calendars, as programs on a computer or a phone open them."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def over_https(path: str, language: str) -> str:
    """Return the whole address, which names the language where it is not the usual one."""
    asked = "" if language == settings.LANGUAGE_CODE else f"?language={language}"
    return f"{settings.PUBLIC_URL}{path}{asked}"


@register.simple_tag
def webcal(path: str, language: str) -> str:
    """Return the same by the scheme that opens the calendar program."""
    return as_webcal(over_https(path, language))


@register.filter
def as_webcal(address: str) -> str:
    """Return a whole address by the scheme that opens the calendar program."""
    return f"webcal://{address.partition('://')[2]}"
