"""The pages that anybody may find, for search engines: in parts that their protocol can take."""

from collections.abc import Callable
from datetime import datetime
from io import StringIO
from math import ceil
from operator import methodcaller
from typing import Any, NamedTuple
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.xmlutils import SimplerXMLGenerator

from catalogue.following import MOMENT
from catalogue.linked_data import absolute
from consultations.following import DOCUMENTS
from consultations.models import Consultation, Document, Session, Speaker
from organisations.catalogue import ORGANISATIONS
from portal.models import AboutPage
from recommendations.models import FrozenList, Recommendation, Version
from vocabulary.models import Term

# The protocol allows 50,000; smaller parts are made sooner.
MOST = 10_000
_MOST_PARTS = 5_000  # an index holds no more than 50,000
_NAMESPACE = {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"}
# The pages that are behind no row stand with those about the record.
_PLAIN = "pages"
_VISITOR = AnonymousUser()
_PAGES = (
    "home",
    "recommendation-list",
    "extract-list",
    "document-list",
    "consultation-list",
    "speaker-list",
    "organisation-list",
    "reflected-by-theme",
    "glossary",
    "moderation-rules",
    "moderation-log",
)


class Section(NamedTuple):
    """Pages of one kind: the rows behind them, and when the page of a row last changed.

    Where nobody can tell, nothing is told.
    """

    rows: Callable[[], QuerySet[Any]]
    changed: Callable[[Any], datetime | None] = lambda row: None
    place: Callable[[Any], str] = methodcaller("get_absolute_url")


def _versions() -> QuerySet[Any]:
    seen = Recommendation.objects.visible_to(_VISITOR)
    versions: QuerySet[Any] = Version.objects.filter(recommendation__in=seen)
    return versions.select_related("recommendation")


def _sessions() -> QuerySet[Any]:
    visible = Consultation.objects.visible_to(_VISITOR)
    return Session.objects.filter(consultation__in=visible).select_related("consultation")


SECTIONS: dict[str, Section] = {
    "recommendations": Section(lambda: Recommendation.objects.visible_to(_VISITOR)),
    "versions": Section(_versions),
    "consultations": Section(lambda: Consultation.objects.visible_to(_VISITOR)),
    "sessions": Section(_sessions),
    "documents": Section(
        lambda: DOCUMENTS.dated(Document.objects.visible_to(_VISITOR)),
        lambda row: getattr(row, MOMENT),
    ),
    "speakers": Section(lambda: Speaker.objects.visible_to(_VISITOR).standing()),
    "organisations": Section(lambda: ORGANISATIONS.rows(_VISITOR)),
    "lists": Section(FrozenList.objects.all, lambda row: row.frozen_at),
    "terms": Section(Term.objects.all, place=lambda row: reverse("term", args=[row.slug])),
    _PLAIN: Section(lambda: AboutPage.objects.for_readers_of(settings.LANGUAGE_CODE)),
}


def index() -> bytes:
    """Return the addresses of all parts."""
    parts = [
        absolute(reverse("sitemap-part", args=[name, number]))
        for name, section in SECTIONS.items()
        for number in range(1, _parts_of(name, section) + 1)
    ]
    return _written("sitemapindex", "sitemap", [(address, None) for address in parts])


def _parts_of(name: str, section: Section) -> int:
    return max(ceil(section.rows().count() / MOST), int(name == _PLAIN))


def part(name: str, number: int) -> bytes | None:
    """Return the addresses of one part, or None where there is no such part."""
    section = SECTIONS.get(name)
    if section is None or not 0 < number <= _MOST_PARTS:
        return None
    rows = section.rows().order_by("pk")[(number - 1) * MOST : number * MOST]
    pages = [(absolute(section.place(row)), section.changed(row)) for row in rows]
    if (name, number) == (_PLAIN, 1):
        pages += [(absolute(reverse(name)), None) for name in _PAGES]
    return _written("urlset", "url", pages) if pages else None


def _written(root: str, element: str, pages: list[tuple[str, datetime | None]]) -> bytes:
    out = StringIO()
    xml = SimplerXMLGenerator(out, "utf-8")
    xml.startDocument()
    xml.startElement(root, AttributesImpl(_NAMESPACE))
    for address, changed in pages:
        xml.startElement(element, AttributesImpl({}))
        xml.addQuickElement("loc", address)
        if changed:
            xml.addQuickElement("lastmod", changed.isoformat(timespec="seconds"))
        xml.endElement(element)
    xml.endElement(root)
    return out.getvalue().encode()
