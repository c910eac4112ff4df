import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db import DataError, OperationalError
from django.db.models import Field
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.translation import gettext as _

from portal.encoding import names_utf8

# What comes of a filter like `?id__regex=(` or `?created__year=99999`, by database.
_OF_A_FILTER = (IndexError, OverflowError, ValueError)
# More fields or bytes than are taken, or parts whose headers make no sense.
_UNREADABLE = (SuspiciousOperation, MultiPartParserError, TypeError)
_OF_A_PATTERN = "user-defined function"

# Where one sets it up, shows again who one is, and chooses a language; and what watches us.
_WITHOUT_A_FACTOR = ("/accounts/", "/language/", "/healthz", "/readyz", "/static/")

logger = logging.getLogger(__name__)


class LanguageMiddleware(LocaleMiddleware):
    """Speaks the language chosen in this browser, else the person's, else one the browser asks for.

    The admin speaks the language it is written in: half of it would be in another.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Let what follows be in that language."""
        language = _own_language(request)
        if language is None:
            super().process_request(request)
            return
        translation.activate(language)
        request.LANGUAGE_CODE = language


def _own_language(request: HttpRequest) -> str | None:
    if request.path.startswith(reverse("admin:index")):
        return settings.LANGUAGE_CODE
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES or not request.user.is_authenticated:
        return None
    return request.user.language


class SecondFactorMiddleware:
    """Leads who works in the admin to set up a second factor first, where that is asked for.

    From every page but those of accounts: they see what is not public on others as well.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_free = request.path.startswith(_WITHOUT_A_FACTOR)
        if is_free or not (settings.STAFF_SECOND_FACTOR and request.user.is_staff):
            return self.get_response(request)
        if is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
            return self.get_response(request)
        if request.path.startswith(reverse("admin:index")):
            told = _("Set up a second factor first: the admin asks for it here.")
            messages.warning(request, told)
        return redirect("mfa_activate_totp")


class PrivateResponsesMiddleware:
    """What is for one person or browser alone is kept by no cache.

    What any visitor sees may be kept, and is asked for anew each time: without a word of it, caches
    keep a page for as long as they like, and on it a name that was concealed meanwhile.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated or _is_for_one_browser(request, response):
            add_never_cache_headers(response)
        elif not response.has_header("Cache-Control"):
            patch_cache_control(response, no_cache=True)
        return response


def _is_for_one_browser(request: HttpRequest, response: HttpResponse) -> bool:
    """Tell whether a token against forged forms is in it, or a cookie goes with it."""
    holds_token = request.META.get("CSRF_COOKIE_NEEDS_UPDATE", False)
    return holds_token or request.session.modified or bool(response.cookies)


class UnanswerableRequestsMiddleware:
    """Says so where a request can't be read, or the admin is asked for what can't be looked for.

    The admin's lists take any filter from the address and any key of a row that was ticked,
    whether or not a value fits it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request) if _can_be_read(request) else _unanswered(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_arguments: Any
    ) -> HttpResponse | None:
        """Return the page that says so where a list's rows are ticked by what is no key."""
        kept = getattr(view, "model_admin", None)
        if kept is None:
            return None
        ticked = request.POST.getlist(ACTION_CHECKBOX_NAME)
        are_keys = all(_may_be_key(kept.opts.pk, each) for each in ticked)
        return None if are_keys else _unanswered(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the page that says so, or None where the fault is another."""
        is_reading = request.method in ("GET", "HEAD")
        is_in_admin = request.path.startswith(reverse("admin:index"))
        if not (is_reading and is_in_admin and _comes_of_a_filter(request, exception)):
            return None
        logger.warning("An admin page could not be answered", exc_info=exception)
        return _unanswered(request)


def _unanswered(request: HttpRequest) -> HttpResponse:
    return render(request, "400.html", status=HTTPStatus.BAD_REQUEST)


def _can_be_read(request: HttpRequest) -> bool:
    """Read the request, as all pages do; where it can't be, nothing of it is kept.

    No record has NUL in its key, and PostgreSQL does not take it even as a question.
    """
    if names_utf8(request.content_params or {}) and "\0" not in request.path:
        try:
            request.GET.keys()
            request.POST.keys()
        except _UNREADABLE as fault:
            logger.warning("A request could not be read: %s", type(fault).__name__)
        else:
            return True
    request.GET = request.POST = QueryDict()
    return False


def _may_be_key(field: "Field[Any, Any]", value: str) -> bool:
    try:
        field.clean(value, None)
    except ValidationError:
        return False
    return "\0" not in value


def _comes_of_a_filter(request: HttpRequest, exception: Exception) -> bool:
    if isinstance(exception, DataError):
        return True
    if isinstance(exception, OperationalError):
        return _OF_A_PATTERN in str(exception)
    return bool(request.GET) and isinstance(exception, _OF_A_FILTER)
