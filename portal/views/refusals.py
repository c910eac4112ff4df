import sys
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

_SECONDS_TO_WAIT = "5"


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say why a form was not taken, and give back what was typed in it."""
    typed = [
        value
        for name, value in request.POST.items()
        if name in ("text", "about", "reason") and str(value).strip()
    ]
    return render(request, "403_csrf.html", {"typed": typed}, status=403)


@login_not_required
def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the request is none that can be answered; Django's own page would read it first."""
    return HttpResponse(render_to_string("400.html"), status=HTTPStatus.BAD_REQUEST)


@login_not_required
def failure(request: HttpRequest) -> HttpResponse:
    """Say that a fault is ours; where the database did not answer in time, that it passes.

    Asks the database nothing, and knows of nobody.
    """
    is_busy = isinstance(sys.exception(), OperationalError)
    status = HTTPStatus.SERVICE_UNAVAILABLE if is_busy else HTTPStatus.INTERNAL_SERVER_ERROR
    answer = HttpResponse(render_to_string(f"{status}.html"), status=status)
    if is_busy:
        answer["Retry-After"] = _SECONDS_TO_WAIT
    return answer
