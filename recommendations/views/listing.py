from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ledger.clock import now
from organisations.middleware import acting_representative
from recommendations.filters import RecommendationFilter
from recommendations.models import Endorsement, Recommendation

PAGE_SIZE = 25


@login_not_required
@require_safe
def recommendation_list(request: HttpRequest) -> HttpResponse:
    """What is asked, narrowed and ordered as the address says."""
    rows = Recommendation.objects.visible_to(request.user).exclude(code=None).for_list()
    filtered = RecommendationFilter(request.GET, queryset=rows, request=request)
    page = Paginator(filtered.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "filter": filtered,
        "page_obj": page,
        "total": rows.count(),
        "order": filtered.Order(filtered.chosen_order()),
        "narrowed": [name for name in request.GET if name not in ("order", "page")],
        "words": filtered.form.cleaned_data.get("q", ""),
        "at": now(),
    }
    return render(request, "recommendations/list.html", context | _own(request, page))


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
