import errno
import sys
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from ledger.sharing import CacheIsAway

# The database is away or busy, or went while it was asked; or nobody knows how often one tried.
_PASSES = (OperationalError, InterfaceError, CacheIsAway)
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
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
    """Say that a fault is ours; that it passes, where what we depend on did not answer.

    Asks the database nothing, and knows of nobody.
    """
    status = _status_of(sys.exception())
    answer = HttpResponse(render_to_string(f"{status}.html"), status=status)
    if status != HTTPStatus.INTERNAL_SERVER_ERROR:
        answer["Retry-After"] = _SECONDS_TO_WAIT
    return answer


def _status_of(fault: BaseException | None) -> HTTPStatus:
    if isinstance(fault, _PASSES):
        return HTTPStatus.SERVICE_UNAVAILABLE
    if isinstance(fault, OSError) and fault.errno in _NO_ROOM:
        return HTTPStatus.INSUFFICIENT_STORAGE
    return HTTPStatus.INTERNAL_SERVER_ERROR
