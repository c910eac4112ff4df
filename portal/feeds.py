"""Feeds of what is public, for any list and for one consultation, organisation or speaker.

A feed reader has no session: whoever asks gets what a visitor gets.
"""

from hashlib import sha256
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalogue.atom import MEDIA_TYPE, Ways, feed_of
from catalogue.following import Page, Source, earlier, later, place_of
from consultations.models import Consultation, Speaker
from organisations.models import Organisation
from portal.followed import (
    of_consultation,
    of_organisation,
    of_speaker,
    of_surface,
    page_of,
    title_of,
)
from portal.surfaces import SURFACES

_VISITOR = AnonymousUser()


@login_not_required
@require_safe
def list_feed(request: HttpRequest, name: str) -> HttpResponseBase:
    """What a list holds, narrowed as the same address without `feed.atom` narrows its page."""
    surface = SURFACES.get(name)
    if surface is None:
        raise Http404
    query = surface.narrowing(request.GET)
    source = of_surface(surface, query)
    page = page_of(surface, query)
    return _answer(request, title_of(surface, query), page, [source], query)


@login_not_required
@require_safe
def consultation_feed(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The texts, documents and sessions of one consultation."""
    consultation = get_object_or_404(Consultation.objects.visible_to(_VISITOR), slug=slug)
    sources = of_consultation(consultation)
    return _answer(request, consultation.title, consultation.get_absolute_url(), sources)


@login_not_required
@require_safe
def organisation_feed(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What one organisation endorses by name, and its published comments."""
    organisation = get_object_or_404(Organisation.objects.visible_to(_VISITOR), slug=slug)
    sources = of_organisation(organisation)
    return _answer(request, organisation.name, organisation.get_absolute_url(), sources)


@login_not_required
@require_safe
def speaker_feed(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Where one speaker appeared, and what they said."""
    standing = Speaker.objects.visible_to(_VISITOR).standing()
    speaker = get_object_or_404(standing, slug=slug)
    return _answer(request, str(speaker), speaker.get_absolute_url(), of_speaker(speaker))


def _answer(
    request: HttpRequest,
    title: str,
    page: str,
    sources: list[Source],
    query: QueryDict | None = None,
) -> HttpResponseBase:
    """Return the page of the feed, or that it has not changed since it was last fetched.

    Only what the answer holds tells that: what is hidden leaves no later moment behind.
    """
    kept = query or QueryDict()
    found = _entries_of(request, sources)
    ways = _ways(request.path, page, kept, found, request)
    content = feed_of(title, ways, [told.entry for told in found.entries])
    tag = f'"{sha256(content).hexdigest()[:32]}"'
    headers = {"Cache-Control": "no-cache", "ETag": tag, "X-Content-Type-Options": "nosniff"}
    answer = HttpResponse(content, content_type=MEDIA_TYPE, headers=headers)
    return get_conditional_response(request, etag=tag, response=answer) or answer


def _entries_of(request: HttpRequest, sources: list[Source]) -> Page:
    """Return the page that the address asks for; raises Http404 where there can be none."""
    for name, turned in (("after", later), ("before", earlier)):
        if name in request.GET:
            place = place_of(request.GET[name])
            if place is None:
                raise Http404(_("No entry stands there."))
            return turned(sources, place)
    return earlier(sources)


def _ways(path: str, page: str, kept: QueryDict, found: Page, request: HttpRequest) -> Ways:
    entries = found.entries
    turned = {name: request.GET[name] for name in ("after", "before") if name in request.GET}
    previous = {"after": str(entries[0].place)} if entries and found.has_later else {}
    following = {"before": str(entries[-1].place)} if entries and found.has_earlier else {}
    return Ways(
        page=page,
        first=f"{path}{_asked(kept)}",
        own=f"{path}{_asked(kept, **turned)}",
        previous=f"{path}{_asked(kept, **previous)}" if previous else "",
        next=f"{path}{_asked(kept, **following)}" if following else "",
    )


def _asked(query: QueryDict, **more: Any) -> str:
    """Return the query as it stands in an address, with what is added to it."""
    whole = query.copy()
    for name, value in more.items():
        whole[name] = value
    return f"?{whole.urlencode()}" if whole else ""
