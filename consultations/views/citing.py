"""Citations to take away, of what the person may see."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from catalogue.citing import file_of
from consultations.citing import (
    consultation_citation,
    document_citation,
    extract_citation,
    session_citation,
)
from consultations.models import Consultation, Document, Extract, Paragraph, Session


@login_not_required
@require_safe
def document_cited(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    document = get_object_or_404(Document.objects.visible_to(request.user), slug=slug)
    return file_of(document_citation(document), ending)


@login_not_required
@require_safe
def paragraph_cited(request: HttpRequest, slug: str, anchor: str, ending: str) -> HttpResponse:
    readable = Paragraph.objects.readable_by(request.user).select_related("document")
    paragraph = get_object_or_404(readable, document__slug=slug, anchor=anchor)
    return file_of(document_citation(paragraph.document, paragraph), ending)


@login_not_required
@require_safe
def extract_citation_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """How one thing that was said is cited, apart from its document."""
    citation = extract_citation(_extract_or_404(request.user, public_id))
    return render(request, "catalogue/cited.html", {"citation": citation})


@login_not_required
@require_safe
def extract_cited(request: HttpRequest, public_id: str, ending: str) -> HttpResponse:
    return file_of(extract_citation(_extract_or_404(request.user, public_id)), ending)


@login_not_required
@require_safe
def consultation_cited(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    return file_of(consultation_citation(_consultation_or_404(request.user, slug)), ending)


@login_not_required
@require_safe
def session_cited(request: HttpRequest, slug: str, number: int, ending: str) -> HttpResponse:
    consultation = _consultation_or_404(request.user, slug)
    session = get_object_or_404(
        Session.objects.select_related("consultation"), consultation=consultation, number=number
    )
    return file_of(session_citation(session, consultation), ending)


def _extract_or_404(user: Any, public_id: str) -> Extract:
    visible = Extract.objects.visible_to(user).select_related("document")
    return get_object_or_404(visible, public_id=public_id)


def _consultation_or_404(user: Any, slug: str) -> Consultation:
    return get_object_or_404(Consultation.objects.visible_to(user), slug=slug)
