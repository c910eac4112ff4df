from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ledger.clock import now
from organisations.middleware import acting_representative
from portal.awaiting import invitations_for, kept_awaiting


@require_safe
def awaiting(request: HttpRequest) -> HttpResponse:
    """What awaits the organisation that one acts for, on one page to print for the board."""
    representative = acting_representative(request)
    context = {
        "representative": representative,
        "awaiting": kept_awaiting(representative),
        "invitations": invitations_for(request.user, now()),
    }
    return render(request, "portal/awaiting.html", context)
