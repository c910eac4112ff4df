"""The reader: a document, paragraph by paragraph, with what was drawn from it."""

from collections import Counter, defaultdict
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from consultations.citing import around_words, document_citation
from consultations.coverage import Coverage, coverage_of, lines_of, may_be_complete
from consultations.linked_data import document_data
from consultations.linking import find_linked, link_of
from consultations.marking import places_of
from consultations.models import (
    Appearance,
    Document,
    Extract,
    Paragraph,
    SentenceMark,
)
from consultations.parts import Part, part_holding, parts_of
from consultations.reading import blocks, paragraphs_for
from consultations.ties import ties_of
from ledger.clock import now
from organisations.models import Organisation

_WHO_ROLES = (
    Appearance.Role.CHAIR,
    Appearance.Role.MODERATOR,
    Appearance.Role.PRESENTER,
    Appearance.Role.RAPPORTEUR,
)


@login_not_required
@require_safe
def document(request: HttpRequest, slug: str) -> HttpResponse:
    user = request.user
    document = get_object_or_404(_with_particulars(user), slug=slug)
    extracts, cited_by = _met(document, user)
    _tell_what_waits(extracts)
    _gather_ties(document, extracts, user)
    paragraphs = paragraphs_for(document, user, document.paragraphs.with_comment_count())
    _gather_answers(document, paragraphs, user)
    takes_comments = _takes_comments(document)
    has_talk = takes_comments and user.is_authenticated
    link = link_of(request.GET)
    linked = find_linked(paragraphs, link)
    parts = parts_of(blocks(paragraphs, extracts, linked), has_talk=has_talk)
    loose = [extract for extract in extracts if not extract.spans.all()]
    anchor = linked[0].paragraph.anchor if linked else link.anchor
    found = _part_with(parts, anchor, loose)
    part = found or _numbered(parts, request.GET.get("part"))
    context = {
        "document": document,
        "linked_data": document_data(document),
        "who": _who(document),
        "counts": _counts(extracts),
        "coverage": _coverage(document, paragraphs, extracts),
        "parts": parts,
        "part": part,
        "is_last_part": part is parts[-1],
        "link": link,
        "linked": linked,
        "is_lost": bool(link.anchor) and found is None,
        "loose": loose,
        "around": around_words(document),
        "citation": document_citation(document, _asked_for(paragraphs, anchor)),
        "editions": _editions(document, user),
        "cited_by": cited_by,
        "file": document.file if document.is_file_offered else None,
        "takes_comments": takes_comments,
        "is_withheld_in_part": any(paragraph.is_withheld for paragraph in paragraphs),
    }
    return render(request, "consultations/document.html", context)


def _part_with(parts: list[Part], anchor: str, loose: list[Extract]) -> Part | None:
    """Return the part in which the anchor is; what rests on no words stands after the last."""
    is_loose = anchor in (extract.anchor for extract in loose)
    return parts[-1] if is_loose else part_holding(parts, anchor)


def _numbered(parts: list[Part], number: str | None) -> Part:
    """Return the part of the number, as near as there is one; the first without a number."""
    return parts[Paginator(parts, 1).get_page(number).number - 1]


def _gather_answers(document: Document, paragraphs: list[Paragraph], user: Any) -> None:
    """Give each paragraph its `answers`: what was found of asks in its words.

    Only in texts of a whole process is anything looked for.
    """
    if document.consultation_id:
        return
    findings: Any = Paragraph.reflections.rel.related_model.objects  # type: ignore[attr-defined]
    answers: dict[int, list[Any]] = defaultdict(list)
    for finding in findings.answering(document, user):
        answers[finding.paragraph_id].append(finding)
    for paragraph in paragraphs:
        paragraph.answers = answers[paragraph.pk]  # type: ignore[attr-defined]


def _gather_ties(document: Document, extracts: list[Extract], user: Any) -> None:
    """Give each extract its `ties`: how it relates to others that the person may see."""
    ties = ties_of(document, user)
    for extract in extracts:
        extract.ties = ties[extract.pk]  # type: ignore[attr-defined]


def _takes_comments(document: Document) -> bool:
    consultation = document.consultation
    is_public = document.is_public and consultation is not None and consultation.is_public
    return is_public and consultation is not None and consultation.is_open_for_comment(now())


def _with_particulars(user: Any) -> QuerySet[Document]:
    author = Prefetch("author_organisation", Organisation.objects.visible_to(user))
    return (
        Document.objects.visible_to(user)
        .with_file_offered(user)
        .select_related("process", "consultation", "session__consultation", "delivered_by__speaker")
        .prefetch_related(author)
    )


def _met(document: Document, user: Any) -> tuple[list[Extract], list[Extract]]:
    """Return the extracts marked in it, and those of others whose words came by way of it.

    They are fetched in one, for the sake of all that is fetched with them.
    """
    met = list(
        Extract.objects.met_in(document, user).with_recommendations(user).with_attribution(user)
    )
    marked = [extract for extract in met if extract.is_marked]
    others = [extract for extract in met if extract.document_id != document.pk]
    return marked, [extract for extract in others if _is_by_way_of(extract, document)]


def _is_by_way_of(extract: Extract, document: Document) -> bool:
    return any(link.document_id == document.pk for link in extract.attributions.all())


def _tell_what_waits(extracts: list[Extract]) -> None:
    """Give each extract `is_to_be_confirmed`: whether a place that was found for it waits."""
    for extract in extracts:
        waiting = any(getattr(place, "is_waiting", False) for place in places_of(extract))
        extract.is_to_be_confirmed = waiting  # type: ignore[attr-defined]


def _who(document: Document) -> list[Appearance]:
    """Return those who led the session that the document reports on."""
    if not document.session:
        return []
    leading = document.session.appearances.filter(role__in=_WHO_ROLES).select_related("speaker")
    return sorted(leading, key=lambda each: (_WHO_ROLES.index(each.role), each.order))


def _counts(extracts: list[Extract]) -> list[tuple[str, int]]:
    numbers = Counter(extract.kind for extract in extracts)
    return [(kind, numbers[kind]) for kind in Extract.Kind if numbers[kind]]


def _coverage(
    document: Document, paragraphs: list[Paragraph], extracts: list[Extract]
) -> Coverage | None:
    """Return how far the sentences that the person may read are recorded.

    None until curators have found of some that they need no record, or all are in extracts.
    """
    marks = SentenceMark.objects.filter(
        paragraph__document=document, kind=SentenceMark.Kind.NO_RECORD
    )
    found = list(marks)
    if not found and not may_be_complete(paragraphs, extracts):
        return None
    coverage = coverage_of(lines_of(paragraphs, extracts, found))
    return coverage if coverage.unneeded or coverage.is_complete else None


def _asked_for(paragraphs: list[Paragraph], anchor: str) -> Paragraph | None:
    """Return the paragraph that the address leads to; None where it leads to the document."""
    return next((each for each in paragraphs if each.anchor == anchor), None)


def _editions(document: Document, user: Any) -> dict[str, list[Document]]:
    others = Document.objects.visible_to(user).filter(
        Q(pk=document.replaces_id) | Q(replaces=document)
    )
    editions: dict[str, list[Document]] = {"older": [], "newer": []}
    for other in others:
        editions["older" if other.pk == document.replaces_id else "newer"].append(other)
    return editions
