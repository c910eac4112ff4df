"""The secret address at which one's calendar program reads when something awaits one."""

from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultations.models import Process
from ledger.clock import now
from organisations.limits import client_address, is_over_limit
from organisations.middleware import acting_representative
from organisations.models import Representative
from portal import actions
from portal.calendars.addresses import address_of, own_address
from portal.calendars.own import events_awaiting
from portal.calendars.record import consultations_for_all
from portal.calendars.writing import written
from portal.views.calendars import TYPE

_AN_HOUR = 60 * 60
_LOOKS_AN_HOUR = 20
# Of one client at addresses that lead nowhere; programs of many people come from one address.
_MISSES_AN_HOUR = 20
_MADE_A_DAY = 10


@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """Show what can be followed; by POST make a secret address, which is shown this once."""
    representative = acting_representative(request)
    token = _made(request) if request.method == "POST" else None
    context = {
        "representative": representative,
        "address": own_address(representative, now()),
        "secret": token and f"{settings.PUBLIC_URL}{reverse('own-calendar', args=[token])}",
        "processes": _processes(),
    }
    return render(request, "portal/calendar.html", context)


def _made(request: HttpRequest) -> str | None:
    """Return the token of a new address, or None where many were made."""
    representative = _chosen_or_403(request)
    key = str(representative.pk)
    if is_over_limit("calendar-made", key, limit=_MADE_A_DAY, seconds=24 * _AN_HOUR):
        messages.warning(request, _("You have made many addresses today. Go on tomorrow."))
        return None
    return actions.make_calendar_address(by=representative)


def _processes() -> QuerySet[Process]:
    """Return those that have a calendar of their own."""
    meetings = consultations_for_all()
    has_one = Q(consultations__in=meetings) | Q(pk__in=meetings.values("contributes_to"))
    return Process.objects.filter(has_one).distinct()


@require_POST
def end_calendar(request: HttpRequest) -> HttpResponse:
    """Let one's secret address lead nowhere from now on."""
    if actions.end_calendar_address(by=_chosen_or_403(request)):
        messages.success(request, _("The address leads nowhere any more."))
    return redirect("calendar")


def _chosen_or_403(request: HttpRequest) -> Representative:
    """Return as whom the form was sent; one may act for several organisations."""
    own: list[Representative] = request.representatives  # type: ignore[attr-defined]
    chosen = request.POST.get("representative", "")
    for representative in own:
        if str(representative.pk) == chosen:
            return representative
    raise PermissionDenied


@login_not_required
@never_cache
@require_safe
def own_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """When something awaits whom the address was made for, who need not be logged in."""
    address = address_of(token, now())
    if _asks_too_often(request, token, is_known=address is not None):
        answer = render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
        answer.headers["Retry-After"] = str(_AN_HOUR)
        return answer
    if address is None:
        raise Http404
    with translation.override(address.representative.user.language or settings.LANGUAGE_CODE):
        content = written(_("Awaiting you"), events_awaiting(address, now()))
    return HttpResponse(content, content_type=TYPE, headers={"X-Robots-Tag": "noindex"})


def _asks_too_often(request: HttpRequest, token: str, *, is_known: bool) -> bool:
    scope = "calendar-looks" if is_known else "calendar-misses"
    key = token if is_known else client_address(request)
    limit = _LOOKS_AN_HOUR if is_known else _MISSES_AN_HOUR
    return is_over_limit(scope, key, limit=limit, seconds=_AN_HOUR)
