from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from recommendations.backing import asked_of, backing_of, once_endorsed
from recommendations.citing import version_citation
from recommendations.differences import changes_since
from recommendations.history import history_of
from recommendations.linked_data import version_data
from recommendations.models import FrozenList, Version
from recommendations.reflecting import InText, reflected_in
from recommendations.sources import extracts_of, sources_of
from recommendations.views.commenting import thread_context
from recommendations.views.fetching import acts, canonical_redirect, detail_or_404, visible_or_404

SHOWN_ENDORSERS = 8


@login_not_required
@require_safe
def recommendation(request: HttpRequest, code: str) -> HttpResponse:
    """The text, who asks it of whom, its source, who stands behind it, what is said of it."""
    moved = canonical_redirect(request, code)
    if moved:
        return moved
    row = detail_or_404(request.user, code)
    extracts = extracts_of(row, request.user)
    sources = sources_of(extracts)
    context = thread_context(request, row) | acts(request, row)
    context |= {
        "extracts": extracts,
        "sources": sources,
        "citation": version_citation(row.text, row),
        "linked_data": version_data(row.text, row, sources),
        "reflected": _reflected(row, request.user),
        "versions": _versions(row),
        "history": history_of(row, request.user),
        "lists": _lists(row),
        "asked": [] if _is_first_text(row) else asked_of(row, request.user),
    }
    context |= _backing(row.text, request.user, SHOWN_ENDORSERS)
    return render(request, "recommendations/detail.html", context)


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


def _is_first_text(row: Any) -> bool:
    """Tell whether nobody can have endorsed another text before."""
    return row.text.number == 1 and not row.has_predecessors and not row.merged_into_id


def _versions(row: Any) -> list[Version]:
    return [row.text] if row.text.number == 1 else list(row.versions.order_by("-number"))


def _reflected(row: Any, user: Any) -> list[InText]:
    return reflected_in(row, user) if row.has_later_texts else []


def _lists(row: Any) -> Any:
    if not row.has_lists:
        return []
    return FrozenList.objects.filter(signatories__recommendation=row).distinct()


def _backing(version: Version, user: Any, limit: int | None = None) -> dict[str, Any]:
    backing = backing_of(version, user)
    shown = backing.named[:limit]
    return {
        "backing": backing,
        "endorsements": shown,
        "endorsement_count": backing.total,
        "left_out": len(backing.named) - len(shown),
    }
