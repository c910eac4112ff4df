"""How often one may try to get in, and how much one may send once one is.

Every try counts before anything is looked up: whoever is known, unknown or inactive here is
answered alike. A success clears nothing.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, NamedTuple

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from ledger.sharing import CacheIsAway
from organisations.limits import client_address, is_writing_too_often, take_place
from organisations.middleware import acting_representative

# A try of a password that was right is no try: its place is given back, and no other.
BY_LOGIN = "login"
_MINUTE = 60
_SECONDS_TO_WAIT = "5"
_WRITING = ("POST", "PUT", "PATCH", "DELETE")
# What is never given back on a page.
_SECRET = ("password", "csrfmiddlewaretoken")
# Leaving, and choosing a language, is never refused.
_FREE = {"account_logout", "language"}


class Limit(NamedTuple):
    """So many tries within the seconds, counted by what `key_of` finds; nothing found, no count."""

    by: str
    key_of: Callable[[HttpRequest], str]
    most: int
    seconds: int


def _typed(name: str) -> Callable[[HttpRequest], str]:
    return lambda request: request.POST.get(name, "").strip().lower()


def _begun(name: str) -> Callable[[HttpRequest], str]:
    """Return what is kept of a login that has begun, from the session."""

    def kept(request: HttpRequest) -> str:
        begun: Any = request.session.get(LOGIN_SESSION_KEY)
        return str(begun.get(name) or "") if isinstance(begun, dict) else ""

    return kept


# Who has shown their password, or a mailed code, and not yet their second factor.
_half_logged_in = _begun("user_pk")
# Where a code was asked for, whether or not anybody is known there: both are counted alike.
_asked_for_code = _begun("email")


def _logged_in(request: HttpRequest) -> str:
    return str(request.user.pk or "")


def _from_one_address(most: int) -> Limit:
    return Limit("address", client_address, most, _MINUTE)


# By the name of the route. What is wrong for one account is its own count, so that whoever tries
# passwords of somebody shuts neither the mailed code nor the reset for them.
ENTRANCES = {
    "account_login": (_from_one_address(30), Limit(BY_LOGIN, _typed("login"), 10, 5 * _MINUTE)),
    "account_request_login_code": (
        _from_one_address(20),
        Limit("email", _typed("email"), 3, _MINUTE),
    ),
    "account_confirm_login_code": (
        _from_one_address(30),
        Limit("email", _asked_for_code, 10, 5 * _MINUTE),
    ),
    "account_reset_password": (_from_one_address(20), Limit("email", _typed("email"), 5, _MINUTE)),
    "account_reset_password_from_key": (_from_one_address(20),),
    "mfa_authenticate": (
        _from_one_address(30),
        Limit("account", _half_logged_in, 10, 5 * _MINUTE),
    ),
    "account_reauthenticate": (Limit("account", _logged_in, 10, 5 * _MINUTE),),
    "mfa_reauthenticate": (Limit("account", _logged_in, 10, 5 * _MINUTE),),
    "invitation": (_from_one_address(20),),
}


class ThrottlingMiddleware:
    """Lets nobody try passwords and codes for long, and no account or organisation flood us.

    While the counts can't be asked nobody gets in, whoever is in reads and writes as always.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., HttpResponse], *_arguments: Any
    ) -> HttpResponse | None:
        """Return why the request is not taken, or None where it is."""
        if request.method not in _WRITING:
            return None
        route = request.resolver_match.url_name if request.resolver_match else None
        if route in ENTRANCES:
            return _at_entrance(request, str(route))
        if request.user.is_authenticated and route not in _FREE:
            acting = acting_representative(request)
            organisation = acting.organisation_id if acting else None
            if is_writing_too_often(request.user.pk, organisation):
                return too_often(request, _MINUTE)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Say that a page of accounts must wait, where a library's own counts are away."""
        is_of_accounts = request.path.startswith("/accounts/")
        return _not_now() if is_of_accounts and isinstance(exception, CacheIsAway) else None


def _at_entrance(request: HttpRequest, route: str) -> HttpResponse | None:
    try:
        refused = [limit for limit in ENTRANCES[route] if _is_over(request, route, limit)]
    except CacheIsAway:
        return _not_now()
    return too_often(request, max(each.seconds for each in refused)) if refused else None


def _is_over(request: HttpRequest, route: str, limit: Limit) -> bool:
    key = limit.key_of(request)
    if not key:
        return False
    place = take_place(f"{route}:{limit.by}", key, limit=limit.most, seconds=limit.seconds)
    if limit.by == BY_LOGIN:
        request.place_of_try = place  # type: ignore[attr-defined]
    return place is None


def _not_now() -> HttpResponse:
    status = HTTPStatus.SERVICE_UNAVAILABLE
    answer = HttpResponse(render_to_string("503.html"), status=status)
    answer["Retry-After"] = _SECONDS_TO_WAIT
    return answer


def too_often(request: HttpRequest, seconds: int) -> HttpResponse:
    """Return the page that tells to wait, with what was typed, to be sent again from there."""
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if isinstance(value, str) and not any(secret in name.lower() for secret in _SECRET)
    ]
    route = request.resolver_match.url_name if request.resolver_match else ""
    context = {
        "typed": typed,
        "has_files": bool(request.FILES),
        "is_login": route == "account_login",
    }
    answer = render(request, "429.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
    answer["Retry-After"] = str(seconds)
    return answer
