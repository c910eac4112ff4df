"""Where a page of a list begins: after a row, by its identity."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

_LONGEST = 400


def cursor_after(identity: str) -> str:
    """Return the cursor of the page that begins after the row of that identity."""
    return urlsafe_b64encode(json.dumps([identity]).encode()).decode().rstrip("=")


def identity_of(cursor: str) -> str | None:
    """Return after which identity the page begins, or None where this is no cursor."""
    if len(cursor) > _LONGEST:
        return None
    try:
        found: Any = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        return None
    match found:
        case [str(identity)] if "\0" not in identity and identity.isprintable():
            return identity
    return None
