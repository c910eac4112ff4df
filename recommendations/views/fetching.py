"""The recommendation an address means, and the representative who looks at it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from ledger.clock import now
from ledger.remembering import remembered
from organisations.middleware import acting_representative
from organisations.models import Application, Organisation, Representative
from recommendations.details import with_what_there_is
from recommendations.models import Endorsement, Recommendation, Subject
from recommendations.policies import (
    Hindrance,
    comment_window_of,
    commenting_hindrance,
    objecting_hindrance,
    preparing_hindrance,
    representing_hindrance,
    second_signature_hindrance,
    signing_hindrance,
    takes_comments,
)
from recommendations.reflecting import with_later_texts


def visible_or_404(user: Any, code: str) -> Recommendation:
    """Return the recommendation of the code; raises Http404 where the person may not see it."""
    return get_object_or_404(_rows(user), code=code.upper())


def detail_or_404(user: Any, code: str) -> Any:
    """Return the same with what its page needs to know before it asks for more."""
    rows = with_later_texts(with_what_there_is(_rows(user)), user)
    row: Any = get_object_or_404(rows, code=code.upper())
    row.text.recommendation = row
    return row


def _rows(user: Any) -> Any:
    rows = Recommendation.objects.visible_to(user).for_list()
    return rows.select_related("session__consultation")


def canonical_redirect(request: HttpRequest, code: str) -> HttpResponse | None:
    """Return the way to the address in capital letters, where this one is not."""
    if code == code.upper() or request.method not in ("GET", "HEAD"):
        return None
    return redirect(request.get_full_path().replace(code, code.upper(), 1), permanent=True)


def representative_of(request: HttpRequest) -> Representative | None:
    """Return whom the person acts as; else the one whose time ended or has not begun."""
    acting = acting_representative(request)
    if acting or not request.user.is_authenticated:
        return acting
    own = Representative.objects.of(request.user).order_by("-ends", "-pk")
    return own.first()


def acts(request: HttpRequest, recommendation: Recommendation) -> dict[str, Any]:
    """Return what the person may do here now, and what stands in the way of the rest."""
    at = now()
    representative = representative_of(request)
    if representative is None:
        context = {"representative": None, "at": at, "applied": _applied(request)}
        return context | _windows(recommendation, at)
    own = own_prepared = None
    # What their organisation says here is none of the business of who left it, or is yet to come.
    if representative.is_acting(at):
        key = ("stands", recommendation.pk, representative.organisation_id)
        own, own_prepared = remembered(key, lambda: _own(recommendation, representative))
    sign_hindrance = signing_hindrance(
        representative, recommendation, at
    ) or second_signature_hindrance(representative, _of_present(own_prepared, recommendation))
    return _windows(recommendation, at) | {
        "at": at,
        "representative": representative,
        "own_endorsement": own,
        "own_prepared": own_prepared,
        "can_prepare": preparing_hindrance(representative, recommendation, at) is None,
        "can_object": objecting_hindrance(representative, own, at) is None,
        "sign_hindrance": sign_hindrance,
        "can_sign": sign_hindrance is None,
        "representing_hindrance": representing_hindrance(representative, at),
    }


def _own(
    recommendation: Recommendation, representative: Representative
) -> tuple[Endorsement | None, Endorsement | None]:
    """Return the endorsement of the organisation that stands, and the one that is prepared."""
    here = recommendation.endorsements.filter(organisation=representative.organisation_id)
    rows = (here.standing() | here.prepared()).select_related("prepared_by", "version")
    prepared = {each.state == Endorsement.State.PREPARED: each for each in rows.order_by("pk")}
    return prepared.get(False), prepared.get(True)


def commenting_acts(request: HttpRequest, subject: Subject) -> dict[str, Any]:
    """Return whether the person may comment on it now, and what stands in the way."""
    at = now()
    representative = representative_of(request)
    hindrance = commenting_hindrance(representative, subject, at) if representative else None
    window = comment_window_of(subject)
    return {
        "representative": representative,
        "is_open_for_comment": takes_comments(subject, at),
        "comment_window": window,
        "comment_hindrance": hindrance,
        "can_comment": representative is not None and hindrance is None,
    }


def _of_present(prepared: Endorsement | None, row: Recommendation) -> Endorsement | None:
    """Return what was prepared where it is of the present text."""
    is_present = prepared is not None and prepared.version_id == row.current_version_id
    return prepared if is_present else None


def _applied(request: HttpRequest) -> Application | None:
    """Return the person's application that still waits, if any."""
    if not request.user.is_authenticated:
        return None
    waiting = request.user.applications.filter(organisation__status=Organisation.Status.PENDING)
    return waiting.select_related("organisation").first()


def _windows(recommendation: Recommendation, at: Any) -> dict[str, Any]:
    return {
        "is_open": recommendation.is_open_for_endorsement(at),
        "endorsement_window": recommendation.endorsement_window,
        "comment_window": recommendation.comment_window,
        "is_over": recommendation.endorsement_window.is_over(at),
    }


def refuse(
    request: HttpRequest, recommendation: Recommendation, hindrance: Hindrance | None
) -> HttpResponse:
    """Return the page that says why an act is not possible, and who can help."""
    representative = representative_of(request)
    context = acts(request, recommendation) | {
        "recommendation": recommendation,
        "hindrance": hindrance,
        "signatories": _signatories(representative),
    }
    return render(request, "recommendations/refused.html", context, status=403)


def _signatories(representative: Representative | None) -> list[Representative]:
    if representative is None or not representative.is_acting(now()):
        return []
    colleagues = representative.organisation.representatives.acting(now()).filter(may_sign=True)
    return list(colleagues.exclude(user=representative.user_id).select_related("user"))
