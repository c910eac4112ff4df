"""What a visitor can follow: lists as they are narrowed, and what belongs to one record."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, QueryDict

from catalogue.following import Source
from catalogue.surfaces import Surface
from consultations.catalogue import DOCUMENTS, EXTRACTS
from consultations.following import APPEARANCES, SESSIONS
from consultations.models import Consultation, Extract, Speaker
from organisations.models import Organisation
from recommendations.catalogue import RECOMMENDATIONS
from recommendations.following import COMMENTS, ENDORSEMENTS

_VISITOR = AnonymousUser()


def by_visitor() -> HttpRequest:
    """Return a request of nobody, to narrow lists by."""
    request = HttpRequest()
    request.user = _VISITOR
    return request


def of_surface(surface: Surface, query: QueryDict) -> Source:
    """Return the rows of the list that the query keeps; none where it is not well formed."""
    rows = surface.narrowed(query, by_visitor())
    return _source(surface, rows)


def page_of(surface: Surface, query: QueryDict) -> str:
    """Return the address of the list as the query narrows it."""
    place = surface.get_absolute_url()
    return f"{place}?{query.urlencode()}" if query else place


def title_of(surface: Surface, query: QueryDict) -> str:
    """Return what the list is called, what it is narrowed by, and the order if one is chosen."""
    found = surface.filtered(query, by_visitor())
    chosen = [
        str(facet.offered[key])
        for name, facet in found.facets.items()
        for key in found.chosen(name)
    ]
    words = found.cleaned.get("q")
    quoted = [f"“{words}”"] if words else []
    title = ": ".join(filter(None, (str(surface.label), ", ".join([*quoted, *chosen]))))
    order = [str(found.orders[key]) for key in [found.cleaned.get("order")] if key]
    return " · ".join([title, *order])


def of_consultation(consultation: Consultation) -> list[Source]:
    """Return what is asked in it, its documents and its sessions."""
    here = {"consultation": consultation}
    return [
        _source(RECOMMENDATIONS, RECOMMENDATIONS.rows(_VISITOR).filter(**here)),
        _source(DOCUMENTS, DOCUMENTS.rows(_VISITOR).filter(**here)),
        Source(consultation.sessions.all(), SESSIONS),
    ]


def of_organisation(organisation: Organisation) -> list[Source]:
    """Return what it endorses by name, and its published comments."""
    endorsed = organisation.endorsements.live().visible_to(_VISITOR)
    comments = organisation.comments.published().visible_to(_VISITOR)
    subjects = ("recommendation__current_version", "paragraph__document", "revision")
    return [
        Source(endorsed.select_related("organisation", "recommendation", "version"), ENDORSEMENTS),
        Source(comments.select_related("organisation", *subjects), COMMENTS),
    ]


def of_speaker(speaker: Speaker) -> list[Source]:
    """Return where they appeared, what they delivered, and what documents say that they said."""
    appeared = speaker.appearances.visible_to(_VISITOR)
    delivered = DOCUMENTS.rows(_VISITOR).filter(delivered_by__in=appeared)
    return [
        Source(appeared.select_related("speaker", "consultation", "session"), APPEARANCES),
        _source(DOCUMENTS, delivered),
        _source(EXTRACTS, Extract.objects.visible_to(_VISITOR).voiced_by(appeared)),
    ]


def _source(surface: Surface, rows: Any) -> Source:
    return Source(surface.ready(rows, _VISITOR), surface.follows)
