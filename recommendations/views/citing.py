"""Citations of texts and frozen lists, to take away."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from catalogue.citing import file_of
from recommendations.citing import list_citation, version_citation
from recommendations.models import FrozenList
from recommendations.views.fetching import canonical_redirect, visible_or_404


@login_not_required
@require_safe
def recommendation_cited(
    request: HttpRequest, code: str, ending: str, number: int | None = None
) -> HttpResponse:
    """The text of the number, or the one that stands now."""
    moved = canonical_redirect(request, code)
    if moved:
        return moved
    row = visible_or_404(request.user, code)
    version = get_object_or_404(row.versions, number=number) if number else row.text
    return file_of(version_citation(version, row), ending)


@login_not_required
@require_safe
def list_cited(request: HttpRequest, public_id: str, ending: str) -> HttpResponse:
    return file_of(list_citation(get_object_or_404(FrozenList, public_id=public_id)), ending)
