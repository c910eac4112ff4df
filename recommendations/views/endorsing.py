from typing import Any

from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ledger.clock import now
from ledger.refusal import Refused
from organisations.models import Representative
from recommendations import actions
from recommendations.differences import changes_since
from recommendations.forms import EndorseForm, NamingForm, WithdrawForm
from recommendations.models import Endorsement, Recommendation, Version
from recommendations.policies import (
    naming_hindrance,
    objecting_hindrance,
    withdrawing_hindrance,
)
from recommendations.views.fetching import (
    acts,
    refuse,
    representative_of,
    visible_or_404,
)


@require_http_methods(["GET", "HEAD", "POST"])
def endorse(request: HttpRequest, code: str) -> HttpResponse:
    """Review the exact text, then sign it for one's organisation."""
    form = refusal = None
    if request.method == "POST":
        representative = representative_of(request)
        if representative:
            form = EndorseForm(request.POST, acting=representative)
        if representative and form and form.is_valid():
            # What stands in the way is looked for once, by the act itself.
            try:
                return _signed(request, code, representative, form)
            except Recommendation.DoesNotExist as missing:
                raise Http404 from missing
            except Refused as refused:
                refusal = refused
    return _reviewed(request, visible_or_404(request.user, code), form, refusal)


def _reviewed(
    request: HttpRequest, row: Recommendation, sent: EndorseForm | None, refusal: Refused | None
) -> HttpResponse:
    """Return the page on which to sign, with what was typed; or why one can't."""
    representative = representative_of(request)
    hindrance = acts(request, row)["sign_hindrance"] if representative else None
    if representative is None or hindrance:
        return refuse(request, row, hindrance)
    if refusal and sent:
        messages.warning(request, str(refusal))
        sent = _endorse_form(row, representative, sent.cleaned_data)
    return _review(request, row, representative, sent or _endorse_form(row, representative))


def _signed(request: HttpRequest, code: str, by: Representative, form: EndorseForm) -> HttpResponse:
    fingerprint, terms = form.cleaned_data["fingerprint"], form.terms()
    asked = Recommendation.objects.visible_to(request.user).filter(code=code.upper())
    signed = actions.sign(recommendation=asked, by=by, fingerprint=fingerprint, terms=terms)
    messages.success(
        request, _("%(organisation)s endorses this text.") % {"organisation": by.organisation.name}
    )
    return redirect(signed.recommendation)


def _endorse_form(
    row: Recommendation, representative: Representative, typed: dict[str, Any] | None = None
) -> EndorseForm:
    """Return the form for the text as it stands now, with what was typed for an earlier one."""
    own = row.endorsements.prepared().filter(organisation=representative.organisation_id)
    given = typed or own.values("reservation").first() or {}
    initial = _naming_until_now(row, representative) | given
    initial |= {"fingerprint": row.text.fingerprint}
    return EndorseForm(None, acting=representative, initial=initial)


def _naming_until_now(row: Recommendation, by: Representative) -> dict[str, Any]:
    """Return how the organisation is named for what it is asked to confirm here, if anything."""
    here = [row, *row.predecessors()]
    asked = Endorsement.objects.awaiting().filter(recommendation__in=here)
    own = asked.filter(organisation=by.organisation_id).order_by("-pk")
    return dict(own.values("naming", "ask_again_on").first() or {})


def _review(
    request: HttpRequest, row: Recommendation, representative: Representative, form: EndorseForm
) -> HttpResponse:
    context = acts(request, row) | {
        "recommendation": row,
        "version": row.current_version,
        "form": form,
        "last_seen": _last_seen(row, representative),
        "is_named_until_now": _naming_until_now(row, representative).get("naming") == "named",
    }
    context["changes"] = changes_since(context["last_seen"], row.text)
    return render(request, "recommendations/endorse.html", context)


