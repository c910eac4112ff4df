"""What the framework raises, told as problems."""

from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpResponse
from rest_framework import exceptions

from portal.api.problems import KINDS, Problem, Told, errors_at

_KINDS: list[tuple[type[Exception], str]] = [
    (exceptions.ParseError, "malformed"),
    (exceptions.NotAuthenticated, "no-token"),
    (exceptions.AuthenticationFailed, "no-token"),
    (exceptions.MethodNotAllowed, "method"),
    (exceptions.NotAcceptable, "not-acceptable"),
    (exceptions.UnsupportedMediaType, "media-type"),
    (exceptions.ValidationError, "not-well-formed"),
    (Http404, "not-found"),
    (PermissionDenied, "refused"),
    (RequestDataTooBig, "too-large"),
]


def answer(fault: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """Return the problem that the fault means; None where it is a fault of ours."""
    told = fault.told if isinstance(fault, Problem) else _told(fault)
    if told is None:
        return None
    if told.kind.name == "no-token":
        told.headers["WWW-Authenticate"] = 'Bearer realm="api"'
    if isinstance(fault, exceptions.MethodNotAllowed):
        told.headers["Allow"] = ", ".join(context["view"].allowed_methods)
    return told.response()


def _told(fault: Exception) -> Told | None:
    name = next((name for kind, name in _KINDS if isinstance(fault, kind)), None)
    if name is None:
        return None
    told = Told(KINDS[name])
    if isinstance(fault, exceptions.ValidationError):
        told.more["errors"] = errors_at("pointer", _pointers(fault.detail))
    elif isinstance(fault, exceptions.APIException):
        told.detail = fault.detail
    return told


def _pointers(detail: Any, place: str = "#") -> list[tuple[str, Any]]:
    """Return what is wrong, each with the JSON pointer (RFC 6901) to where it is."""
    if not isinstance(detail, dict):
        return [(place, told) for told in detail]
    told: list[tuple[str, Any]] = []
    for name, inner in detail.items():
        told += _pointers(inner, place if name == "non_field_errors" else _below(place, name))
    return told


def _below(place: str, name: str) -> str:
    return f"{place}/{name.replace('~', '~0').replace('/', '~1')}"
