"""Files read into blocks by a program of their own, which is killed where it takes too much."""

import json
import logging
import os
import re
import signal
import subprocess
import sys
from threading import BoundedSemaphore
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from consultations.importing import Reading, UnreadableDocument, characters_of
from consultations.media_types import MOST_BYTES_OF_A_FILE, media_type_of
from consultations.models import StoredFile
from ledger.refusal import Refused

logger = logging.getLogger(__name__)

SECONDS = 240  # on the clock; of the processor it has fewer
_SECONDS_TO_WAIT = 2
# Of each server process one at a time: the others have pages to serve.
_one_at_a_time = BoundedSemaphore(1)
_KINDS = {
    StoredFile.MediaType.DOCX: "docx",
    StoredFile.MediaType.PDF: "pdf",
    StoredFile.MediaType.TEXT: "text",
}
# What the program need not know.
_SECRETS = frozenset(["SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"])
_PACKED = b"PK\x03\x04"
_OLDER_OFFICE = b"\xd0\xcf\x11\xe0"


def read_file(data: bytes) -> Reading:
    """Return what stands in the file: Word, PDF, plain text or Markdown, told by its content.

    Raises UnreadableDocument, which says why, where it is of another kind, harmful, damaged or
    too large; nothing is left behind then.
    """
    return Reading.from_json(told_by_program("consultations.unpacking", _kind_of(data), data))


def told_by_program(program: str, kind: str, data: bytes) -> Any:
    """Return what our own program for taking files apart says of one of that kind.

    Raises UnreadableDocument with what the program refuses it for, or where it had to be killed.
    """
    if not _one_at_a_time.acquire(timeout=_SECONDS_TO_WAIT):
        raise UnreadableDocument(_("Another file is being read just now. Try again in a minute."))
    try:
        said = _said(program, kind, data)
    finally:
        _one_at_a_time.release()
    if "refused" in said:
        raise UnreadableDocument(said["refused"])
    return said


def _kind_of(data: bytes) -> str:
    if data.startswith(_OLDER_OFFICE):
        raise UnreadableDocument(
            _("The file is an older Office file, or protected by a password. Save it as .docx.")
        )
    try:
        media_type = media_type_of(data)
    except Refused as refusal:
        if data and not data.startswith(_PACKED):
            characters_of(data[:MOST_BYTES_OF_A_FILE])  # says what is wrong with it as a text
        raise UnreadableDocument(str(refusal)) from refusal
    if media_type not in _KINDS:
        raise UnreadableDocument(_("An OpenDocument file is kept, not read. Save it as .docx."))
    return _KINDS[StoredFile.MediaType(media_type)]


def _said(program: str, kind: str, data: bytes) -> Any:
    try:
        done = subprocess.run(  # noqa: S603 - our own programs, and a kind from our own tables
            _command(program, kind),
            input=data,
            capture_output=True,
            check=False,
            cwd=settings.BASE_DIR,
            env={name: value for name, value in os.environ.items() if name not in _SECRETS},
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableDocument(_too_long()) from error
    if done.returncode == 0:
        return json.loads(done.stdout)
    logger.warning("A %s could not be read: %s", kind, _kind_of_fault(done.stderr))
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise UnreadableDocument(_too_long())
    raise UnreadableDocument(_("The file is damaged, or built in a way that cannot be read here."))


def _kind_of_fault(told: bytes) -> str:
    """Return which fault ended the program; whatever else it told may quote the file."""
    kinds = re.findall(rb"^[\w.]*(?:Error|Exception)\b", told, re.MULTILINE)
    return b"".join(kinds[-1:]).decode()


def _command(program: str, kind: str) -> list[str]:
    return [sys.executable, "-m", program, kind]


def _too_long() -> str:
    return _("Reading the file takes too long or too much memory. Try it in parts.")
