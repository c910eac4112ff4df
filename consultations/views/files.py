"""The original files of documents, given to whoever may see the document."""

import logging
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consultations.models import Document, StoredFile

logger = logging.getLogger(__name__)

_HEADERS = {
    # Whatever is in it, a browser that shows it after all lets it do nothing.
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    # Packed already, most of them; and whoever fetches it knows how much is still to come.
    "Content-Encoding": "identity",
}


@login_not_required
@never_cache
@require_safe
def document_file(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The original file, to be kept, not to be looked at here."""
    offering = Document.objects.offering_file_to(request.user).select_related("file")
    document = get_object_or_404(offering, slug=slug)
    file: StoredFile = document.file  # type: ignore[assignment] # it offers one
    try:
        content = file.open()
    except OSError:
        logger.exception("The file %s of document %s cannot be read", file.sha256, document.pk)
        return _away(request, document)
    return as_attachment(content, file, document.slug)


def as_attachment(content: Any, file: StoredFile, name: str) -> FileResponse:
    """Return the answer that hands out the content, under that name, to be kept."""
    return FileResponse(
        content,
        as_attachment=True,
        filename=f"{name}.{file.ending}",
        content_type=file.media_type,
        headers=_HEADERS,
    )


def _away(request: HttpRequest, document: Document) -> HttpResponse:
    context = {"document": document}
    answer = render(request, "consultations/file_away.html", context, status=503)
    answer["Retry-After"] = "600"
    return answer
