"""Pages for visitors, kept as they were answered until anything in the record changes."""

from collections.abc import Callable, Hashable
from functools import cache
from http import HTTPStatus
from typing import Any, NamedTuple

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language_from_request

from ledger.remembering import MOST_PAGES, Moment, present_moment, reading

# Longer addresses and answers are not worth the room.
LONGEST_ADDRESS, LONGEST_PAGE = 500, 64_000
# What `PrivateResponsesMiddleware` says to caches of a page that any visitor may see.
FOR_ALL = "no-cache"
# What a page may depend on besides its address: all of it is part of the key, or keeps it out.
_FAULT = "plenary.fault"
_READING = ("GET", "HEAD")
_DEPENDS_ON = {"cookie", "accept-language", "accept-encoding"}
_ASKS_FOR_MORE = (
    "HTTP_AUTHORIZATION",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_NONE_MATCH",
    "HTTP_RANGE",
)


class Page(NamedTuple):
    """A page as it went out."""

    content: bytes
    headers: tuple[tuple[str, str], ...]

    def answer(self) -> HttpResponse:
        """Return it once more."""
        answer = HttpResponse(self.content)
        for name, value in self.headers:
            answer[name] = value
        return answer


class KeptPagesMiddleware:
    """Answers visitors with the page that was answered before, where nothing has changed since.

    It stands before all others, so that a page is kept with all that they add to it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in _READING:
            return self.get_response(request)
        with reading():
            return self._read(request)

    def _read(self, request: HttpRequest) -> HttpResponse:
        moment = _moment_of(request) if _is_of_visitor(request) else None
        if moment is None:
            return self.get_response(request)
        key = _key(request)
        page: Page | None = moment.get(key, of=MOST_PAGES)
        if page is not None:
            return page.answer()
        response = self.get_response(request)
        if _may_be_kept(response):
            page = Page(response.content, tuple(response.items()))
            moment.keep(key, page, of=MOST_PAGES)
        return response

    def process_view(self, request: HttpRequest, *_arguments: Any) -> None:
        """Raise what the database answered: behind what a page that tells of it must carry."""
        fault: OperationalError | None = request.META.pop(_FAULT, None)
        if fault:
            raise fault


def _moment_of(request: HttpRequest) -> Moment | None:
    try:
        return present_moment()
    except OperationalError as fault:
        request.META[_FAULT] = fault
        return None


def _is_of_visitor(request: HttpRequest) -> bool:
    """Tell whether somebody who is not logged in, and was told nothing, asks for a page."""
    told = request.COOKIES.keys() - {settings.LANGUAGE_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    return (
        request.method == "GET"
        and not told
        and request.path_info.endswith("/")
        and not request.path_info.startswith(_apart())
        and len(request.META["QUERY_STRING"]) + len(request.path_info) <= LONGEST_ADDRESS
        and not any(name in request.META for name in _ASKS_FOR_MORE)
    )


@cache
def _apart() -> tuple[str, ...]:
    """Return where the addresses begin that are no pages for visitors."""
    return (reverse("admin:index"), reverse("account_login").removesuffix("login/"), "/api/")


def _key(request: HttpRequest) -> Hashable:
    """Return all that the page depends on, but for the record and the time."""
    asked = request.META
    return (
        request.scheme,
        asked.get("HTTP_HOST"),
        asked.get("SERVER_PORT"),
        request.path_info,
        asked["QUERY_STRING"],
        get_language_from_request(request),
        asked.get("HTTP_ACCEPT_ENCODING", "")[:200],
    )


def _may_be_kept(response: HttpResponse) -> bool:
    """Tell whether it is a whole page, and the same for every visitor."""
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",") if name}
    return (
        response.status_code == HTTPStatus.OK
        and not response.streaming
        and not response.cookies
        and response.get("Cache-Control") == FOR_ALL
        and response.get("Content-Type", "").startswith("text/html")
        and varies <= _DEPENDS_ON
        and len(response.content) <= LONGEST_PAGE
    )
