"""The open data: which archives there are, and each of them to take away."""

import logging

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.dateparse import parse_date
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.datasets import whole_record
from portal.models import OpenDataArchive
from portal.opendata.archives import TABLES, is_still_public

_HEADERS = {"X-Content-Type-Options": "nosniff", "Content-Encoding": "identity"}
_SECONDS = "60"

logger = logging.getLogger(__name__)


@login_not_required
@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """What the open data are, and the archives, the latest first."""
    archives = list(OpenDataArchive.objects.all())
    told = whole_record(is_there=bool(archives))
    context = {"archives": archives, "tables": TABLES, "linked_data": told}
    return render(request, "portal/open_data.html", context)


@login_not_required
@cache_control(no_cache=True)
@require_safe
def latest_archive(request: HttpRequest) -> HttpResponse:
    """Lead to the latest archive: an address that programs may keep."""
    archive = OpenDataArchive.objects.first()
    return redirect("open-data" if archive is None else archive)


@login_not_required
@cache_control(no_cache=True)
@require_safe
def archive(request: HttpRequest, day: str) -> HttpResponseBase:
    """The archive of a day; none while it holds something that is public no more."""
    kept = get_object_or_404(OpenDataArchive, day=_day_of(day))
    if not is_still_public(kept):
        return _away(request, kept)
    etag = f'"{kept.sha256}"'
    known = get_conditional_response(request, etag=etag)
    if known is not None:
        return known
    try:
        content = default_storage.open(kept.name)
    except OSError:
        logger.exception("The archive %s of %s cannot be read", kept.sha256, day)
        return _away(request, kept)
    return FileResponse(
        content,
        as_attachment=True,
        filename=f"public-record-{kept.day.isoformat()}.zip",
        content_type="application/zip",
        headers=_HEADERS | {"ETag": etag},
    )


def _day_of(day: str) -> object:
    try:
        return parse_date(day)
    except ValueError:
        return None


def _away(request: HttpRequest, kept: OpenDataArchive) -> HttpResponse:
    answer = render(request, "portal/open_data_away.html", {"archive": kept}, status=503)
    answer.headers["Retry-After"] = _SECONDS
    return answer
