"""The page that explains to people what programs can read and do; made of the same description."""

import json
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from portal.api.document import document_in
from portal.api.problems import KINDS
from portal.surfaces import SURFACES

_METHODS = ("get", "post", "delete")
_TYPES = ["text/html", "application/json"]
# What a body might hold, where its schema does not tell by itself.
_SAMPLES = {
    "organisation": "your-organisation",
    "version": 1,
    "fingerprint": "3f1c…",
    "naming": "named",
    "grade": "full",
    "stance": "asks",
    "text": "Which quays are meant?",
    "language": "en",
}
# As good as any: it is the caller's, and another for each act.
_KEY = "5d0c9a3e-act-1"


@login_not_required
@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """Explain the addresses for programs; a program that asks for JSON is led to the schema."""
    if request.get_preferred_type(_TYPES) == _TYPES[1]:
        answer: HttpResponse = JsonResponse(_for_programs())
    else:
        made = document_in(get_language() or settings.LANGUAGE_CODE)
        context = {
            "introduction": made["info"]["description"].split("\n\n"),
            "groups": _groups(made),
            "problems": KINDS.values(),
            "licence": made["info"]["license"],
        }
        answer = render(request, "portal/api.html", context)
    patch_vary_headers(answer, ["Accept"])
    return answer


def _for_programs() -> dict[str, Any]:
    lists = {name: f"{settings.PUBLIC_URL}{reverse(f'api-{name}')}" for name in SURFACES}
    return {"schema": f"{settings.PUBLIC_URL}{reverse('api-schema')}", "lists": lists}


def _groups(made: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the operations, by what they are for, as the page shows them."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in made["paths"].items():
        for method in _METHODS:
            if method in methods:
                operation = methods[method]
                shown = _operation(made, path, method, operation)
                groups.setdefault(operation["tags"][0], []).append(shown)
    return list(groups.items())


def _operation(
    made: dict[str, Any], path: str, method: str, operation: dict[str, Any]
) -> dict[str, Any]:
    body = _content(operation.get("requestBody", {}))
    parameters = [
        _row(made, each["name"], each | each["schema"], is_needed=each.get("required", False))
        for each in operation.get("parameters", [])
    ]
    good = next(
        (_content(answer) for code, answer in operation["responses"].items() if code < "300"), {}
    )
    answers = [(code, answer["description"]) for code, answer in operation["responses"].items()]
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "title": operation["summary"],
        "help": operation["description"],
        "parameters": parameters,
        "body": _rows(made, body),
        "answer": [row | {"is_needed": False} for row in _rows(made, good)],
        "answers": answers,
        "example": _read(path, parameters) if method == "get" else _act(made, path, method, body),
    }


def _content(described: dict[str, Any]) -> dict[str, Any]:
    content = described.get("content", {})
    schema: dict[str, Any] = content.get("application/json", {}).get("schema", {})
    return schema


def _resolved(made: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema with what it refers to put in its place."""
    for whole in ("allOf", "oneOf"):
        if whole in schema:
            inner = _resolved(made, schema[whole][0])
            return {**inner, **schema}
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        inner = _resolved(made, made["components"]["schemas"][name])
        return {**inner, **schema}
    return schema


def _rows(made: dict[str, Any], schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the members of an object, each as a row of a table."""
    whole = _resolved(made, schema)
    needed = whole.get("required", [])
    return [
        _row(made, name, each, is_needed=name in needed)
        for name, each in whole.get("properties", {}).items()
    ]


def _row(
    made: dict[str, Any], name: str, schema: dict[str, Any], *, is_needed: bool
) -> dict[str, Any]:
    whole = _resolved(made, schema)
    items = _resolved(made, whole.get("items", {}))
    return {
        "name": name,
        "type": _type(whole),
        "help": schema.get("description", ""),
        "choices": [each for each in whole.get("enum", items.get("enum", [])) if each is not None],
        "is_needed": is_needed,
        "where": schema.get("in", ""),
    }


def _type(schema: dict[str, Any]) -> str:
    kinds = schema.get("type", "")
    kind = kinds if isinstance(kinds, str) else next(each for each in kinds if each != "null")
    return schema.get("format") or str(kind)


def _read(path: str, parameters: list[dict[str, Any]]) -> str:
    """Return the question as it is typed: for a list, of a few fields."""
    names = {each["name"]: each["choices"] for each in parameters}
    asked = f"?limit=10&fields={','.join(names['fields'][:3])}" if "limit" in names else ""
    return f"curl '{settings.PUBLIC_URL}{path}{asked}'"


def _act(made: dict[str, Any], path: str, method: str, body: dict[str, Any]) -> str:
    """Return the act as it is typed."""
    lines = [
        f"curl -X {method.upper()} '{settings.PUBLIC_URL}{path}'",
        "-H 'Authorization: Bearer plenary_…'",
    ]
    if body:
        needed = [each["name"] for each in _rows(made, body) if each["is_needed"]]
        sample = json.dumps({name: _SAMPLES[name] for name in needed}, ensure_ascii=False)
        lines += [
            "-H 'Content-Type: application/json'",
            f"-H 'Idempotency-Key: {_KEY}'",
            f"-d '{sample}'",
        ]
    return " \\\n  ".join(lines)
