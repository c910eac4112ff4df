"""Who works for one's organisation here, and whom one invites to."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ledger.clock import now
from ledger.refusal import Refused
from organisations import actions
from organisations.forms import InviteForm
from organisations.middleware import acting_representative
from organisations.models import Representative
from organisations.policies import ending_hindrance, inviting_hindrance


@require_http_methods(["GET", "HEAD", "POST"])
def colleagues(request: HttpRequest) -> HttpResponse:
    """Show who may do what for the organisation; invite somebody, if one may sign for it."""
    representative = acting_representative(request)
    if representative is None:
        return render(request, "organisations/colleagues.html", {"representative": None})
    can_invite = inviting_hindrance(representative, now()) is None
    form = InviteForm(request.POST or None, acting=representative)
    if request.method == "POST" and not can_invite:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        try:
            actions.invite(by=representative, **form.particulars())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The invitation is on its way. It waits for two weeks."))
            return redirect("colleagues")
    context = _shown(representative, can_invite=can_invite) | {"form": form}
    return render(request, "organisations/colleagues.html", context)


def _shown(representative: Representative, *, can_invite: bool) -> dict[str, object]:
    at, organisation = now(), representative.organisation
    rows = organisation.representatives.not_ended(at).select_related("user", "organisation")
    people = [(each, ending_hindrance(representative, each, at) is None) for each in rows]
    return {
        "representative": representative,
        "can_invite": can_invite,
        "people": people,
        "invitations": organisation.invitations.open(at).select_related("invited_by"),
        "at": at,
    }


@require_POST
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Take an invitation of one's organisation back."""
    representative = _acting_or_403(request)
    invitation = get_object_or_404(representative.organisation.invitations, pk=number)
    try:
        is_done = actions.revoke_invitation(invitation=invitation, by=representative)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        done, late = _("The invitation is taken back."), _("It has been answered already.")
        messages.success(request, done if is_done else late)
    return redirect("colleagues")


@require_POST
def end_colleague(request: HttpRequest, number: int) -> HttpResponse:
    """End what a colleague, who may not sign, may do for one's organisation."""
    representative = _acting_or_403(request)
    rows = representative.organisation.representatives.not_ended(now())
    colleague = get_object_or_404(rows, pk=number)
    try:
        actions.end_colleague(representative=colleague, by=representative)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Their rights have ended. What they wrote stays."))
    return redirect("colleagues")


def _acting_or_403(request: HttpRequest) -> Representative:
    representative = acting_representative(request)
    if representative is None or inviting_hindrance(representative, now()):
        raise PermissionDenied
    return representative
