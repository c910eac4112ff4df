"""The seals over the ledger, for whoever wants to keep them."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ledger.models import Seal

_MOST_ON_A_PAGE = 100


@login_not_required
@require_safe
def seals(request: HttpRequest) -> HttpResponse:
    """What a seal is for, and the latest of them."""
    return render(request, "portal/seals.html", {"seals": Seal.objects.all()[:_MOST_ON_A_PAGE]})


@login_not_required
@require_safe
def seals_file(request: HttpRequest) -> HttpResponse:
    """All seals, the first at the top, as `manage.py verify_ledger --seals` reads them (UTC)."""
    rows = Seal.objects.order_by("number").values_list("number", "time", "hash")
    told = [
        {"number": number, "time": time.isoformat(timespec="seconds"), "hash": digest}
        for number, time, digest in rows
    ]
    return JsonResponse(
        {"record": settings.PUBLIC_URL, "seals": told},
        json_dumps_params={"indent": 1},
        headers={"Content-Disposition": 'attachment; filename="seals.json"'},
    )
