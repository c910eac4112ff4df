from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.forms import SearchForm
from portal.searching import groups, hits, numbers, of_kind
from search.indexing import Kind

PAGE_SIZE = 25


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What is on record of the words: the best of each kind, or one kind page by page."""
    form = SearchForm(request.GET)
    words, kind = form.words(), form.kind()
    context: dict[str, Any] = {"form": form, "words": words, "kind": kind}
    if words and kind:
        context |= _of_one_kind(request, kind, words)
    elif words:
        found = groups(words, request.user)
        context |= {"groups": found, "numbers": [(each.kind, each.number) for each in found]}
    context["total"] = sum(number for _kind, number in context.get("numbers", []))
    return render(request, "portal/search.html", context)


def _of_one_kind(request: HttpRequest, kind: Kind, words: str) -> dict[str, Any]:
    found = of_kind(kind, words, request.user)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return {
        "page_obj": page,
        "hits": hits(kind, list(page.object_list), words, request.user),
        "numbers": numbers(words, request.user),
    }
