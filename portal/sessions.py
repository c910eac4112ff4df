"""Where somebody is logged in: kept so that they find a stranger, and no more than that takes.

The library's table has room for an address and for all that a browser says of itself. Neither is
kept: whoever reads the table learns when somebody logged in, and with which family of browsers.
"""

from typing import Any

from allauth.account import signals
from allauth.usersessions import signals as library
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.http import HttpRequest

from ledger.clock import now
from portal.accounts import NO_ADDRESS

# In this order: most browsers name those that they were made from, too.
_FAMILIES = (
    ("Firefox", ("firefox/", "fxios/")),
    ("Edge", ("edg/", "edga/", "edgios/")),
    ("Opera", ("opr/", "opera")),
    ("Samsung Internet", ("samsungbrowser/",)),
    ("Chrome", ("chrome/", "crios/", "chromium/")),
    ("Safari", ("safari/",)),
)


def family_of(user_agent: str) -> str:
    """Return the family of browsers, or nothing where it is none of the known ones."""
    told = user_agent.casefold()
    return next((name for name, signs in _FAMILIES if any(sign in told for sign in signs)), "")


def note_session(request: HttpRequest, **_rest: Any) -> None:
    """Keep that the person is logged in here; called when they log in."""
    fresh = _fresh(request)
    UserSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={"user": request.user},
        create_defaults=fresh | {"user": request.user},
    )


def present_sessions(request: HttpRequest) -> list[UserSession]:
    """Return where the person is logged in, the first login first; nothing is written.

    Where they are now is among them, also where nothing was kept of it when they logged in.
    """
    alive = Session.objects.filter(expire_date__gt=now()).values("session_key")
    rows = UserSession.objects.filter(user=request.user.pk, session_key__in=alive)
    sessions = list(rows.order_by("created_at", "pk"))
    here = request.session.session_key
    if here not in {each.session_key for each in sessions}:
        sessions.append(UserSession(session_key=here, user_id=request.user.pk, **_fresh(request)))
    return sessions


def _fresh(request: HttpRequest) -> dict[str, Any]:
    at = now()
    return {
        "ip": NO_ADDRESS,
        "user_agent": family_of(request.headers.get("User-Agent", "")),
        "created_at": at,
        "last_seen_at": at,
    }


def note_all() -> None:
    """Note each login, and each change of a password, in place of the library's own receivers."""
    signals.user_logged_in.disconnect(library.on_user_logged_in)
    signals.user_logged_in.connect(note_session)
    for changed in (signals.password_set, signals.password_changed):
        changed.disconnect(library.on_password_changed)
        changed.connect(note_session)
