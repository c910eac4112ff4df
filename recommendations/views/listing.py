from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalogue.listing import listing_of
from ledger.clock import now
from organisations.middleware import acting_representative
from recommendations.briefs import MOST, codes_in
from recommendations.catalogue import RECOMMENDATIONS, with_numbers
from recommendations.filters import RecommendationFilter
from recommendations.models import Endorsement

PAGE_SIZE = 25


@login_not_required
@require_safe
def recommendation_list(request: HttpRequest) -> HttpResponse:
    """What is asked, narrowed and ordered as the address says."""

    def shown(rows: QuerySet[Any]) -> QuerySet[Any]:
        return with_numbers(rows).select_related("current_version", "consultation__process")

    listing = listing_of(RECOMMENDATIONS, request, PAGE_SIZE, shown)
    context = {
        "listing": listing,
        "page_obj": listing.page,
        "words": listing.filter.cleaned.get("q", ""),
        "at": now(),
        "breadth": listing.filter.present_order == RecommendationFilter.Order.BROADEST,
        "picked": codes_in(request.GET.getlist("brief"))[:MOST],
    }
    return render(request, "recommendations/list.html", context | _own(request, listing.page))


def _own(request: HttpRequest, page: Any) -> dict[str, Any]:
    """Return which of the page's recommendations the person's organisation endorses.

    Apart from them those that it is asked to confirm.
    """
    representative = acting_representative(request)
    if representative is None:
        return {}
    standing = Endorsement.objects.standing().filter(organisation=representative.organisation_id)
    here = standing.filter(recommendation__in=[row.pk for row in page])
    states = dict(here.values_list("recommendation_id", "state"))
    awaiting = {pk for pk, state in states.items() if state == Endorsement.State.AWAITING}
    return {
        "endorsed": set(states) - awaiting,
        "awaiting": awaiting,
        "may_sign": representative.may_sign and representative.organisation.can_endorse,
    }
