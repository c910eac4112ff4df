"""What pages tell programs of themselves, in the words of schema.org (JSON-LD)."""

import json
from typing import Any

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

Data = dict[str, Any]

# None of them may stand in a script element as it is: the first could end it.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def absolute(path: str) -> str:
    """Return the whole address, by which others know it."""
    return f"{settings.PUBLIC_URL}{path}"


def described(kind: str, **told: Any) -> Data:
    """Return a thing of that kind with what is known of it; what is empty is left out."""
    return {"@type": kind} | {name: value for name, value in told.items() if value}


def publisher() -> Data:
    """Return who keeps the record."""
    return described("Organization", name=settings.SITE_NAME, url=absolute("/"))


def as_script(data: Data) -> SafeString:
    """Return the element that holds the data: no browser executes it, whatever its values say."""
    whole = json.dumps({"@context": "https://schema.org"} | data, ensure_ascii=False)
    inert = mark_safe(whole.translate(_ESCAPES))  # noqa: S308 - no mark is left in it
    return format_html('<script type="application/ld+json">{}</script>', inert)
