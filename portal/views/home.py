from datetime import datetime
from operator import attrgetter
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consultations.models import Consultation
from ledger.clock import now
from ledger.remembering import remembered
from organisations.middleware import acting_representative
from organisations.models import Application, Organisation, Representative
from portal.awaiting import invitations_for, kept_awaiting
from portal.latest import latest_acts
from recommendations.models import Endorsement, Recommendation


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is open now and what happened last; for visitors, what this is."""
    representative = acting_representative(request)
    user, key = request.user, (request.user.pk, representative and representative.pk)
    awaiting = kept_awaiting(representative)
    invitations = invitations_for(user, now())
    context = {
        "open_now": remembered(("open now", *key), lambda: _open_now(user, representative)),
        "latest": remembered(("latest", *key), lambda: latest_acts(user)),
        "representative": representative,
        "applications": _applications_of(user),
        "awaiting": awaiting,
        "invitations": invitations,
        "awaiting_number": len(invitations) + (awaiting.number if awaiting else 0),
    }
    return render(request, "portal/home.html", context)


def _applications_of(user: Any) -> models.QuerySet[Application]:
    """Return those of the person that have led to no account, or not yet."""
    if not user.is_authenticated:
        return Application.objects.none()
    own: models.QuerySet[Application] = user.applications.select_related("organisation")
    return own.exclude(organisation__status__in=Organisation.PUBLIC_STATUSES)


def _open_now(user: Any, representative: Representative | None) -> list[Consultation]:
    """Return the consultations open for something, each with what can be answered there."""
    at = now()
    visible = Consultation.objects.visible_to(user)
    endorsable = visible.open_for_endorsement(at)
    commentable = visible.open_for_comment(at)
    is_open = models.Q(pk__in=endorsable.values("pk")) | models.Q(pk__in=commentable.values("pk"))
    rows = visible.filter(is_open).select_related("process").order_by("pk")
    published = Recommendation.objects.visible_to(user).published()
    rows = rows.annotate(asked=_number_of(published))
    if representative:
        rows = rows.annotate(unanswered=_number_of(_unanswered(published, representative, at)))
    return sorted((_with_edges(row, at) for row in rows), key=attrgetter("closes"))


def _unanswered(rows: Any, representative: Representative, at: datetime) -> Any:
    own = Endorsement.objects.filter(organisation=representative.organisation_id)
    answered = own.answering().values("recommendation")
    return rows.open_for("endorsement", at).exclude(pk__in=answered)


def _number_of(rows: Any) -> Any:
    here = rows.filter(consultation=models.OuterRef("pk")).order_by()
    counted = here.values("consultation").annotate(number=models.Count("pk")).values("number")
    return models.functions.Coalesce(models.Subquery(counted), 0)


def _with_edges(row: Any, at: datetime) -> Any:
    """Say what can be done there now, and until when."""
    row.can_be_endorsed = row.is_open_for_endorsement(at)
    row.closes = row.endorsement_closes if row.can_be_endorsed else row.comment_closes
    return row
