from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.validators import slug_re
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from ledger.clock import now
from ledger.refusal import Refused
from organisations.middleware import acting_representative
from organisations.models import Representative
from recommendations import actions
from recommendations.forms import EndorseSeveralForm
from recommendations.models import Endorsement, Recommendation
from recommendations.policies import can_sign
from recommendations.terms import Terms

MOST = 50


@require_http_methods(["GET", "HEAD", "POST"])
def endorse_several(request: HttpRequest) -> HttpResponse:
    """Read several texts, tick those to endorse, confirm once: each is an act of its own."""
    representative = acting_representative(request)
    rows = list(_open_to(representative, request)) if representative else []
    if representative is None or not rows:
        context = {"representative": representative}
        return render(request, "recommendations/several_none.html", context)
    form = EndorseSeveralForm(request.POST or None, acting=representative, rows=rows)
    if request.method == "POST" and form.is_valid():
        _sign_each(request, representative, form)
        return redirect(request.get_full_path())
    shown = {"representative": representative, "form": form, "rows": rows}
    return render(request, "recommendations/several.html", shown)


def _open_to(by: Representative, request: HttpRequest) -> Iterator[Recommendation]:
    """Yield what the representative may sign now, the nearest end first, with what is prepared.

    What has a reservation, prepared or standing, is read and signed on a page of its own.
    """
    at = now()
    rows = Recommendation.objects.visible_to(request.user).open_for("endorsement", at).for_list()
    own = Endorsement.objects.filter(organisation=by.organisation_id)
    answered = own.answering()
    reserved = (own.prepared() | own.awaiting()).exclude(reservation="")
    rows = rows.exclude(pk__in=answered.values("recommendation"))
    rows = rows.exclude(pk__in=reserved.values("recommendation"))
    meeting = request.GET.get("consultation", "")
    if meeting:
        rows = rows.filter(consultation__slug=meeting) if slug_re.match(meeting) else rows.none()
    prepared = {each.version_id: each for each in own.prepared()}
    ordered: Any = rows.order_by("closes", "code")  # type: ignore[misc] # added by for_list
    for row in ordered[:MOST]:
        row.prepared = prepared.get(row.current_version_id)
        if can_sign(by, row, at) and not by.organisation.requires_second_signatory:
            yield row


def _sign_each(request: HttpRequest, by: Representative, form: EndorseSeveralForm) -> None:
    """Sign each text that is ticked in a transaction of its own; tell how many, and what not."""
    done = 0
    for row in form.ticked():
        try:
            actions.sign(
                recommendation=row,
                by=by,
                fingerprint=row.text.fingerprint,
                terms=_terms(row, form.cleaned_data),
            )
        except Refused as refusal:
            messages.warning(request, f"{row.code}: {refusal}")
        else:
            done += 1
    if done:
        told = ngettext(
            "%(organisation)s endorses %(number)s text more.",
            "%(organisation)s endorses %(number)s texts more.",
            done,
        )
        messages.success(request, told % {"organisation": by.organisation.name, "number": done})


def _terms(row: Any, given: dict[str, Any]) -> Terms:
    """Return the naming that was chosen for all, and the reservation prepared for this one."""
    reservation = row.prepared.reservation if row.prepared else ""
    return Terms(given["naming"], given["ask_again_on"], reservation)
