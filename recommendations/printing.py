"""Sheets as files to print, laid out by programs of their own: web workers stay small."""

import json
import subprocess
import sys
from hashlib import sha256
from threading import BoundedSemaphore
from typing import Any

from django.conf import settings
from django.core.cache import cache

from catalogue.signs import UNWRITABLE
from ledger.clock import now

_SECONDS_TO_RENDER = 30
# A long brief takes both seconds and memory: of each server process one is laid out at a time.
_SECONDS_TO_WAIT = 2
_one_at_a_time = BoundedSemaphore(1)
# Rendered files are found again by what they were made of, so that what was concealed is not.
_SECONDS_TO_KEEP = 3600

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Busy(subprocess.SubprocessError):
    """Another file is being laid out just now."""


def printed(sheet: dict[str, Any], kind: str) -> bytes:
    """Return the sheet as `pdf` or `docx`.

    Raises subprocess.SubprocessError where that does not succeed within half a minute, or where
    others are being laid out.
    """
    return _rendered(sheet, kind)


def printed_once(sheet: dict[str, Any], kind: str) -> bytes:
    """Return the same, kept for an hour: of what many take as it is. Raises what `printed` does."""
    key = f"sheet:{kind}:{sha256(_written(sheet)).hexdigest()}"
    made: bytes | None = cache.get(key)
    if made is None:
        made = _rendered(sheet, kind)
        cache.set(key, made, _SECONDS_TO_KEEP)
    return made


def _written(sheet: dict[str, Any]) -> bytes:
    return json.dumps(_printable({"by": settings.SITE_NAME} | sheet)).encode()


def _printable(said: Any) -> Any:
    """Return the sheet with a sign in the place of each that some file could not hold.

    Its words are of many people: what one of them typed keeps nobody from the file.
    """
    if isinstance(said, str):
        return UNWRITABLE.sub("\ufffd", said)
    if isinstance(said, dict):
        return {name: _printable(each) for name, each in said.items()}
    return [_printable(each) for each in said] if isinstance(said, (list, tuple)) else said


def _rendered(sheet: dict[str, Any], kind: str) -> bytes:
    content = _written(sheet | {"made": now().isoformat()})
    command = [sys.executable, "-m", "recommendations.rendering", kind]
    if not _one_at_a_time.acquire(timeout=_SECONDS_TO_WAIT):
        raise Busy
    try:
        return subprocess.run(  # noqa: S603 - our own program, and a kind from our own table
            command,
            input=content,
            capture_output=True,
            check=True,
            cwd=settings.BASE_DIR,
            timeout=_SECONDS_TO_RENDER,
        ).stdout
    finally:
        _one_at_a_time.release()
