from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalogue.linked_data import absolute

_NO_PAGES_TO_READ = ["/accounts/", "/admin/", "/organisations/apply/", "/saved/"]
_PLAIN = "text/plain; charset=utf-8"


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Tell machines that the process answers."""
    return HttpResponse("ok\n", content_type=_PLAIN)


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Tell machines that the database answers too; 503 while it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database\n", status=503, content_type=_PLAIN)
    return HttpResponse("ready\n", content_type=_PLAIN)


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Ask robots to stay out of a demonstration, and elsewhere of what is no page to read."""
    closed = ["/"] if settings.DEMO else _NO_PAGES_TO_READ
    lines = ["User-agent: *"] + [f"Disallow: {path}" for path in closed]
    if not settings.DEMO:
        lines.append(f"Sitemap: {absolute(reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type=_PLAIN)
