"""Lists to take away, narrowed as their page is."""

from collections.abc import Iterator
from threading import Lock
from typing import Any
from weakref import WeakSet

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from catalogue.exports import LICENCE_ADDRESS, About, Export, chosen, notice
from catalogue.keyset import in_pages
from catalogue.surfaces import Surface
from catalogue.writers import FORMATS
from ledger.clock import now
from organisations.limits import client_address, is_over_limit
from portal.surfaces import SURFACES

_MOST = 60
_SECONDS = 600
# Of the threads of a worker, so many write files at once: `config/gunicorn.py` gives it four.
_AT_ONCE = 2
_SECONDS_TO_WAIT = 60
# What nobody reads any more is forgotten by itself.
_under_way: WeakSet[Any] = WeakSet()
_noting = Lock()


# In the one way of compressing that sends on what it has at once.
@gzip_page
@login_not_required
@require_safe
def export(request: HttpRequest, surface: str, ending: str) -> HttpResponseBase:
    """The rows of the list that the same address without the file's name shows, all of them."""
    found, written = SURFACES.get(surface), FORMATS.get(ending)
    if found is None or written is None:
        raise Http404
    filtered = found.filtered(request.GET, request)
    if not filtered.form.is_valid():
        return _misunderstood(filtered.form)
    if request.method == "HEAD":
        return HttpResponse(content_type=written.media_type, headers=_headers(found, ending))
    if _is_too_often(request):
        return _must_wait(request)
    made = written.write(_taken(request, found, filtered))
    if not _begins(made):
        told = _("This file cannot be made at the moment. Take another format, or come back soon.")
        return HttpResponse(told, status=503, headers={"Retry-After": str(_SECONDS_TO_WAIT)})
    return StreamingHttpResponse(
        made, content_type=written.media_type, headers=_headers(found, ending)
    )


def _begins(made: Any) -> bool:
    """Note that the file is under way; tell whether this worker has a thread left for it.

    One that is read slowly, or is long, keeps a thread: the others are for pages.
    """
    with _noting:
        busy = [each for each in _under_way if each.gi_frame is not None]
        if len(busy) >= _AT_ONCE:
            return False
        _under_way.add(made)
        return True


def _taken(request: HttpRequest, surface: Surface, filtered: Any) -> Export:
    user = request.user
    pages = in_pages(filtered.qs, lambda rows: surface.ready(rows, user))
    return Export(_about(request, surface, filtered), surface.fields, _values(surface, pages))


def _values(surface: Surface, rows: Iterator[Any]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield surface.values(row)
        # What was read with it points back at it: thousands would wait for the collector.
        vars(row).clear()


def _about(request: HttpRequest, surface: Surface, filtered: Any) -> About:
    query = request.GET.urlencode()
    address = f"{settings.PUBLIC_URL}{surface.get_absolute_url()}"
    return About(
        name=surface.name,
        title=str(surface.label),
        address=f"{address}?{query}" if query else address,
        filters=chosen(filtered.form),
        taken_at=now(),
        guide=_guide(surface),
        notice=notice(),
    )


def _guide(surface: Surface) -> str:
    return f"{settings.PUBLIC_URL}{reverse('field-guide')}#{surface.name}"


def _headers(surface: Surface, ending: str) -> dict[str, str]:
    name = f"{surface.name}-{now():%Y-%m-%d}.{ending}"
    links = {"describedby": _guide(surface), "license": LICENCE_ADDRESS}
    return {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Link": ", ".join(f'<{there}>; rel="{what}"' for what, there in links.items()),
        "Cache-Control": "no-cache",
        "X-Content-Type-Options": "nosniff",
    }


def _is_too_often(request: HttpRequest) -> bool:
    """Take one of the person's places, or of their network's who is not logged in."""
    key = str(request.user.pk) if request.user.is_authenticated else client_address(request)
    return is_over_limit("export", key, limit=_MOST, seconds=_SECONDS)


def _must_wait(request: HttpRequest) -> HttpResponse:
    answer = render(request, "429.html", status=429)
    answer.headers["Retry-After"] = str(_SECONDS)
    return answer


def _misunderstood(form: Any) -> HttpResponse:
    """Say which choices there are not: a file without rows would pass for an answer."""
    told = [f"{name}: {' '.join(errors)}" for name, errors in form.errors.items()]
    words = _("This address narrows the list by what there is not:")
    lines = "\n".join([words, *told])
    return HttpResponse(f"{lines}\n", status=400, content_type="text/plain; charset=utf-8")
