"""What goes wrong, as RFC 9457 lets a program read it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Kind:
    """A kind of problem: its name stays, its title is for people."""

    name: str
    status: int
    title: Any


_TITLES: list[tuple[str, HTTPStatus, Any]] = [
    ("unanswerable-question", HTTPStatus.BAD_REQUEST, _("The question can’t be answered")),
    ("malformed", HTTPStatus.BAD_REQUEST, _("The request can’t be read")),
    ("key-missing", HTTPStatus.BAD_REQUEST, _("An Idempotency-Key is needed")),
    ("no-token", HTTPStatus.UNAUTHORIZED, _("A token that holds is needed")),
    ("refused", HTTPStatus.FORBIDDEN, _("This is not possible for you, or not now")),
    ("other-organisation", HTTPStatus.FORBIDDEN, _("The token is for another organisation")),
    ("not-found", HTTPStatus.NOT_FOUND, _("There is nothing here")),
    ("method", HTTPStatus.METHOD_NOT_ALLOWED, _("This can’t be done at this address")),
    ("not-acceptable", HTTPStatus.NOT_ACCEPTABLE, _("Answers come as JSON only")),
    ("text-has-changed", HTTPStatus.CONFLICT, _("The text has changed")),
    ("too-large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _("The request is too large")),
    ("media-type", HTTPStatus.UNSUPPORTED_MEDIA_TYPE, _("Send JSON")),
    ("not-well-formed", HTTPStatus.UNPROCESSABLE_ENTITY, _("Something in it is not right")),
    ("key-reused", HTTPStatus.UNPROCESSABLE_ENTITY, _("This key was used for something else")),
    ("too-often", HTTPStatus.TOO_MANY_REQUESTS, _("Too often: wait a while")),
    ("fault", HTTPStatus.INTERNAL_SERVER_ERROR, _("The fault is ours")),
    ("busy", HTTPStatus.SERVICE_UNAVAILABLE, _("The record is busy just now")),
]
KINDS = {name: Kind(name, status, title) for name, status, title in _TITLES}
# What somebody else's code answered, by its status; the last of each status above is too narrow.
_BY_STATUS = {kind.status: kind for kind in reversed(KINDS.values())}
_BY_STATUS[HTTPStatus.BAD_REQUEST] = KINDS["malformed"]


class Problem(Exception):
    """A problem that a view tells: raised with its kind, detail and whatever helps to mend it."""

    def __init__(self, name: str, detail: Any = "", **more: Any) -> None:
        super().__init__(name)
        self.told = Told(KINDS[name], detail, more)


@dataclass
class Told:
    """A problem as it is answered."""

    kind: Kind
    detail: Any = ""
    more: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def members(self) -> dict[str, Any]:
        """Return the members of the problem; its type leads to where the kind is explained."""
        members = {
            "type": f"{settings.PUBLIC_URL}{reverse('api')}#{self.kind.name}",
            "title": str(self.kind.title),
            "status": int(self.kind.status),
        }
        if self.detail:
            members["detail"] = str(self.detail)
        return members | self.more

    def response(self) -> HttpResponse:
        # In ASCII: what was sent may hold halves of signs, which no encoding takes.
        content = json.dumps(self.members(), default=str)
        return HttpResponse(
            content, status=self.kind.status, content_type=MEDIA_TYPE, headers=self.headers
        )


def kind_of(status: int) -> Kind:
    """Return the kind of what is told by a status alone."""
    fallback = HTTPStatus.BAD_REQUEST if status < 500 else HTTPStatus.INTERNAL_SERVER_ERROR
    return _BY_STATUS.get(status) or _BY_STATUS[fallback]


def errors_at(place: str, told: Iterable[tuple[str, Any]]) -> list[dict[str, str]]:
    """Return what is wrong, each by its place: a `parameter`, or a `pointer` into the body."""
    return [{place: where, "detail": str(detail)} for where, detail in told]
