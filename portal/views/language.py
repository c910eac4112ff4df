from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods
from django.views.i18n import LANGUAGE_QUERY_PARAMETER, set_language

from organisations.actions import choose_language


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language of the pages and, for who is signed in, of the mails."""
    if request.method == "POST":
        if request.user.is_authenticated:
            choose_language(request.user, request.POST.get(LANGUAGE_QUERY_PARAMETER, ""))
        return set_language(request)
    goes_to = request.GET.get("next", "")
    is_here = url_has_allowed_host_and_scheme(goes_to, {request.get_host()}, request.is_secure())
    return render(request, "portal/language.html", {"way_back": goes_to if is_here else "/"})
