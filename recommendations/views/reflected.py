"""Asks by later texts: what became of what is asked in a consultation, or under a theme."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from catalogue.paging import page_of
from consultations.models import Consultation
from recommendations.filters import ThemeForm
from recommendations.models import Recommendation
from recommendations.reflecting import matrix_of, numbers_asked

PAGE_SIZE = 100


@login_not_required
@require_safe
def reflected_in_consultation(request: HttpRequest, slug: str) -> HttpResponse:
    """What became of each ask of the consultation, text by text."""
    visible = Consultation.objects.visible_to(request.user)
    consultation = get_object_or_404(visible, slug=slug)
    asked = _asked(request.user).filter(consultation=consultation)
    context = {"consultation": consultation} | _page(request, asked)
    return render(request, "recommendations/reflected_in_consultation.html", context)


@login_not_required
@require_safe
def reflected_by_theme(request: HttpRequest) -> HttpResponse:
    """The same for all asks under the theme that the address names, and under narrower ones."""
    form = ThemeForm(request.GET or None, request=request)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        theme = form.cleaned_data["theme"]
        under = Recommendation.themes.through._default_manager.filter(theme__in=theme.within)
        asked = _asked(request.user).filter(pk__in=under.values("recommendation"))
        context |= {"theme": theme.label} | _page(request, asked)
    return render(request, "recommendations/reflected_by_theme.html", context)


def _page(request: HttpRequest, asked: Any) -> dict[str, Any]:
    numbers = numbers_asked(asked)
    count = sum(numbers.values())
    page = page_of(asked, request.GET.get("page"), size=PAGE_SIZE, count=count)
    return {"page_obj": page, "matrix": matrix_of(asked, numbers, page, request.user)}


def _asked(user: Any) -> Any:
    rows = Recommendation.objects.visible_to(user).published()
    return rows.select_related("current_version").order_by("code")
