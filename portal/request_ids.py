"""A name of our own for each request, by which the lines logged of it are found again."""

import secrets
from collections.abc import Callable
from contextvars import ContextVar
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"


class Asked(NamedTuple):
    """The request that a thread answers, or answered last."""

    id: str
    request: HttpRequest


_asked: ContextVar[Asked | None] = ContextVar("asked", default=None)


def asked() -> Asked | None:
    """Return the request that this thread answers; None in a command."""
    return _asked.get()


class RequestIdMiddleware:
    """Makes the name, and gives it back in a header: before all others, kept pages included.

    Whatever name the request brings along counts for nothing: it could be anybody's, or a word.
    The thread keeps the name until its next request, since what streams is written afterwards.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = secrets.token_hex(16)
        _asked.set(Asked(name, request))
        response = self.get_response(request)
        response[HEADER] = name
        return response
