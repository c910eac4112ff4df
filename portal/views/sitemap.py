from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from portal.sitemap import index, part

_XML = "application/xml; charset=utf-8"


@login_not_required
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Name the parts of the map of all pages that a visitor may see."""
    return HttpResponse(index(), content_type=_XML)


@login_not_required
@require_safe
def sitemap_part(request: HttpRequest, name: str, number: int) -> HttpResponse:
    content = part(name, number)
    if content is None:
        raise Http404
    return HttpResponse(content, content_type=_XML)
