from collections.abc import Hashable
from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalogue.listing import listing_of
from ledger.clock import now
from ledger.remembering import remembered
from organisations.middleware import acting_representative
from recommendations.briefs import MOST, codes_in
from recommendations.catalogue import RECOMMENDATIONS, with_numbers
from recommendations.filters import RecommendationFilter
from recommendations.models import Endorsement

PAGE_SIZE = 25
AWAITING, ENDORSED, MAY_SIGN, NOTHING = "awaiting", "endorsed", "may sign", ""


class Line(NamedTuple):
    """One recommendation of the list; all that is drawn of it depends on the key.

    `own` is where the organisation of whoever asks stands to it.
    """

    key: Hashable
    recommendation: Any
    own: str
    is_picked: bool


@login_not_required
@require_safe
def recommendation_list(request: HttpRequest) -> HttpResponse:
    """What is asked, narrowed and ordered as the address says."""

    def shown(rows: QuerySet[Any]) -> QuerySet[Any]:
        return with_numbers(rows).select_related("current_version", "consultation__process")

    listing = listing_of(RECOMMENDATIONS, request, PAGE_SIZE, shown)
    words = listing.filter.cleaned.get("q", "")
    is_broadest = listing.filter.present_order == RecommendationFilter.Order.BROADEST
    picked = codes_in(request.GET.getlist("brief"))[:MOST]
    context = {
        "listing": listing,
        "page_obj": listing.page,
        "words": words,
        "at": now(),
        "breadth": is_broadest,
        "picked": picked,
        "lines": _lines(request, listing.page, picked, (words, is_broadest)),
    }
    return render(request, "recommendations/list.html", context)


def _lines(
    request: HttpRequest, page: Any, picked: list[str], drawn_by: tuple[Hashable, ...]
) -> list[Line]:
    own, otherwise = _own(request, page)
    lines = []
    for row in page:
        standing, is_picked = own.get(row.pk, otherwise), row.code in picked
        lines.append(Line((row.pk, standing, is_picked, *drawn_by), row, standing, is_picked))
    return lines


def _own(request: HttpRequest, page: Any) -> tuple[dict[int, str], str]:
    """Return how the person's organisation stands to those that it answered, and to the others."""
    representative = acting_representative(request)
    if representative is None:
        return {}, NOTHING
    organisation, shown = representative.organisation_id, tuple(row.pk for row in page)
    own = remembered(("answers", organisation, shown), lambda: _answers(organisation, shown))
    may_sign = representative.may_sign and representative.organisation.can_endorse
    return own, MAY_SIGN if may_sign else NOTHING


def _answers(organisation: int, shown: tuple[int, ...]) -> dict[int, str]:
    own = Endorsement.objects.filter(organisation=organisation, recommendation__in=shown)
    standing = own.standing().values_list("recommendation_id", "state")
    # Who said no is not asked again.
    answered = own.answering().values_list("recommendation_id", flat=True)
    return dict.fromkeys(answered, NOTHING) | {
        pk: AWAITING if state == Endorsement.State.AWAITING else ENDORSED for pk, state in standing
    }
