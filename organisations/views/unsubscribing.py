from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from organisations import actions
from organisations.unsubscribing import person_of_token


@login_not_required
@never_cache
@csrf_exempt  # the token is the proof, and mail programs post it by one click (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to send no more mails than receipts; only a POST decides."""
    person = person_of_token(token)
    if person is None:
        raise Http404
    if request.method == "POST":
        actions.set_wants_notices(person=person, wants=request.POST.get("wants") == "yes")
        person.refresh_from_db()
    return render(request, "organisations/unsubscribe.html", {"person": person})
