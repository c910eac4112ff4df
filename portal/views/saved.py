"""The searches that a person has saved: theirs alone."""

from http import HTTPStatus
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalogue.surfaces import Surface
from ledger.refusal import Refused
from organisations import actions
from organisations.forms import SavedSearchForm
from organisations.models import SavedSearch, User
from organisations.models.saved import LONGEST_NAME, LONGEST_QUERY
from portal.followed import page_of, title_of
from portal.news import address_of, narrowing_of
from portal.surfaces import SURFACES


@require_safe
def saved_searches(request: HttpRequest) -> HttpResponse:
    """All of one's own, each leading to the list as it was narrowed, and to its feed."""
    rows = [
        {"search": search, "surface": SURFACES[search.surface], "address": address_of(search)}
        | {"narrowing": narrowing_of(search).urlencode()}
        for search in _own(request)
    ]
    context = {"rows": rows, "most": actions.MOST_SAVED}
    return render(request, "portal/saved_searches.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def save_search(request: HttpRequest, name: str) -> HttpResponse:
    """Save the list of that name as the address narrows and orders it."""
    surface = SURFACES.get(name)
    if surface is None:
        raise Http404
    query = surface.chosen(request.GET)
    told = title_of(surface, query)
    form = SavedSearchForm(request.POST or None, initial={"name": told[:LONGEST_NAME]})
    context = {"form": form, "told": told, "back": page_of(surface, query)}
    if request.method != "POST" or not form.is_valid():
        return render(request, "portal/save_search.html", context)
    try:
        _keep(request, surface, query, form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render(
            request, "portal/save_search.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    messages.success(request, _("Your search is saved."))
    return redirect("saved-searches")


@require_http_methods(["GET", "HEAD", "POST"])
def saved_search(request: HttpRequest, number: int) -> HttpResponse:
    """Change what a search is called, and whether its news come by mail."""
    search = get_object_or_404(_own(request), pk=number)
    initial = {"name": search.name, "wants_mail": search.wants_mail}
    form = SavedSearchForm(request.POST or None, initial=initial)
    if request.method != "POST" or not form.is_valid():
        surface = SURFACES[search.surface]
        told = title_of(surface, QueryDict(search.query))
        context = {"form": form, "search": search, "told": told, "back": address_of(search)}
        return render(request, "portal/save_search.html", context)
    actions.change_search(search=search, **form.cleaned_data)
    messages.success(request, _("Your search is saved."))
    return redirect("saved-searches")


@require_POST
def delete_search(request: HttpRequest, number: int) -> HttpResponse:
    search = get_object_or_404(_own(request), pk=number)
    actions.delete_search(search)
    messages.success(request, _("Your search is deleted."))
    return redirect("saved-searches")


def _own(request: HttpRequest) -> Any:
    person = cast("User", request.user)
    return SavedSearch.objects.filter(person=person, surface__in=list(SURFACES))


def _keep(request: HttpRequest, surface: Surface, query: QueryDict, typed: dict[str, Any]) -> None:
    written = query.urlencode()
    if len(written) > LONGEST_QUERY:
        raise Refused(_("This search is too long to be saved. Take some choices away."))
    person = cast("User", request.user)
    actions.save_search(person=person, surface=surface.name, query=written, **typed)
