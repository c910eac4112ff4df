"""The pages of those who spoke."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from consultations.linked_data import speaker_data
from consultations.models import Appearance, Document, Extract, Speaker

_PAGE = 50
_NEWEST_FIRST = ("-consultation__starts", "-session__starts", "order", "pk")


@login_not_required
@require_safe
def speaker_list(request: HttpRequest) -> HttpResponse:
    visible = Appearance.objects.visible_to(request.user).for_list(request.user)
    appearances = Prefetch("appearances", visible.order_by(*_NEWEST_FIRST))
    speakers = Speaker.objects.visible_to(request.user).prefetch_related(appearances)
    page = Paginator(speakers, _PAGE).get_page(request.GET.get("page"))
    return render(request, "consultations/speaker_list.html", {"page_obj": page})


@login_not_required
@require_safe
def speaker(request: HttpRequest, slug: str) -> HttpResponse:
    user = request.user
    speaker = Speaker.objects.visible_to(user).filter(slug=slug).first()
    if speaker is None:
        merged: Any = get_object_or_404(Speaker.objects.merged_before(user), slug=slug)
        return redirect(merged.merged_into)
    appearances = speaker.appearances.visible_to(user)
    shown = appearances.for_list(user).order_by(*_NEWEST_FIRST)
    delivered = Document.objects.visible_to(user).filter(delivered_by__in=appearances)
    context = {
        "speaker": speaker,
        "appearances": shown,
        "linked_data": speaker_data(speaker, shown),
        "delivered": delivered.select_related("consultation__process", "session"),
        "page_obj": Paginator(_voiced(appearances, user), _PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "consultations/speaker.html", context)


def _voiced(appearances: QuerySet[Appearance], user: Any) -> QuerySet[Extract]:
    """Return what the documents attribute to the speaker, by name, the latest first."""
    voiced: Any = Extract.objects.visible_to(user).voiced_by(appearances)
    shown = voiced.with_recommendations(user).with_attribution(user).select_related("document")
    return shown.order_by("-document__date", "document", "pk")
