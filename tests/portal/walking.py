"""Walks through the description for programs as schemathesis does, with a token that may act."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import openapi
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)


def walk(made: dict[str, Any], world: dict[str, Any], examples: int) -> dict[str, set[int]]:
    """Ask each operation so often; return the statuses of its answers.

    Raises where an answer is a fault of ours, or is not described.
    """
    schema = openapi.from_dict(made)
    schema.app = get_wsgi_application()
    operations = [result.ok() for result in schema.get_all_operations()]
    with _connections_kept():
        return {
            f"{each.method.upper()} {each.path}": _statuses(each, world, examples)
            for each in operations
        }


@contextmanager
def _connections_kept() -> Iterator[None]:
    """Let a request not end the connection of the test, as Django's own client does not."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def _statuses(operation: Any, world: dict[str, Any], examples: int) -> set[int]:
    statuses: set[int] = set()

    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    @given(case=operation.as_strategy())
    def send(case: Any) -> None:
        _aim(case, world)
        headers = {"Authorization": f"Bearer {world['token'].secret}"}
        headers["Accept-Encoding"] = "identity"
        answer = case.call_and_validate(headers=headers, checks=CHECKS)
        statuses.add(answer.status_code)

    send()
    return statuses


def _aim(case: Any, world: dict[str, Any]) -> None:
    """Let two cases in three be about what there is, and each act name the organisation."""
    places = case.path_parameters or {}
    if "code" in places and len(str(places["code"])) % 3:
        case.path_parameters["code"] = world["code"]
    if isinstance(case.body, dict) and "organisation" in case.body:
        case.body["organisation"] = world["by"].organisation.slug
        if case.body.get("version") and "fingerprint" in case.body:
            case.body |= {"version": 1, "fingerprint": world["asked"].text.fingerprint}
