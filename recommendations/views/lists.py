"""Frozen lists: to read, and to take away in several formats."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from recommendations.citing import list_citation
from recommendations.models import FrozenList
from recommendations.sheets import FORMATS, sheet_of
from recommendations.views.taking import file_answer


@login_not_required
@require_safe
def frozen_list(request: HttpRequest, public_id: str) -> HttpResponse:
    frozen = get_object_or_404(FrozenList, public_id=public_id)
    context = {"frozen": frozen, "sheet": sheet_of(frozen), "formats": list(FORMATS)}
    context["citation"] = list_citation(frozen)
    return render(request, "recommendations/frozen_list.html", context)


@login_not_required
@require_safe
def frozen_list_file(request: HttpRequest, public_id: str, ending: str) -> HttpResponse:
    """The list as a file; it names who is named now, whatever was taken away before."""
    if ending not in FORMATS:
        raise Http404
    frozen = get_object_or_404(FrozenList, public_id=public_id)
    make, media_type = FORMATS[ending]
    return file_answer(lambda: make(frozen), f"list-{frozen.public_id}.{ending}", media_type)
