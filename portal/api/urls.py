from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from portal.api.reference import reference
from portal.api.routes import ROOT, ROUTES


def _later(name: str) -> Callable[..., HttpResponse]:
    """Return the view of that name, which is loaded with the first request for any of them.

    The framework for programs takes half a second and twenty megabytes, which no command and no
    page should pay for. There is no token in a cookie, so there is nothing to forge.
    """

    @csrf_exempt
    @login_not_required
    def view(request: HttpRequest, **given: Any) -> HttpResponse:
        answer: HttpResponse = import_module("portal.api.views").VIEWS[name](request, **given)
        return answer

    return view


urlpatterns = [
    path(ROOT, reference, name="api"),
    *[path(f"{ROOT}{route}", _later(name), name=f"api-{name}") for route, name in ROUTES.items()],
]
