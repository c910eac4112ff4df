from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from organisations.models import User
from organisations.next_address import next_address
from portal.loopback import only_on_this_computer
from portal.mailbox import letter, letters
from portal.sessions import note_session
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
    note_session(request)
    messages.success(request, _("You are logged in as %(name)s.") % {"name": user.name})
    return HttpResponseRedirect(next_address(request))


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
