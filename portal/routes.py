"""Every address that is answered, for whoever tries from outside what each of them lets through."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.urls import URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from portal.roles import ROLES

_ALL = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
# The admin's own pages of a model, with the permission that each asks for.
_ASKED = {"changelist": "view", "change": "view", "history": "view", "add": "add"}
_ASKED["delete"] = "delete"


class Route(NamedTuple):
    """An address, how it may be asked, and whom it lets in at all; the record decides the rest.

    `roles` are `visitor`, `person` (whoever is logged in), or the groups of the admin. `methods`
    are those that the view answers; where it names none, they are all.
    """

    path: str
    name: str
    methods: list[str]
    roles: list[str]


def routes() -> list[Route]:
    """Return all routes, in the order in which they are tried."""
    return list(_under(get_resolver(), ""))


def _under(resolver: URLResolver, before: str) -> Iterator[Route]:
    for each in resolver.url_patterns:
        path = before + _written(each.pattern)
        if isinstance(each, URLResolver):
            yield from _under(each, path)
        else:
            name = each.name or ""
            yield Route(
                f"/{path}", name, _methods(each.callback), _roles(path, name, each.callback)
            )


def _written(pattern: Any) -> str:
    return str(pattern) if isinstance(pattern, RoutePattern) else str(pattern).strip("^$")


def _methods(view: Callable[..., Any]) -> list[str]:
    described = getattr(view, "view_class", None) or getattr(view, "cls", None)
    if described:
        # What is read can be asked for without its body.
        there = {name for name in _ALL if hasattr(described, name.lower())}
        return [name for name in _ALL if name in there or (name == "HEAD" and "GET" in there)]
    named = _named_methods(view)
    return [name for name in _ALL if not named or name in named]


def _named_methods(view: Any) -> list[str]:
    """Return what `require_http_methods` and its like were given, under whatever wraps the view."""
    while view is not None:
        closure = getattr(view, "__closure__", None) or ()
        names = getattr(getattr(view, "__code__", None), "co_freevars", ())
        kept = dict(zip(names, closure, strict=False))
        if "request_method_list" in kept:
            return list(kept["request_method_list"].cell_contents)
        view = getattr(view, "__wrapped__", None)
    return []


def _roles(path: str, name: str, view: Any) -> list[str]:
    if path.startswith("admin/"):
        return _groups(name)
    is_open = not getattr(view, "login_required", True)
    return ["visitor", "person"] if is_open else ["person"]


def _groups(name: str) -> list[str]:
    """Return the groups that reach a page of the admin; what acts there asks for more."""
    model, _underscore, page = name.rpartition("_")
    app, _underscore, model = model.partition("_")
    if page not in _ASKED or not model:
        return sorted(ROLES)
    asked = f"{app}.{_ASKED[page]}_{model}"
    return sorted(role for role, held in ROLES.items() if asked in held)
