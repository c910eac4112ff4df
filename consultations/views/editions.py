"""What changed from one edition of a document to the next, paragraph by paragraph."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from consultations.comparing import Row, changed, place_of, rows_of
from consultations.models import Document

PAGE_SIZE = 100


@login_not_required
@require_safe
def document_changes(request: HttpRequest, slug: str) -> HttpResponse:
    """Show both editions, or lead to where a paragraph of the older one stands in them."""
    visible = Document.objects.visible_to(request.user)
    particulars = visible.select_related("process", "consultation", "session")
    newer = get_object_or_404(particulars, slug=slug)
    older = get_object_or_404(visible, pk=newer.replaces_id)
    rows = rows_of(older, newer, request.user)
    anchor = request.GET.get("was")
    if anchor is not None:
        return redirect(_address_of(request, rows, anchor))
    is_narrowed = request.GET.get("only") == "changed"
    shown = changed(rows) if is_narrowed else rows
    context = {
        "document": newer,
        "older": older,
        "page_obj": Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page")),
        "is_narrowed": is_narrowed,
        "is_withheld_in_part": any(row.withheld for row in rows),
        "number_changed": len(changed(rows)),
        "number": len(rows),
    }
    return render(request, "consultations/changes.html", context)


def _address_of(request: HttpRequest, rows: list[Row], anchor: str) -> str:
    """Return the address, on its page of the comparison, of what became of the paragraph."""
    place = place_of(rows, anchor)
    if place is None:
        return request.path
    page: dict[str, Any] = {"page": place // PAGE_SIZE + 1} if place >= PAGE_SIZE else {}
    query = f"?{urlencode(page)}" if page else ""
    return f"{request.path}{query}#was-{anchor}"
