from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ledger.clock import now
from ledger.remembering import remembered
from organisations.middleware import acting_representative
from organisations.models.user import curates
from recommendations.backing import backing_of, once_endorsed
from recommendations.citing import version_citation
from recommendations.differences import changes_since
from recommendations.linked_data import version_data
from recommendations.models import Version
from recommendations.reading import Reading
from recommendations.relating import related_to
from recommendations.views.commenting import thread_context
from recommendations.views.fetching import acts, canonical_redirect, detail_or_404, visible_or_404


@login_not_required
@require_safe
def recommendation(request: HttpRequest, code: str) -> HttpResponse:
    """The text, who asks it of whom, its source, who stands behind it, what is said of it."""
    moved = canonical_redirect(request, code)
    if moved:
        return moved
    row = _kept(request.user, code)
    reading = Reading(row, request.user, request.GET, acting_representative(request))
    context = thread_context(request, row) | acts(request, row) | {"reading": reading}
    if not request.user.is_authenticated:
        context["linked_data"] = version_data(row.text, row, reading.sources)
    return render(request, "recommendations/detail.html", context)


def _kept(user: Any, code: str) -> Any:
    """Return the recommendation with what its page needs to know; raises Http404."""
    key = ("recommendation", code, curates(user))
    return remembered(key, lambda: detail_or_404(user, code))


@login_not_required
@require_safe
def version(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Exactly that text, for ever, with who endorsed exactly it."""
    moved = canonical_redirect(request, code)
    if moved:
        return moved
    row = visible_or_404(request.user, code)
    text = get_object_or_404(row.versions, number=number)
    before = row.versions.filter(number=number - 1).first()
    context = {
        "recommendation": row,
        "version": text,
        "citation": version_citation(text, row),
        "linked_data": version_data(text, row),
        "changes": changes_since(before, text),
        "before": before,
        "credits": list(text.credits.shown()),
    }
    context |= _backing(text, request.user)
    context["once_endorsed"] = once_endorsed(text, request.user)
    return render(request, "recommendations/version.html", context)


@login_not_required
@require_safe
def related(request: HttpRequest, code: str) -> HttpResponse:
    """What is asked elsewhere about the same, of other processes first."""
    moved = canonical_redirect(request, code)
    if moved:
        return moved
    row = visible_or_404(request.user, code)
    context = {
        "recommendation": row,
        "related": related_to(row, request.user),
        "words": "",
        "at": now(),
    }
    return render(request, "recommendations/related.html", context)


def _backing(version: Version, user: Any) -> dict[str, Any]:
    backing = backing_of(version, user)
    return {
        "backing": backing,
        "endorsements": backing.named,
        "endorsement_count": backing.total,
        "left_out": 0,
    }
