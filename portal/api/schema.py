"""What can be read and done by programs, as OpenAPI 3.1: made of the lists, filters and forms.

Loaded only where the document is asked for; see `document`.
"""

from typing import Any

import django_filters
from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from catalogue.surfaces import Surface
from portal.api.acting import LONGEST_KEY
from portal.api.described import OPERATIONS, Described, introduction
from portal.api.problems import KINDS, MEDIA_TYPE
from portal.api.reading import LONGEST_PAGE, PAGE, filters_of
from portal.api.routes import ROOT, ROUTES
from portal.api.serializers import ProblemAnswer
from portal.api.views import VIEWS

_SEVERAL = (django_filters.MultipleChoiceFilter, django_filters.ModelMultipleChoiceFilter)
_TYPES: list[tuple[Any, dict[str, Any]]] = [
    (django_filters.BooleanFilter, {"type": "boolean"}),
    (django_filters.NumberFilter, {"type": "number"}),
    (django_filters.DateFilter, {"type": "string", "format": "date"}),
]


class Generator(SchemaGenerator):
    """Describes the addresses of `routes`, and no other of the product."""

    def __init__(self, *args: Any, **given: Any) -> None:
        patterns = [path(ROOT + route, VIEWS[name]) for route, name in ROUTES.items()]
        super().__init__(*args, **{**given, "patterns": patterns})

    def get_schema(self, *args: Any, **given: Any) -> dict[str, Any]:
        """Return the document, with an introduction in the language of the moment."""
        made: dict[str, Any] = super().get_schema(*args, **given)
        made["info"]["description"] = introduction()
        return made


def document() -> dict[str, Any]:
    """Return the document in the language of the moment."""
    return Generator().get_schema(request=None, public=True)


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "portal.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": _("A token that a person made for one organisation, on their page."),
        }


class Operation(AutoSchema):
    """One thing that a program reads or does, as `described`."""

    @property
    def _told(self) -> Described:
        return OPERATIONS[type(self.view).__name__, self.method]

    @property
    def _surface(self) -> Surface | None:
        return getattr(self.view, "surface", None)

    def get_operation_id(self) -> str:
        return self._told.name(self._surface)

    def get_summary(self) -> str:
        return self._told.summary(self._surface)

    def get_description(self) -> str:  # type: ignore[override]
        return str(self._told.help)

    def get_tags(self) -> list[str]:
        return [str(self._told.tag)]

    def get_request_serializer(self) -> Any:
        return self._told.body

    def get_response_serializers(self) -> Any:
        """Return every answer there is, good ones first; problems by their status."""
        told, answers = self._told, {}
        for status, (serializer, description) in told.answers(self._surface).items():
            answers[status] = OpenApiResponse(serializer, description=str(description))
        by_status: dict[int, list[str]] = {}
        for name in told.problems:
            line = f"`{name}`: {KINDS[name].title}."
            by_status.setdefault(int(KINDS[name].status), []).append(line)
        for status, lines in sorted(by_status.items()):
            problem = OpenApiResponse(ProblemAnswer, description=" ".join(lines))
            answers[(status, MEDIA_TYPE)] = problem  # type: ignore[index]
        return answers

    def get_override_parameters(self) -> list[Any]:
        return _parameters(self._told, self._surface)


def _parameters(told: Described, surface: Surface | None) -> list[Any]:
    """Return what may be asked with the operation, beside what stands in its address."""
    headers = [_HEADERS[name]() for name in told.headers]
    if surface is None:
        return [*map(_code, told.places), *headers]
    sparse = OpenApiParameter(
        "fields",
        {"type": "array", "items": {"type": "string", "enum": [f.name for f in surface.fields]}},
        description=_("Only these fields, with commas between their names."),
        style="form",
        explode=False,
    )
    if told.id.startswith("one"):
        return [_identity(surface), sparse, *headers]
    filters = [_filter_parameter(name, each) for name, each in filters_of(surface).items()]
    return [*filters, sparse, *_paging(), *headers]


def _code(place: str) -> Any:
    told = _("The code of the recommendation.")
    return OpenApiParameter(place, location=OpenApiParameter.PATH, description=told)


def _identity(surface: Surface) -> Any:
    """Return that part of the address which is what a row is called for ever."""
    [field] = [each for each in surface.fields if each.name == surface.identity]
    told = f"{field.label}. {field.help}"
    return OpenApiParameter("identity", location=OpenApiParameter.PATH, description=told)


def _paging() -> list[Any]:
    return [
        OpenApiParameter(
            "limit",
            {"type": "integer", "minimum": 1, "maximum": LONGEST_PAGE, "default": PAGE},
            description=_("How many rows a page has."),
        ),
        OpenApiParameter("cursor", description=_("Where the page begins: taken from `next`.")),
    ]


def _filter_parameter(name: str, chosen: Any) -> Any:
    """Return the filter as a parameter; the choices of a closed list are named."""
    kinds = (kind for each, kind in _TYPES if isinstance(chosen, each))
    one: dict[str, Any] = dict(next(kinds, {"type": "string"}))
    choices = chosen.extra.get("choices")
    if choices is not None and not callable(choices):
        one["enum"] = [choice[0] for choice in getattr(choices, "choices", choices)]
    several = isinstance(chosen, _SEVERAL)
    schema = {"type": "array", "items": one} if several else one
    more = chosen.extra.get("help_text")
    told = f"{chosen.label}. {more}" if more else str(chosen.label)
    return OpenApiParameter(name, schema, description=told, style="form", explode=several)


_HEADERS: dict[str, Any] = {
    "If-None-Match": lambda: OpenApiParameter(
        "If-None-Match",
        location=OpenApiParameter.HEADER,
        description=_("The `ETag` of what you have."),
    ),
    "Idempotency-Key": lambda: OpenApiParameter(
        "Idempotency-Key",
        {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[!-~]+$"},
        location=OpenApiParameter.HEADER,
        required=True,
        description=_("A key of your own for this act, such as a UUID."),
    ),
}
