import logging
from collections.abc import Callable

from django.db import DataError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

# What comes of a filter like `?id__regex=(` or `?created__year=99999`, by database.
_OF_A_FILTER = (IndexError, OverflowError, ValueError)
_OF_A_PATTERN = "user-defined function"

logger = logging.getLogger(__name__)


class PrivateResponsesMiddleware:
    """What a signed-in person sees is kept by no cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
        return response


class UnanswerableFiltersMiddleware:
    """Says so where the admin is asked for what no database can look for.

    The admin's lists take any filter from the address, whether or not a value fits it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the page that says so, or None where the fault is another."""
        is_reading = request.method in ("GET", "HEAD")
        is_in_admin = request.path.startswith(reverse("admin:index"))
        if not (is_reading and is_in_admin and _comes_of_a_filter(request, exception)):
            return None
        logger.warning("An admin page could not be answered", exc_info=exception)
        return render(request, "400.html", status=400)


def _comes_of_a_filter(request: HttpRequest, exception: Exception) -> bool:
    if isinstance(exception, DataError):
        return True
    if isinstance(exception, OperationalError):
        return _OF_A_PATTERN in str(exception)
    return bool(request.GET) and isinstance(exception, _OF_A_FILTER)
