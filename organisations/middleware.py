"""Which organisation a signed-in person acts for, on every request."""

from collections.abc import Callable
from copy import copy
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from ledger.clock import now
from ledger.remembering import remembered
from organisations.models import Representative

SESSION_KEY = "acting_representative"


class ActingOrganisationMiddleware:
    """Gives each request `representatives` and `acting`, read from the database when used."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.representatives = SimpleLazyObject(lambda: _representatives(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _representatives(request: HttpRequest) -> list[Representative]:
    if not request.user.is_authenticated:
        return []
    user = request.user
    found = remembered(("representatives", user.pk), lambda: _read_representatives(user))
    # Others read what is remembered at the same time, each for a person of their own.
    own = [copy(each) for each in found]
    for each in own:
        each.user = user
    return own


def _read_representatives(user: Any) -> list[Representative]:
    return list(Representative.objects.acting(now()).of(user))


def acting_representative(request: HttpRequest) -> Representative | None:
    """Return whom the person acts as: the one chosen, else the first who may sign, else any."""
    representatives: list[Representative] = request.representatives  # type: ignore[attr-defined]
    chosen = request.session.get(SESSION_KEY) if representatives else None
    for representative in representatives:
        if representative.pk == chosen:
            return representative
    ranked = sorted(representatives, key=lambda each: not each.may_sign)
    return ranked[0] if ranked else None
