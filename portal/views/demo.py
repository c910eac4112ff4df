from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from organisations.models import User
from portal.loopback import only_on_this_computer
from portal.mailbox import letter, letters
from recommendations.demo.accounts import EMAILS

# A demonstration that has run for long may hold more; the newest are those one looks for.
SHOWN = 100


@login_not_required
@only_on_this_computer
@require_POST
def demo_login(request: HttpRequest) -> HttpResponse:
    """Log in as one of the demo accounts, at a click."""
    email = request.POST.get("email", "")
    if email not in EMAILS:
        raise Http404
    user = get_object_or_404(User, email=email, is_active=True)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    messages.success(request, _("You are logged in as %(name)s.") % {"name": user.name})
    return redirect(_asked_for(request))


def _asked_for(request: HttpRequest) -> str:
    address = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if is_ours else "home"


@login_not_required
@only_on_this_computer
@never_cache
@require_safe
def demo_mail(request: HttpRequest) -> HttpResponse:
    """The mails that this demonstration would have sent, newest first."""
    return render(request, "portal/demo_mail.html", {"letters": letters(SHOWN)})


@login_not_required
@only_on_this_computer
@never_cache
@require_safe
def demo_mail_message(request: HttpRequest, name: str) -> HttpResponse:
    """One of these mails, as it would have arrived."""
    found = letter(name)
    if found is None:
        raise Http404
    return render(request, "portal/demo_mail_message.html", {"letter": found})
