from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consultations.models import Document
from recommendations.models import ModerationDecision, Recommendation, Rule

PAGE_SIZE = 50


@login_not_required
@require_safe
def moderation_log(request: HttpRequest) -> HttpResponse:
    """What moderators decided on what the person may see, without names and without words."""
    asked = Recommendation.objects.visible_to(request.user)
    documents = Document.objects.visible_to(request.user)
    rows = ModerationDecision.objects.filter(
        models.Q(comment__recommendation__in=asked)
        | models.Q(comment__paragraph__document__in=documents)
    ).select_related(
        "entry",
        "rule",
        "comment__recommendation__current_version",
        "comment__paragraph__document",
    )
    latest_first = rows.order_by("-entry__time", "-pk")
    page = Paginator(latest_first, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "recommendations/moderation_log.html", {"page_obj": page})


@login_not_required
@require_safe
def moderation_rules(request: HttpRequest) -> HttpResponse:
    """By which rules moderators decide."""
    return render(
        request, "recommendations/moderation_rules.html", {"rules": Rule.objects.in_force()}
    )
