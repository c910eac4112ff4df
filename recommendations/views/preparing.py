import logging
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultations.models import StoredFile
from consultations.views.files import as_attachment
from ledger.clock import now
from ledger.refusal import Refused
from organisations.forms import ActingForm
from organisations.middleware import acting_representative
from organisations.models import Representative
from recommendations import actions
from recommendations.forms import PrepareForm, WithdrawForm
from recommendations.models import Recommendation
from recommendations.policies import preparing_hindrance, withdrawing_hindrance
from recommendations.views.fetching import acts, refuse, representative_of, visible_or_404

logger = logging.getLogger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: HttpRequest, code: str) -> HttpResponse:
    """Prepare an endorsement, with a note, for one who may sign."""
    row = visible_or_404(request.user, code)
    representative = representative_of(request)
    if representative is None:
        return refuse(request, row, None)
    hindrance = preparing_hindrance(representative, row, now())
    if hindrance:
        return refuse(request, row, hindrance)
    form = _prepare_form(request, row, representative)
    if request.method == "POST" and form.is_valid():
        try:
            return _prepared(request, row, representative, form)
        except Refused as refusal:
            messages.warning(request, str(refusal))
            row = visible_or_404(request.user, code)
            form = _prepare_form(None, row, representative, form)
    context = acts(request, row) | {"recommendation": row, "version": row.text, "form": form}
    return render(request, "recommendations/prepare.html", context)


def _prepare_form(
    request: HttpRequest | None,
    row: Recommendation,
    by: Representative,
    typed: PrepareForm | None = None,
) -> PrepareForm:
    """Return the form with what was typed for an earlier text, else with what is prepared."""
    data = request.POST if request and request.method == "POST" else None
    own = row.endorsements.prepared().filter(organisation=by.organisation_id)
    given: Any = own.values("note", "reservation", "sign_by").first() or {}
    initial = (typed.cleaned_data if typed else given) | {"fingerprint": row.text.fingerprint}
    closes = row.endorsement_window.closes or now()
    files = request.FILES if request and request.method == "POST" else None
    return PrepareForm(data, files, acting=by, closes=closes, initial=initial)


def _prepared(
    request: HttpRequest, row: Recommendation, by: Representative, form: PrepareForm
) -> HttpResponse:
    actions.prepare(recommendation=row, by=by, **form.particulars())
    messages.success(request, _("Prepared. Those who may sign have been asked by mail."))
    return redirect(row)


@require_safe
def prepared_file(request: HttpRequest, code: str, place: str) -> HttpResponseBase:
    """The `scan` or `attachment` of what the organisation one acts for prepared or signed here."""
    row = visible_or_404(request.user, code)
    representative = acting_representative(request)
    if representative is None:
        raise Http404
    rows = row.endorsements.filter(organisation=representative.organisation_id)
    latest = rows.exclude(**{place: None}).select_related(place).order_by("-pk").first()
    if latest is None:
        raise Http404
    kept: StoredFile = getattr(latest, place)
    try:
        content = kept.open()
    except OSError as error:
        logger.exception("The file %s cannot be read", kept.sha256)
        raise Http404 from error
    return as_attachment(content, kept, f"{row.code}-{place}")


@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, code: str) -> HttpResponse:
    """Decline to sign what a colleague prepared."""
    row = visible_or_404(request.user, code)
    representative = representative_of(request)
    if representative is None:
        return refuse(request, row, None)
    hindrance = withdrawing_hindrance(representative, now())
    if hindrance:
        return refuse(request, row, hindrance)
    form = WithdrawForm(request.POST or None, acting=representative)
    if request.method == "POST" and form.is_valid():
        return _declined(request, row, representative)
    context = acts(request, row) | {"recommendation": row, "version": row.text, "form": form}
    return render(request, "recommendations/decline.html", context)


def _declined(request: HttpRequest, row: Recommendation, by: Representative) -> HttpResponse:
    try:
        declined = actions.decline(recommendation=row, by=by)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect(row)
    told = _("Declined. Whoever prepared it is told.") if declined else _("Nothing is prepared.")
    messages.success(request, told)
    return redirect(row)


@require_POST
def ask_for_signature(request: HttpRequest, code: str) -> HttpResponse:
    """Ask, by mail, those who may sign for one's organisation to look at it."""
    row = visible_or_404(request.user, code)
    representative = representative_of(request)
    if representative is None:
        return refuse(request, row, None)
    form = ActingForm(request.POST, acting=representative)
    if not form.is_valid():
        messages.warning(request, str(next(iter(form.errors.values()))[0]))
        return redirect("endorse", code=row.code)
    try:
        asked = actions.ask_for_signature(recommendation=row, by=representative)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect(row)
    told = _("They have been asked.") if asked else _("They have been asked today already.")
    messages.success(request, told)
    return redirect(row)
