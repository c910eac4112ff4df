"""The schema as a document, made once for each language."""

from functools import cache
from importlib import import_module
from typing import Any

from django.utils import translation


@cache
def document_in(language: str) -> dict[str, Any]:
    """Return what can be read and done, as OpenAPI 3.1, described in the language.

    What makes it is loaded when it is first asked for.
    """
    with translation.override(language):
        made: dict[str, Any] = import_module("portal.api.schema").document()
        return made
