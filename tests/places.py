"""Every address that shows something, for tests that look everywhere."""

from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from catalogue.writers import FORMATS
from consultations.models import Consultation, Document, Extract, Paragraph, Speaker
from organisations.models import Organisation, SavedSearch
from portal.searching import KINDS as SEARCHED
from portal.sitemap import SECTIONS
from portal.surfaces import SURFACES
from recommendations.briefs import MOST
from recommendations.models import Comment, FrozenList, Recommendation
from spreadsheets.models import Spreadsheet
from spreadsheets.sheets import SHEETS
from tests.canaries import SEEK, WORD

Choice = Callable[[Iterable[Any]], list[Any]]
PLAIN = (
    "home",
    "awaiting",
    "search",
    "recommendation-list",
    "endorse-several",
    "reflected-by-theme",
    "consultation-list",
    "whole-calendar",
    "open-data",
    "seals",
    "seals-file",
    "calendar",
    "speaker-list",
    "extract-list",
    "document-list",
    "organisation-list",
    "organisation-apply",
    "organisation-applied",
    "moderation-log",
    "moderation-table",
    "field-guide",
    "glossary",
    "robots",
    "security",
    "colleagues",
    "saved-searches",
    "tokens",
    "api",
    "api-schema",
    "account_email",
    "usersessions_list",
    "account_login",
    "mfa_index",
)
SEARCHABLE = (
    "search",
    "recommendation-list",
    "extract-list",
    "document-list",
    "organisation-list",
    "glossary",
)
ABOUT_ONE = (
    "recommendation",
    "related",
    "endorse",
    "naming",
    "object",
    "prepare",
    "prepared-attachment",
    "prepared-scan",
    "decline",
    "withdraw",
    "comments",
)
WITH_A_PAGE = (
    "consultations.consultation",
    "consultations.speaker",
    "consultations.document",
    "organisations.organisation",
    "portal.aboutpage",
    "recommendations.comment",
)
OF_ITS_OWN = {"document": ("compare", "marks", "review", "sentences")}
ABOUT_A_COMMENT = ("revise-comment", "withdraw-comment", "appeal", "report")


def telling(rows: Iterable[Any]) -> list[Any]:
    """Return the rows that hold a planted word or stand beside one that does, and one other."""
    near = {row: any(WORD.search(str(vars(each))) for each in _beside(row)) for row in rows}
    others = [row for row in near if not near[row]]
    return [row for row in near if near[row]] + others[:1]


def _beside(row: Any) -> Iterator[Any]:
    """Yield the row, the rows that it points at and those that point at it."""
    yield row
    for link in (field for field in row._meta.get_fields() if field.is_relation):
        there = getattr(row, link.get_accessor_name() if link.auto_created else link.name, None)
        yield from there.all() if hasattr(there, "all") else [there] if there else []


def _addresses_of_lists() -> Iterator[str]:
    for frozen in FrozenList.objects.all():
        yield frozen.get_absolute_url()
        for ending in ("json", "csv"):
            yield reverse("frozen-list-file", args=[frozen.public_id, ending])


def _addresses_of_citations(chosen: Choice) -> Iterator[str]:
    """Yield where each thing that has a place is cited; where it is hidden nothing is there."""
    rows = [*chosen(Document.objects.all()), *chosen(Consultation.objects.all())]
    places = [row.get_absolute_url() for row in rows]
    paragraphs = chosen(Paragraph.objects.all())
    places += [f"{each.document.get_absolute_url()}{each.anchor}/" for each in paragraphs]
    places += [f"/extracts/{extract.public_id}/" for extract in chosen(Extract.objects.all())]
    for row in chosen(Recommendation.objects.exclude(code=None)):
        places += [version.get_absolute_url() for version in row.versions.all()]
    yield from (f"{place}cite.ris" for place in places)


def _addresses_of_feeds(chosen: Choice) -> Iterator[str]:
    """Yield the feeds of lists and of what has one of its own, and the map of all pages."""
    yield from (f"/{name}/feed.atom" for name in SURFACES)
    yield from (f"/{name}/feed.atom?q={SEEK}" for name in SURFACES)
    for model in (Consultation, Organisation, Speaker):
        rows = chosen(model._default_manager.all())
        yield from (f"{row.get_absolute_url()}feed.atom" for row in rows)
    yield reverse("sitemap")
    yield from (reverse("sitemap-part", args=[name, 1]) for name in SECTIONS)


