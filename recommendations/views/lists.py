"""Frozen lists: to read, and to take away in several formats."""

import logging
import subprocess
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from recommendations.citing import list_citation
from recommendations.models import FrozenList
from recommendations.sheets import FORMATS, sheet_of

logger = logging.getLogger(__name__)


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
    try:
        made = make(frozen)
    except subprocess.SubprocessError:
        logger.exception("The list %s could not be laid out as %s", frozen.public_id, ending)
        told = _("This file cannot be made at the moment. Take another format, or come back soon.")
        status = HTTPStatus.SERVICE_UNAVAILABLE
        return HttpResponse(told, status=status, headers={"Retry-After": "60"})
    name = f"list-{frozen.public_id}.{ending}"
    return HttpResponse(
        made,
        content_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-cache",
            "X-Content-Type-Options": "nosniff",
        },
    )
