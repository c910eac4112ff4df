"""What is searched of documents, of their paragraphs, and of what is drawn from them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consultations.models import Document, Extract, Paragraph
from search.indexing import Found, Kind, Searched, index
from search.models import IndexedText


def index_paragraphs(document: Document, gone: Iterable[int] = ()) -> None:
    """Let the document's paragraphs be found by what they say now, and no more what is gone."""
    index(PARAGRAPHS, [*document.paragraphs.values_list("pk", flat=True), *gone])


def _document(document: Document) -> Searched:
    said = (document.kind, document.author, document.place, document.edition)
    return Searched(
        title=document.title,
        also=document.symbol,
        body=" · ".join(filter(None, said)),
        language=document.language,
        key=document.slug,
    )


def _documents_found(texts: list[IndexedText], _user: Any) -> list[Found]:
    return [
        Found(text, reverse("document", args=[text.key]), notes=(text.also,) if text.also else ())
        for text in texts
    ]


DOCUMENTS = Kind(
    name="document",
    label=_("Documents"),
    rows=Document.objects.all,
    searched=_document,
    visible=Document.objects.visible_to,
    found=_documents_found,
)


def _paragraph(paragraph: Any) -> Searched:
    return Searched(body=paragraph.text, language=paragraph.document.language, key=paragraph.anchor)


def _paragraphs_found(texts: list[IndexedText], user: Any) -> list[Found]:
    readable = Paragraph.objects.readable_by(user).select_related("document")
    rows = readable.in_bulk([text.object_id for text in texts])
    return [
        Found(text, row.get_absolute_url(), heading=str(row))
        for text in texts
        if (row := rows.get(text.object_id))
    ]


PARAGRAPHS = Kind(
    name="paragraph",
    label=_("Paragraphs"),
    rows=lambda: Paragraph.objects.select_related("document"),
    searched=_paragraph,
    visible=Paragraph.objects.readable_by,
    found=_paragraphs_found,
)


def _extract(extract: Extract) -> Searched:
    return Searched(title=extract.text, body=extract.voice, key=extract.public_id)


def _visible_extracts(user: Any) -> QuerySet[Any]:
    return Extract.objects.visible_to(user).prefetch_related(None)


def _extracts_found(texts: list[IndexedText], user: Any) -> list[Found]:
    """Return them with the words they rest on, of which the index holds none: some are withheld."""
    visible = Extract.objects.visible_to(user).select_related("document")
    rows = visible.in_bulk([text.object_id for text in texts])
    return [
        Found(
            text,
            row.document.address_of(row.anchor),
            notes=(row.get_kind_display(), row.document.title),
            source=(_voice_and_words(row), row.document.language),
        )
        for text in texts
        if (row := rows.get(text.object_id))
    ]


def _voice_and_words(extract: Extract) -> str:
    words = " … ".join(span.words for span in extract.spans.all())
    return ": ".join(filter(None, (extract.voice, words)))


EXTRACTS = Kind(
    name="extract",
    label=_("What was said"),
    rows=Extract.objects.all,
    searched=_extract,
    visible=_visible_extracts,
    found=_extracts_found,
)
