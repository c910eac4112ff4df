from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from portal.datasets import data_catalogue
from portal.models import AboutPage
from portal.prose import rendered


@login_not_required
@require_safe
def about(request: HttpRequest, slug: str) -> HttpResponse:
    """A short page that curators edit."""
    pages = AboutPage.objects.for_readers_of(get_language())
    page = get_object_or_404(pages, slug=slug)
    if request.path != page.get_absolute_url():
        return redirect(page, permanent=True)
    others = pages.exclude(pk=page.pk)
    context = {"page": page, "html": rendered(page.text), "others": others}
    context["release"] = settings.RELEASE
    if slug == "using":
        context["linked_data"] = data_catalogue()
    return render(request, "portal/about.html", context)
