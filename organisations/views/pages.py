"""The pages of organisations, applying for an account, and choosing whom one acts for."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalogue.listing import listing_of
from organisations import actions
from organisations.catalogue import ORGANISATIONS
from organisations.forms import ApplicationForm
from organisations.limits import client_address, is_over_limit
from organisations.linked_data import organisation_data
from organisations.middleware import SESSION_KEY
from organisations.models import Organisation
from organisations.next_address import next_address

_PAGE = 50
_APPLICATIONS_PER_HOUR = 10
_HOUR = 3600


@login_not_required
@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    """The verified organisations and the bodies on record, narrowed as the address says."""

    def shown(rows: QuerySet[Any]) -> Any:
        counted: Any = rows.select_related("region", "country")
        return counted.with_endorsement_count(request.user)

    listing = listing_of(ORGANISATIONS, request, _PAGE, shown)
    context = {"listing": listing, "page_obj": listing.page}
    return render(request, "organisations/organisation_list.html", context)


@login_not_required
@require_safe
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    user = request.user
    visible = Organisation.objects.visible_to(user)
    shown = get_object_or_404(visible.select_related("region", "country"), slug=slug)
    endorsements = shown.endorsements.live().visible_to(user)
    comments = shown.comments.published().visible_to(user)
    context = {
        "organisation": shown,
        "linked_data": organisation_data(shown),
        "members": visible.filter(networks=shown),
        "networks": visible.filter(members=shown),
        "verification": _verification(shown),
        "endorsements": endorsements.select_related("recommendation", "version"),
        "documents": shown.documents.visible_to(user).select_related("consultation"),
        "appearances": shown.appearances.visible_to(user).for_list(user),
        "comments": comments.select_related(
            "recommendation__current_version", "paragraph__document", "revision"
        ),
    }
    return render(request, "organisations/organisation.html", context)


def _verification(organisation: Organisation) -> object:
    """Return the decision by which the organisation is verified now, or None."""
    decisions = organisation.decisions.filter(status=Organisation.Status.VERIFIED)
    return decisions.select_related("entry").first() if organisation.is_verified else None


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_apply(request: HttpRequest) -> HttpResponse:
    applicant = request.user if request.user.is_authenticated else None
    form = ApplicationForm(request.POST or None, is_known=applicant is not None)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form)
    address = client_address(request)
    if is_over_limit("apply", address, limit=_APPLICATIONS_PER_HOUR, seconds=_HOUR):
        return _form_page(request, form, must_wait=True)
    actions.apply(by=applicant, **form.particulars())
    return redirect("organisation-applied")


def _form_page(
    request: HttpRequest, form: ApplicationForm, *, must_wait: bool = False
) -> HttpResponse:
    status = HTTPStatus.TOO_MANY_REQUESTS if must_wait else HTTPStatus.OK
    context = {"form": form, "must_wait": must_wait}
    response = render(request, "organisations/apply.html", context, status=status)
    if must_wait:
        response.headers["Retry-After"] = str(_HOUR)
    return response


@login_not_required
@require_safe
def organisation_applied(request: HttpRequest) -> HttpResponse:
    return render(request, "organisations/applied.html")


@require_POST
def act_for(request: HttpRequest) -> HttpResponse:
    """Remember whom the person acts for: only an own organisation, while they may act for it."""
    chosen = request.POST.get("representative", "")
    own = {str(each.pk): each for each in request.representatives}  # type: ignore[attr-defined]
    if chosen not in own:
        raise Http404
    request.session[SESSION_KEY] = own[chosen].pk
    name = own[chosen].organisation.name
    messages.success(request, _("You act for %(name)s now.") % {"name": name})
    return HttpResponseRedirect(next_address(request))
