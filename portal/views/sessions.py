"""Where one is logged in, and logging out there."""

from typing import Any

from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.sessions import present_sessions


class SessionsView(ListUserSessionsView):
    """All of one's own, with the one that one is in; a POST ends all others."""

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        """Return what the page shows: the library's own would write while it is looked at."""
        sessions = present_sessions(self.request)
        told = {"sessions": sessions, "session_count": len(sessions)}
        told["days"] = settings.RETENTION["sessions"]
        return dict(super(ListUserSessionsView, self).get_context_data(**given)) | told


@require_POST
def end_session(request: HttpRequest, number: int) -> HttpResponse:
    """Log out where one is logged in elsewhere."""
    others = UserSession.objects.filter(user=request.user.pk)
    session = get_object_or_404(others.exclude(session_key=request.session.session_key), pk=number)
    get_adapter().end_sessions([session])
    messages.success(request, _("You are logged out there."))
    return redirect("usersessions_list")
