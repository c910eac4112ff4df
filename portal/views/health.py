from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

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
    closed = ["/"] if settings.DEMO else ["/accounts/", "/admin/", "/organisations/apply/"]
    lines = ["User-agent: *"] + [f"Disallow: {path}" for path in closed]
    return HttpResponse("\n".join(lines) + "\n", content_type=_PLAIN)
