"""Requests are read as UTF-8, in which browsers send all they send, and as nothing else.

Python knows a hundred encodings. In some of them a text holds what no database takes, and some
can't be read as text at all.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.http import parse_header_parameters

_UTF8 = ("utf-8", "utf8")
_OTHER = "application/octet-stream; charset=other-than-utf-8"

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def names_utf8(parameters: dict[str, str]) -> bool:
    """Tell whether the parameters of a content type name UTF-8, or no encoding."""
    return parameters.get("charset", "utf-8").lower() in _UTF8


def in_utf8_alone(application: Application) -> Application:
    """Return the application, which then never hears the name of another encoding.

    Django reads the address by it while it makes the request, before any middleware could
    answer; with some names that is a fault.
    """

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if not _is_in_utf8(environ.get("CONTENT_TYPE", "")):
            environ["CONTENT_TYPE"] = _OTHER
        return application(environ, start_response)

    return answer


def _is_in_utf8(content_type: str) -> bool:
    try:
        _kind, parameters = parse_header_parameters(content_type)
    except (LookupError, TypeError, ValueError):
        return False
    return names_utf8(parameters)
