from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from recommendations.models import ModerationDecision

PAGE_SIZE = 50


@login_not_required
@require_safe
def moderation_log(request: HttpRequest) -> HttpResponse:
    """What moderators decided, without names and without words."""
    rows = ModerationDecision.objects.filter(comment__recommendation__isnull=False)
    rows = rows.select_related("entry", "comment__recommendation__current_version")
    latest_first = rows.order_by("-entry__time", "-pk")
    page = Paginator(latest_first, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "recommendations/moderation_log.html", {"page_obj": page})
