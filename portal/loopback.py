"""What a demonstration offers on the very computer it runs on, and nowhere else."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

_LOOPBACK = frozenset({"127.0.0.1", "::1"})
# Any of them says that somebody asks from elsewhere, through a proxy on this computer.
_FORWARDED = (
    "Forwarded",
    "Via",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Forwarded-Server",
    "X-Real-IP",
    "X-Client-IP",
    "X-Cluster-Client-IP",
    "True-Client-IP",
    "CF-Connecting-IP",
)


def is_demo_on_this_computer(request: HttpRequest) -> bool:
    """Tell whether this is a demonstration, asked from its own computer without a proxy."""
    return (
        settings.DEMO
        and request.META.get("REMOTE_ADDR") in _LOOPBACK
        and not any(name in request.headers for name in _FORWARDED)
    )


def only_on_this_computer(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer as if the page did not exist, wherever it is not a demonstration's own computer."""

    @wraps(view)
    def shown_here(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_demo_on_this_computer(request):
            raise Http404
        return view(request, *args, **kwargs)

    return shown_here
