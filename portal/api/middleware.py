"""Programs are never answered with a page."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from portal.api.problems import MEDIA_TYPE, Told, kind_of
from portal.api.routes import ROOT


class ProblemsMiddleware:
    """Turns each page that tells of an error, wherever it comes from, into a problem.

    Outside of every layer that answers itself, inside those that give each answer its headers.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_error = response.status_code >= HTTPStatus.BAD_REQUEST
        if not (is_error and is_for_programs(request)) or _is_problem(response):
            return response
        headers = {
            name: value for name, value in response.items() if not name.startswith("Content-")
        }
        return Told(kind_of(response.status_code), headers=headers).response()


def is_for_programs(request: HttpRequest) -> bool:
    """Tell whether the address is one for programs."""
    return request.path_info.startswith(f"/{ROOT.partition('/')[0]}/")


def _is_problem(response: HttpResponse) -> bool:
    return response.get("Content-Type", "").startswith(MEDIA_TYPE)
