from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consultations.models import Document
from organisations.models import User
from recommendations.figures import Year, as_table, years_of
from recommendations.models import ModerationDecision, Recommendation, Rule

PAGE_SIZE = 50
_SECONDS_TO_KEEP = 600


@login_not_required
@require_safe
def moderation_log(request: HttpRequest) -> HttpResponse:
    """What moderators decided on what the person may see, without names and without words."""
    rows = _decisions(request.user).select_related(
        "entry",
        "rule",
        "appeal",
        "comment__recommendation__current_version",
        "comment__paragraph__document",
    )
    latest_first = rows.order_by("-entry__time", "-pk")
    page = Paginator(latest_first, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "years": _years()}
    return render(request, "recommendations/moderation_log.html", context)


@login_not_required
@require_safe
def moderation_table(request: HttpRequest) -> StreamingHttpResponse:
    """The same to take away: every decision on what a visitor may see."""
    return StreamingHttpResponse(
        as_table(_decisions(AnonymousUser())),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="moderation-log.csv"'},
    )


def _decisions(person: User | AnonymousUser) -> models.QuerySet[ModerationDecision]:
    """Return the decisions on comments on what the person may see."""
    asked = Recommendation.objects.visible_to(person)
    documents = Document.objects.visible_to(person)
    return ModerationDecision.objects.filter(
        models.Q(comment__recommendation__in=asked)
        | models.Q(comment__paragraph__document__in=documents)
    )


def _years() -> list[Year]:
    """Return the figures of each year; they are for everybody, and may be ten minutes old."""
    years: list[Year] | None = cache.get("moderation-years")
    if years is None:
        years = years_of(_decisions(AnonymousUser()))
        cache.set("moderation-years", years, _SECONDS_TO_KEEP)
    return years


@login_not_required
@require_safe
def moderation_rules(request: HttpRequest) -> HttpResponse:
    """By which rules moderators decide."""
    return render(
        request, "recommendations/moderation_rules.html", {"rules": Rule.objects.in_force()}
    )
