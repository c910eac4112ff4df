"""The lists of what was said and of the documents in which it was."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalogue.listing import listing_of
from consultations.catalogue import DOCUMENTS, EXTRACTS, with_asks

_PAGE = 25


@login_not_required
@require_safe
def extract_list(request: HttpRequest) -> HttpResponse:
    """What was said, drawn from documents, narrowed and ordered as the address says."""

    def shown(rows: QuerySet[Any]) -> QuerySet[Any]:
        return with_asks(rows.select_related("document"), request.user)

    listing = listing_of(EXTRACTS, request, _PAGE, shown)
    context = {"listing": listing, "page_obj": listing.page}
    return render(request, "consultations/extract_list.html", context)


@login_not_required
@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    """The documents, narrowed and ordered as the address says."""

    def shown(rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("process", "consultation")

    listing = listing_of(DOCUMENTS, request, _PAGE, shown)
    context = {"listing": listing, "page_obj": listing.page}
    return render(request, "consultations/document_list.html", context)
