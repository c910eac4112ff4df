from http import HTTPStatus
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ledger.clock import now
from ledger.refusal import Refused
from organisations.limits import is_over_limit
from organisations.models import User
from recommendations import actions
from recommendations.forms import ReportForm
from recommendations.models import Comment
from recommendations.policies import reporting_hindrance

_AN_HOUR = 60 * 60
_REPORTS_AN_HOUR = 3


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """Tell the moderators what is wrong with a comment."""
    person = cast("User", request.user)
    rows = Comment.objects.visible_to(person).select_related(
        "recommendation__current_version", "paragraph__document", "revision", "organisation"
    )
    comment = get_object_or_404(rows, public_id=public_id)
    hindrance = reporting_hindrance(person, comment, now())
    if hindrance:
        return _page(request, {"comment": comment, "hindrance": hindrance}, HTTPStatus.FORBIDDEN)
    form = ReportForm(request.POST or None)
    context = {"comment": comment, "form": form}
    if request.method != "POST" or not form.is_valid():
        return _page(request, context)
    if is_over_limit("report", str(person.pk), limit=_REPORTS_AN_HOUR, seconds=_AN_HOUR):
        form.add_error(None, _("You have reported three comments within an hour. Wait a while."))
        return _page(request, context, HTTPStatus.TOO_MANY_REQUESTS)
    try:
        actions.report(comment=comment, by=person, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, context)
    messages.success(request, _("Thank you. A moderator looks at it; you hear what comes of it."))
    return redirect(comment)


def _page(
    request: HttpRequest, context: dict[str, Any], status: int = HTTPStatus.OK
) -> HttpResponse:
    response = render(request, "recommendations/report.html", context, status=status)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        response.headers["Retry-After"] = str(_AN_HOUR)
    return response
