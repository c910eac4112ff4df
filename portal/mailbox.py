"""The mails that a demonstration wrote to files instead of sending them."""

from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse


class Letter(NamedTuple):
    """One mail, by the name of its file."""

    name: str
    message: EmailMessage

    def get_absolute_url(self) -> str:
        return reverse("demo-mail-message", args=[self.name])

    def __str__(self) -> str:
        return str(self.message["Subject"])

    @property
    def to(self) -> str:
        return str(self.message["To"])

    @property
    def sent(self) -> datetime:
        return parsedate_to_datetime(self.message["Date"])

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain",))
        return str(part.get_content()) if part else ""


def letters(limit: int | None = None) -> list[Letter]:
    """Return the mails there are, newest first."""
    return [_read(path) for path in _files()[:limit]]


def letter(name: str) -> Letter | None:
    """Return the mail whose file has exactly this name, if there is one in the list."""
    return next((_read(path) for path in _files() if path.name == name), None)


def _files() -> list[Path]:
    folder = settings.EMAIL_FILE_PATH
    return sorted(Path(folder).glob("*.eml"), reverse=True) if folder else []


def _read(path: Path) -> Letter:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    return Letter(path.name, message)
