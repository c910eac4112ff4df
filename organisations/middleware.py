"""Which organisation a signed-in person acts for, on every request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from ledger.clock import now
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
    found = list(Representative.objects.acting(now()).of(request.user))
    for each in found:
        each.user = request.user
    return found


def acting_representative(request: HttpRequest) -> Representative | None:
    """Return whom the person acts as: the one chosen, else the first who may sign, else any."""
    representatives: list[Representative] = request.representatives  # type: ignore[attr-defined]
    chosen = request.session.get(SESSION_KEY) if representatives else None
    for representative in representatives:
        if representative.pk == chosen:
            return representative
    ranked = sorted(representatives, key=lambda each: not each.may_sign)
    return ranked[0] if ranked else None
