"""Answering an invitation: the link leads here, signs nobody in, and changes nothing by itself."""

from typing import cast
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ledger.clock import now
from ledger.refusal import Refused
from organisations import actions
from organisations.actions.inviting import digest_of
from organisations.forms import AcceptForm
from organisations.middleware import SESSION_KEY
from organisations.models import Invitation, User
from organisations.policies import answering_hindrance


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show what one is invited to; who is not logged in is led to where a code is mailed."""
    rows = Invitation.objects.select_related("organisation", "invited_by")
    found = get_object_or_404(rows, token_digest=digest_of(token))
    if not request.user.is_authenticated:
        return _before_login(request, found)
    return _answering(request, found)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_invitation(request: HttpRequest, number: int) -> HttpResponse:
    """Show what one is invited to, from what awaits one."""
    rows = Invitation.objects.select_related("organisation", "invited_by")
    return _answering(request, get_object_or_404(rows, pk=number, email=_person(request).email))


def _person(request: HttpRequest) -> User:
    """Return who is logged in, where somebody has to be."""
    return cast("User", request.user)


def _answering(request: HttpRequest, found: Invitation) -> HttpResponse:
    hindrance = answering_hindrance(found, _person(request), now())
    if hindrance:
        context = {"hindrance": hindrance}
        return render(request, "organisations/invitation_over.html", context, status=403)
    form = AcceptForm(request.POST or None, is_named=bool(_person(request).name))
    if request.method == "POST" and request.POST.get("answer") == "no":
        return _answered(request, found)
    if request.method == "POST" and form.is_valid():
        return _answered(request, found, form)
    return render(request, "organisations/invitation.html", {"invitation": found, "form": form})


def _before_login(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Say that one has to log in, and name nobody: who came here need not be the one invited."""
    if not invitation.is_open(now()):
        return render(request, "organisations/invitation_over.html", status=403)
    if request.method != "POST":
        return render(request, "organisations/invitation_log_in.html")
    person = actions.open_account(invitation=invitation)
    query = urlencode({"email": person.email, "next": request.path})
    return redirect(f"{reverse('account_request_login_code')}?{query}")


def _answered(
    request: HttpRequest, invitation: Invitation, form: AcceptForm | None = None
) -> HttpResponse:
    person = _person(request)
    try:
        if form is None:
            actions.decline_invitation(invitation=invitation, by=person)
            messages.success(request, _("You said no. Whoever invited you sees it no longer."))
            return redirect("home")
        name = form.cleaned_data.get("name", "")
        representative = actions.accept_invitation(invitation=invitation, by=person, name=name)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("home")
    request.session[SESSION_KEY] = representative.pk
    named = {"name": representative.organisation.name}
    messages.success(request, _("You act for %(name)s now.") % named)
    return redirect("home")
