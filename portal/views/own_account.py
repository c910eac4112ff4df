"""One's own data to take away, and erasing who one is."""

from http import HTTPStatus
from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ledger.clock import now
from ledger.refusal import Refused
from organisations.lately import came_lately
from organisations.limits import is_over_limit
from organisations.models import User
from organisations.policies import erasing_hindrance
from portal.actions import erase_account
from portal.erasing import left_alone
from portal.forms import EraseForm
from portal.own_data import own_data, packed
from portal.throttling import too_often

_AN_HOUR = 3600
_MOST_AN_HOUR = 5


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def own_account(request: HttpRequest) -> HttpResponse:
    """Tell what is kept of one; by POST give it out, to whoever showed just now who they are."""
    if request.method != "POST":
        return render(request, "portal/own_account.html")
    if not came_lately(request):
        return _log_in_again(request, "own-account")
    person = cast("User", request.user)
    if is_over_limit("own-data", str(person.pk), limit=_MOST_AN_HOUR, seconds=_AN_HOUR):
        return too_often(request, _AN_HOUR)
    at = now()
    name = f"plenary-your-data-{at:%Y-%m-%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(packed(own_data(person, at)), "application/zip", headers=headers)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def erase(request: HttpRequest) -> HttpResponse:
    """Tell what goes, what stays and what it means to others; by POST do it."""
    person = cast("User", request.user)
    if not came_lately(request):
        return _log_in_again(request, "erase-account")
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            erase_account(person=person)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            logout(request)
            messages.success(request, _("Nothing here says any more who you were. Good-bye."))
            return redirect("home")
    return render(request, "portal/erase.html", _shown(person, form))


def _shown(person: User, form: forms.Form) -> dict[str, Any]:
    return {"form": form, "hindrance": erasing_hindrance(person), "left": left_alone(person, now())}


def _log_in_again(request: HttpRequest, route: str) -> HttpResponse:
    """Ask for it where nothing else could be asked for: neither a password nor a second factor."""
    context = {"there": reverse(route)}
    return render(request, "portal/log_in_again.html", context, status=HTTPStatus.FORBIDDEN)