def _addresses_of_exports() -> Iterator[str]:
    """Yield the files of all lists, whole and narrowed to what holds a planted word."""
    for surface, ending in product(SURFACES, FORMATS):
        yield reverse("export", args=[surface, ending])
    for surface in SURFACES:
        yield f"{reverse('export', args=[surface, 'jsonl'])}?q={SEEK}"


def _addresses_of_briefs(chosen: Choice) -> Iterator[str]:
    """Yield briefs of everything that has a code: the page, and the one file that can be read."""
    codes = [("code", row.code) for row in chosen(Recommendation.objects.exclude(code=None))]
    for begin in range(0, len(codes), MOST):
        query = urlencode(codes[begin : begin + MOST])
        yield f"{reverse('brief')}?{query}"
        yield f"{reverse('brief-file', args=['docx'])}?{query}"


def addresses_for_programs(chosen: Choice) -> Iterator[str]:
    for name, surface in SURFACES.items():
        yield f"{reverse(f'api-{name}')}?limit=100"
        yield f"{reverse(f'api-{name}')}?limit=100&q={SEEK}"
        rows = surface.rows(AnonymousUser()).model._default_manager.all()
        identities = (getattr(row, surface.identity) for row in chosen(rows))
        yield from (reverse(f"api-{name}-one", args=[each]) for each in identities if each)


def _addresses_of_documents(chosen: Choice) -> Iterator[str]:
    for document in chosen(Document.objects.all()):
        yield reverse("document-file", args=[document.slug])
        for edition in (document, *document.replaced_by.all()):
            yield reverse("document-changes", args=[edition.slug])


def public_addresses(chosen: Choice) -> Iterator[str]:
    """Yield every address outside the admin that shows something, for the rows that are chosen."""
    yield from (reverse(name) for name in PLAIN)
    yield from (f"{reverse(name)}?q={SEEK}" for name in SEARCHABLE)
    yield from (f"{reverse('search')}?q={SEEK}&kind={kind.name}" for kind in SEARCHED)
    for row in chosen(Recommendation.objects.exclude(code=None)):
        yield from (reverse(name, args=[row.code]) for name in ABOUT_ONE)
        yield from (version.get_absolute_url() for version in row.versions.all())
    for consultation in chosen(Consultation.objects.all()):
        yield from (session.get_absolute_url() for session in consultation.sessions.all())
        yield f"{reverse('recommendation-list')}?consultation={consultation.slug}"
        yield reverse("reflected-in-consultation", args=[consultation.slug])
        yield reverse("consultation-calendar", args=[consultation.slug])
    yield from _addresses_of_lists()
    yield from _addresses_of_exports()
    yield from _addresses_of_briefs(chosen)
    yield from addresses_for_programs(chosen)
    yield from _addresses_of_documents(chosen)
    yield from _addresses_of_citations(chosen)
    yield from _addresses_of_feeds(chosen)
    for paragraph in chosen(Paragraph.objects.all()):
        yield reverse("paragraph-comments", args=[paragraph.document.slug, paragraph.anchor])
    for comment in chosen(Comment.objects.all()):
        yield from (reverse(name, args=[comment.public_id]) for name in ABOUT_A_COMMENT)
    yield from (reverse("saved-search", args=[each.pk]) for each in SavedSearch.objects.all())
    for label in WITH_A_PAGE:
        rows = apps.get_model(label)._default_manager.all()
        yield from (row.get_absolute_url() for row in chosen(rows))


def admin_addresses(chosen: Choice) -> Iterator[str]:
    """Yield every list that the admin has, and every page of the rows that are chosen."""
    yield reverse("admin:index")
    for model in admin.site._registry:
        base = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        yield base
        yield f"{base}?q={SEEK}"
        if _is_ours(model):
            yield f"{base}?state=all"
            for row in chosen(model._default_manager.all()):
                pages = ("change", "history", *OF_ITS_OWN.get(model._meta.model_name, ()))
                yield from (f"{base}{row.pk}/{page}/" for page in pages)
            yield from _addresses_of_what_was(model, base)
    yield from (reverse("spreadsheet-export", args=[kind, "csv"]) for kind in SHEETS)
    yield from (each.get_absolute_url() for each in Spreadsheet.objects.all())


def _addresses_of_what_was(model: Any, base: str) -> Iterator[str]:
    """Yield the pages of former states of records, where a planted word stands in them."""
    former = model.history.all() if hasattr(model, "history") else ()
    told = (each for each in former if WORD.search(str(vars(each))))
    yield from (f"{base}{each.id}/history/{each.history_id}/" for each in told)


def _is_ours(model: Any) -> bool:
    return model._meta.app_label in ("consultations", "organisations", "recommendations", "ledger")
