from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from catalogue.linked_data import absolute
from ledger.clock import now
from portal.backups.age import is_backup_missing
from portal.measuring import figures

_NO_PAGES_TO_READ = ["/accounts/", "/admin/", "/organisations/apply/", "/saved/"]
# Less than a year, as the RFC recommends: what is older may be out of date.
_TRUSTED_FOR = timedelta(days=180)
_PLAIN = "text/plain; charset=utf-8"


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Tell machines that the process answers."""
    return HttpResponse("ok\n", content_type=_PLAIN)


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Tell machines that the database answers too, and that there is a backup of the last day.

    503 with one word about what is amiss; of backups nothing is asked where BACKUPS is not set.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database\n", status=503, content_type=_PLAIN)
    if is_backup_missing():
        return HttpResponse("backup\n", status=503, content_type=_PLAIN)
    return HttpResponse("ready\n", content_type=_PLAIN)


@login_not_required
@csrf_exempt
def metrics(request: HttpRequest) -> HttpResponse:
    """Give the figures of operation to whoever has the token; to others it is not there."""
    asked = request.headers.get("Authorization", "")
    is_known = constant_time_compare(asked, f"Bearer {settings.METRICS_TOKEN}")
    if not (settings.METRICS_TOKEN and is_known):
        raise Http404
    return _metrics(request)


@never_cache
@require_safe
def _metrics(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(figures(), content_type=CONTENT_TYPE_LATEST)


@login_not_required
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Tell where a hole in what we run is reported (RFC 9116)."""
    given: str = settings.SECURITY_CONTACT
    contact = given if ":" in given else f"mailto:{given}"
    until = (now() + _TRUSTED_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    languages = ", ".join(code for code, _name in settings.LANGUAGES)
    lines = [
        f"Contact: {contact}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {languages}",
        f"Canonical: {absolute(reverse('security'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type=_PLAIN)


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Ask robots to stay out of a demonstration, and elsewhere of what is no page to read."""
    closed = ["/"] if settings.DEMO else _NO_PAGES_TO_READ
    lines = ["User-agent: *"] + [f"Disallow: {path}" for path in closed]
    if not settings.DEMO:
        lines.append(f"Sitemap: {absolute(reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type=_PLAIN)
