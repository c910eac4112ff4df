"""Canonical forms: the same content always gives the same bytes, and so the same fingerprint."""

import hashlib
import json
import re
import unicodedata
from typing import Any

TEXT_FORM = "plenary-text/1"


def canonical_text(text: str) -> str:
    """Return the text in the form `plenary-text/1`.

    NFC, line feeds, no trailing spaces, exactly one empty line between paragraphs,
    none at the start and the end.
    """
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = [line.rstrip() for line in composed.split("\n")]
    return re.sub(r"\n{2,}", "\n\n", "\n".join(lines).strip("\n"))


def canonical_json(content: Any) -> bytes:
    """Return the content as JSON in UTF-8 with sorted keys and no space between tokens."""
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def fingerprint(content: Any) -> str:
    """Return SHA-256, in hexadecimal, over the canonical JSON of the content."""
    return hashlib.sha256(canonical_json(content)).hexdigest()
