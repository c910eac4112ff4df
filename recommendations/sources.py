"""Where a recommendation comes from: paragraphs with the words marked, and who said them."""

from typing import Any, NamedTuple

from consultations.marking import Segment, marks_of, segments
from consultations.models import Document, Extract, Paragraph
from recommendations.models import Recommendation

# How much of a long paragraph is shown before the first and after the last marked words.
_CONTEXT = 320


class Source(NamedTuple):
    """One paragraph that the recommendation is drawn from."""

    paragraph: Paragraph
    document: Document
    segments: list[Segment]


def extracts_of(recommendation: Recommendation, user: Any) -> list[Extract]:
    """Return the extracts it is drawn from that the person may see, with their words."""
    extracts = recommendation.extracts.visible_to(user).select_related("document")
    return list(extracts.with_attribution(user).prefetch_related("spans__paragraph"))


def sources_of(extracts: list[Extract]) -> list[Source]:
    """Return each paragraph once, in the order of the text, with all its marked words."""
    by_id = {extract.pk: extract for extract in extracts}
    spans = [span for extract in extracts for span in extract.spans.all()]
    paragraphs = {span.paragraph_id: span.paragraph for span in spans}
    ordered = sorted(paragraphs.values(), key=lambda each: (each.document_id, each.position))
    documents = {extract.document_id: extract.document for extract in extracts}
    return [
        _source(paragraph, documents[paragraph.document_id], spans, by_id) for paragraph in ordered
    ]


def _source(
    paragraph: Paragraph, document: Document, spans: list[Any], by_id: dict[int, Extract]
) -> Source:
    marks = marks_of([span for span in spans if span.paragraph_id == paragraph.pk], by_id)
    start = max(0, min(mark.start for mark in marks) - _CONTEXT)
    end = max(mark.end for mark in marks) + _CONTEXT
    text = paragraph.text[start:end]
    cut = segments(text, marks, offset=start)
    lead = [Segment("… ", ())] if start else []
    tail = [Segment(" …", ())] if end < len(paragraph.text) else []
    return Source(paragraph, document, [*lead, *cut, *tail])