def _last_seen(row: Recommendation, representative: Representative) -> Version | None:
    """Return the latest version that the organisation endorsed or commented on, if any."""
    own = models.Q(endorsements__organisation=representative.organisation_id) | models.Q(
        comments__organisation=representative.organisation_id
    )
    return row.versions.filter(own).order_by("-number").first()


@require_http_methods(["GET", "HEAD", "POST"])
def naming(request: HttpRequest, code: str) -> HttpResponse:
    """Choose how one's organisation is named for what it endorses: possible at any time."""
    row = visible_or_404(request.user, code)
    representative = representative_of(request)
    if representative is None:
        return refuse(request, row, None)
    hindrance = naming_hindrance(representative, now())
    if hindrance:
        return refuse(request, row, hindrance)
    context = acts(request, row) | {"recommendation": row}
    own = context["own_endorsement"]
    given = {"naming": own.naming, "ask_again_on": own.ask_again_on} if own else {}
    form = NamingForm(request.POST or None, acting=representative, initial=given)
    if request.method == "POST" and form.is_valid():
        return _named(request, row, representative, form)
    return render(request, "recommendations/naming.html", context | {"form": form})


def _named(
    request: HttpRequest, row: Recommendation, by: Representative, form: NamingForm
) -> HttpResponse:
    chosen = {name: form.cleaned_data[name] for name in ("naming", "ask_again_on")}
    try:
        endorsement = actions.choose_naming(recommendation=row, by=by, **chosen)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect(row)
    messages.success(request, _told(endorsement))
    return redirect(row)


def _told(endorsement: Endorsement) -> str:
    """Return how the organisation is named now, in words."""
    if endorsement.named_from is None:
        return _("Your organisation is not named any more, on any page.")
    if endorsement.is_named(now()):
        return _("Your organisation is named from now on.")
    return _("Your organisation is named from the next 00:00 UTC on.")


@require_http_methods(["GET", "HEAD", "POST"])
def object_to_wording(request: HttpRequest, code: str) -> HttpResponse:
    """Read what changed, then object: the organisation is asked to confirm or to withdraw."""
    row = visible_or_404(request.user, code)
    representative = representative_of(request)
    if representative is None:
        return refuse(request, row, None)
    context = acts(request, row) | {"recommendation": row, "version": row.text}
    own = context["own_endorsement"]
    hindrance = objecting_hindrance(representative, own, now())
    if hindrance:
        return refuse(request, row, hindrance)
    form = WithdrawForm(request.POST or None, acting=representative)
    if request.method == "POST" and form.is_valid():
        return _objected(request, row, representative)
    before = own.succeeds.version
    context |= {"form": form, "before": before, "changes": changes_since(before, row.text)}
    return render(request, "recommendations/object.html", context)


def _objected(request: HttpRequest, row: Recommendation, by: Representative) -> HttpResponse:
    try:
        actions.object_to_wording(recommendation=row, by=by)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        told = _("Your objection is on record. Your organisation no longer counts for this text.")
        messages.success(request, told)
    return redirect(row)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Confirm, then withdraw one's organisation's endorsement: possible at any time."""
    row = visible_or_404(request.user, code)
    representative = representative_of(request)
    if representative is None:
        return refuse(request, row, None)
    hindrance = withdrawing_hindrance(representative, now())
    if hindrance:
        return refuse(request, row, hindrance)
    form = WithdrawForm(request.POST or None, acting=representative)
    if request.method == "POST" and form.is_valid():
        return _withdrawn(request, row, representative)
    context = acts(request, row) | {"recommendation": row, "form": form}
    return render(request, "recommendations/withdraw.html", context)


def _withdrawn(request: HttpRequest, row: Recommendation, by: Representative) -> HttpResponse:
    try:
        actions.withdraw(recommendation=row, by=by)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect(row)
    messages.success(
        request,
        _("%(organisation)s no longer endorses this text. The dates stay on record.")
        % {"organisation": by.organisation.name},
    )
    return redirect(row)
