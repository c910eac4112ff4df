"""Lists and rows for programs: read by anybody, always as a visitor reads them."""

from hashlib import sha256
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer
from rest_framework.views import APIView

from catalogue.exports import LICENCE_ADDRESS
from catalogue.surfaces import Surface
from portal.api.cursors import cursor_after, identity_of
from portal.api.document import document_in
from portal.api.problems import Problem, errors_at
from portal.api.serializers import row_serializer
from portal.api.throttles import refuse_many

PAGE, LONGEST_PAGE = 50, 100
# Rows come in the order of their identities, which never change; a page number would cost more
# with each page.
NOT_TAKEN = {"order", "page"}
NOTICE = "A demonstration: organisations, endorsements and comments are invented. Do not cite it."


class ReadingView(APIView):
    """Answers GET alone, to anybody and from anywhere; who is logged in makes no difference."""

    authentication_classes = ()
    http_method_names = ["get", "head", "options"]

    def initial(self, request: Any, *args: Any, **given: Any) -> None:
        """Refuse an address that asks too often."""
        refuse_many(request._request)
        super().initial(request, *args, **given)

    def options(self, request: Any, *args: Any, **given: Any) -> Any:
        """Tell a browser that pages of other sites may read this."""
        answer = HttpResponse(status=HTTPStatus.NO_CONTENT)
        answer["Allow"] = answer["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        answer["Access-Control-Allow-Headers"] = "Accept, Accept-Language, If-None-Match"
        answer["Access-Control-Max-Age"] = "86400"
        return answer

    def finalize_response(self, request: Any, response: Any, *args: Any, **given: Any) -> Any:
        """Let pages of other sites read the answer, errors too; no cookie ever counts here."""
        final = super().finalize_response(request, response, *args, **given)
        final["Access-Control-Allow-Origin"] = "*"
        final["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After"
        return final


def answered(request: HttpRequest, data: Any) -> HttpResponse:
    """Return the data with a tag of its own, or that it is what the program has already.

    Whoever keeps it asks each time whether it still holds: what is hidden is gone at once. There
    is no time of last change: totals change at midnight without an act.
    """
    content = JSONRenderer().render(data)
    tag = sha256(content).hexdigest()[:32]
    known = parse_etags(request.headers.get("If-None-Match", ""))
    is_known = any(each == "*" or each.removeprefix("W/") == f'"{tag}"' for each in known)
    if is_known:
        answer = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
        del answer["Content-Type"]
    else:
        answer = HttpResponse(content, content_type="application/json")
    answer["ETag"] = f'"{tag}"'
    answer["Cache-Control"] = "public, no-cache"
    answer["Link"] = f'<{LICENCE_ADDRESS}>; rel="license"'
    if settings.DEMO:
        answer["X-Robots-Tag"] = "noindex"
    return answer


class ListView(ReadingView):
    """One page of the list, narrowed by the filters of its page."""

    surface: Surface = None  # type: ignore[assignment] # given with the address

    def get(self, request: Any) -> HttpResponse:
        query = request.query_params
        _refuse_unknown(query, {*filters_of(self.surface), "fields", "cursor", "limit"})
        names = _names(self.surface, query)
        limit, after = _limit(query), _after(query)
        found = self.surface.filtered(query, request)
        if not found.form.is_valid():
            raise _unanswerable(
                (name, told) for name, each in found.form.errors.items() for told in each
            )
        identity = self.surface.identity
        kept = found.qs.order_by(identity)
        later = kept if after is None else kept.filter(**{f"{identity}__gt": after})
        rows = list(self.surface.ready(later, request.user)[: limit + 1])
        here = rows[:limit]
        following = cursor_after(getattr(here[-1], identity)) if len(rows) > limit else None
        notice = {"notice": NOTICE} if settings.DEMO else {}
        data = {
            "count": kept.count(),
            "next": _address(request, following) if following else None,
            "licence": LICENCE_ADDRESS,
            **notice,
            "results": _told(self.surface, here, names),
        }
        return answered(request._request, data)


class RowView(ReadingView):
    """One row of the list, by what it is called for ever."""

    surface: Surface = None  # type: ignore[assignment] # given with the address

    def get(self, request: Any, identity: str) -> HttpResponse:
        _refuse_unknown(request.query_params, {"fields"})
        names = _names(self.surface, request.query_params)
        rows = self.surface.rows(request.user).filter(**{self.surface.identity: identity})
        found = self.surface.ready(rows, request.user).first()
        if found is None:
            raise Problem("not-found")
        [row] = _told(self.surface, [found], names)
        return answered(request._request, row)


class SchemaView(ReadingView):
    """What can be read and done here, as OpenAPI."""

    def get(self, request: Any) -> HttpResponse:
        _refuse_unknown(request.query_params, set())
        return answered(request._request, document_in("en"))


def filters_of(surface: Surface) -> dict[str, Any]:
    """Return the filters by which the list is narrowed, by the names of their parameters."""
    filters = surface.filter_class.base_filters
    return {name: each for name, each in filters.items() if name not in NOT_TAKEN}


def _refuse_unknown(query: Any, known: set[str]) -> None:
    """Raise a Problem where something is asked for that does not exist, or that nothing holds.

    A filter that is misspelt and left alone would answer everything.
    """
    unknown = [(name, _("There is no such parameter.")) for name in query if name not in known]
    no_text = [
        (name, _("No text holds this.")) for name in query if "\0" in "".join(query.getlist(name))
    ]
    if unknown or no_text:
        raise _unanswerable([*unknown, *no_text])


def _unanswerable(told: Any) -> Problem:
    return Problem("unanswerable-question", errors=errors_at("parameter", told))


def _names(surface: Surface, query: Any) -> list[str] | None:
    """Return the names of the fields asked for, or None for all."""
    if "fields" not in query:
        return None
    names = ",".join(query.getlist("fields")).split(",")
    unknown = [name for name in names if name not in {field.name for field in surface.fields}]
    if unknown:
        raise _unanswerable(
            [("fields", _("There is no field “%(name)s”.") % {"name": name}) for name in unknown]
        )
    return names


def _limit(query: Any) -> int:
    given = query.get("limit", str(PAGE))
    is_number = given.isascii() and given.isdecimal() and len(given) <= len(str(LONGEST_PAGE))
    if not is_number or not 1 <= int(given) <= LONGEST_PAGE:
        raise _unanswerable([("limit", _("A number from 1 to %(most)s.") % {"most": LONGEST_PAGE})])
    return int(given)


def _after(query: Any) -> str | None:
    if "cursor" not in query:
        return None
    identity = identity_of(query["cursor"])
    if identity is None:
        raise _unanswerable([("cursor", _("This is no cursor: take it from `next`."))])
    return identity


def _told(surface: Surface, rows: list[Any], names: list[str] | None) -> list[Any]:
    """Return the rows as programs read them: the values of the list, by the kinds of its fields."""
    values = [surface.values(row, names) for row in rows]
    serializer = row_serializer(surface.name)()
    for name in set(serializer.fields) - set(names or serializer.fields):
        del serializer.fields[name]
    return [serializer.to_representation(each) for each in values]


def _address(request: Any, cursor: str) -> str:
    query = [
        (name, value)
        for name, values in request.query_params.lists()
        for value in values
        if name != "cursor"
    ]
    return f"{settings.PUBLIC_URL}{request.path}?{urlencode([*query, ('cursor', cursor)])}"
