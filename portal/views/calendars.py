"""Calendars of the public record: the same for everybody, fetched by programs."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from consultations.models import Consultation
from portal.calendars.record import consultations_for_all, events_of
from portal.calendars.writing import written

TYPE = "text/calendar; charset=utf-8"


@login_not_required
@conditional_page
@cache_control(no_cache=True)
@require_safe
def whole_calendar(request: HttpRequest) -> HttpResponse:
    """Everything public."""
    return _answer(request, settings.SITE_NAME, consultations_for_all(), "consultations")


@login_not_required
@conditional_page
@cache_control(no_cache=True)
@require_safe
def process_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The consultations of a process, and those that contribute to it."""
    rows = consultations_for_all()
    own = rows.filter(Q(process__code=code) | Q(contributes_to__code=code))
    found = rows.filter(pk__in=own.values("pk"))
    if not found:
        raise Http404
    return _answer(request, f"{settings.SITE_NAME}: {code}", found, code)


@login_not_required
@conditional_page
@cache_control(no_cache=True)
@require_safe
def consultation_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """One consultation."""
    rows = consultations_for_all()
    meeting = get_object_or_404(rows, slug=slug)
    return _answer(request, meeting.title, rows.filter(pk=meeting.pk), meeting.code)


def _answer(
    request: HttpRequest, name: str, rows: QuerySet[Consultation], file: str
) -> HttpResponse:
    """Return the calendar in the language that the address names, else in English.

    Not in the one that a program happens to ask for: it stands in the calendar of a person.
    """
    asked = request.GET.get("language", "")
    language = asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(language):
        content = written(name, events_of(rows))
    disposition = {"Content-Disposition": f'attachment; filename="{file}.ics"'}
    return HttpResponse(content, content_type=TYPE, headers=disposition)
