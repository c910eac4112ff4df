"""Extracts and documents as they are listed and taken away."""

from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from catalogue.fields import Field, Kind
from catalogue.surfaces import Surface
from consultations import following
from consultations.filters import DocumentFilter, ExtractFilter
from consultations.models import Document, Extract
from organisations.models.user import curates


def _extracts(user: Any) -> QuerySet[Any]:
    return Extract.objects.visible_to(user)


def with_asks(rows: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """Add `asks`: what is asked on the ground of each that the person may see and has a code."""
    drawn: Any = Extract.recommendations.rel.related_model
    asked = drawn.objects.visible_to(user).exclude(code=None).order_by("code")
    return rows.prefetch_related(Prefetch("recommendations", asked, to_attr="asks"))


def _ready_extracts(rows: QuerySet[Any], user: Any) -> QuerySet[Any]:
    whole = with_asks(rows, user).select_related(
        "document__process", "document__consultation", "document__session"
    )
    return whole.prefetch_related("themes", "objectives__framework", "instruments", "addressees")


def _documents(user: Any) -> QuerySet[Any]:
    return Document.objects.visible_to(user)


def _ready_documents(rows: QuerySet[Any], user: Any) -> QuerySet[Any]:
    older = Prefetch("replaces", Document.objects.visible_to(user))
    return rows.select_related("process", "consultation", "session").prefetch_related(older)


def _slugs(related: Any) -> list[str]:
    return sorted(each.slug for each in related.all())


def _extract_address(row: Any) -> str:
    return f"{settings.PUBLIC_URL}{row.document.address_of(row.anchor)}"


EXTRACT_FIELDS = (
    Field(
        "public_id",
        Kind.TEXT,
        _("Public id"),
        _("Given when it was drawn from its document; stays."),
        lambda row: row.public_id,
    ),
    Field(
        "address", Kind.ADDRESS, _("Address"), _("Its note beside the document."), _extract_address
    ),
    Field(
        "kind",
        Kind.CODE,
        _("Kind"),
        _("Recommendation, challenge, point of convergence and so on."),
        lambda row: row.kind,
    ),
    Field(
        "text",
        Kind.TEXT,
        _("Our wording"),
        _("What was said, in our words."),
        lambda row: row.text,
    ),
    Field(
        "words",
        Kind.TEXTS,
        _("Words of the document"),
        _("What it rests on, word for word; empty where the words may not be shown."),
        lambda row: [span.words for span in row.spans.all()],
    ),
    Field(
        "paragraphs",
        Kind.TEXTS,
        _("Paragraphs"),
        _("The references of the paragraphs that hold these words."),
        lambda row: list(dict.fromkeys(span.paragraph.reference for span in row.spans.all())),
    ),
    Field(
        "voice",
        Kind.TEXT,
        _("Voice"),
        _("Who says it, as the source prints it."),
        lambda row: row.voice,
    ),
    Field(
        "asked_by",
        Kind.CODE,
        _("Said by"),
        _("Our reading of the voice."),
        lambda row: row.voice_kind,
    ),
    Field(
        "level",
        Kind.CODE,
        _("Level"),
        _("Political, practical or not specified."),
        lambda row: row.level,
    ),
    Field(
        "our_reading",
        Kind.TEXTS,
        _("Our reading"),
        _("The fields that the source does not label."),
        lambda row: sorted(row.inferred),
    ),
    Field(
        "asked_of",
        Kind.TEXTS,
        _("Asked of"),
        _("As the sources print them."),
        lambda row: sorted(each.name for each in row.addressees.all()),
    ),
    Field(
        "themes",
        Kind.TEXTS,
        _("Themes"),
        _("The short names of its themes."),
        lambda row: _slugs(row.themes),
    ),
    Field(
        "objectives",
        Kind.TEXTS,
        _("Objectives"),
        _("Framework and number."),
        lambda row: [each.code for each in row.objectives.all()],
    ),
    Field(
        "instruments",
        Kind.TEXTS,
        _("Instruments"),
        _("The short names of its instruments."),
        lambda row: _slugs(row.instruments),
    ),
    Field(
        "document",
        Kind.TEXT,
        _("Document"),
        _("The short name of the document, as in its address."),
        lambda row: row.document.slug,
    ),
    Field(
        "document_title",
        Kind.TEXT,
        _("Title of the document"),
        _("As it is printed."),
        lambda row: row.document.title,
    ),
    Field(
        "date",
        Kind.DAY,
        _("Date"),
        _("Of the document; empty where it has none."),
        lambda row: row.document.date,
    ),
    Field(
        "language",
        Kind.CODE,
        _("Language"),
        _("Of the document, as a code of BCP 47."),
        lambda row: row.document.language,
    ),
    Field(
        "process",
        Kind.TEXT,
        _("Process"),
        _("The code of the process."),
        lambda row: row.document.process.code,
    ),
    Field(
        "consultation",
        Kind.TEXT,
        _("Consultation"),
        _("The code of the consultation; empty for a text of the whole process."),
        lambda row: row.document.consultation and row.document.consultation.code,
    ),
    Field(
        "session",
        Kind.NUMBER,
        _("Session"),
        _("Its number within the consultation."),
        lambda row: row.document.session and row.document.session.number,
    ),
    Field(
        "recommendations",
        Kind.TEXTS,
        _("Recommendations"),
        _("The codes of what is asked on the ground of it."),
        lambda row: [each.code for each in row.asks],
    ),
)

DOCUMENT_FIELDS = (
    Field(
        "slug",
        Kind.TEXT,
        _("Short name"),
        _("As in its address; stays once it is public."),
        lambda row: row.slug,
    ),
    Field(
        "address",
        Kind.ADDRESS,
        _("Address"),
        _("Its page, which stays."),
        lambda row: f"{settings.PUBLIC_URL}{row.get_absolute_url()}",
    ),
    Field("title", Kind.TEXT, _("Title"), _("As it is printed."), lambda row: row.title),
    Field(
        "kind",
        Kind.TEXT,
        _("Kind"),
        _("Statement, session report and so on."),
        lambda row: row.kind,
    ),
    Field("symbol", Kind.TEXT, _("Symbol"), _("By which it is archived."), lambda row: row.symbol),
    Field("date", Kind.DAY, _("Date"), _("Empty where it has none."), lambda row: row.date),
    Field("place", Kind.TEXT, _("Place"), _("Where it was issued."), lambda row: row.place),
    Field(
        "author", Kind.TEXT, _("Author"), _("As the document prints it."), lambda row: row.author
    ),
    Field(
        "language",
        Kind.CODE,
        _("Language"),
        _("As a code of BCP 47."),
        lambda row: row.language,
    ),
    Field(
        "basis",
        Kind.CODE,
        _("Text"),
        _("Whether its wording is kept here, or our paraphrase."),
        lambda row: row.text_basis,
    ),
    Field(
        "is_held",
        Kind.FLAG,
        _("Held here"),
        _("False where it is only cited."),
        lambda row: not row.is_stub,
    ),
    Field(
        "edition", Kind.TEXT, _("Edition"), _("Where there are several."), lambda row: row.edition
    ),
    Field(
        "replaces",
        Kind.TEXT,
        _("Replaces"),
        _("The short name of the edition before it."),
        lambda row: row.replaces and row.replaces.slug,
    ),
    Field(
        "source",
        Kind.ADDRESS,
        _("Source"),
        _("Where it was taken from."),
        lambda row: row.source_url or None,
    ),
    Field(
        "state",
        Kind.CODE,
        _("State"),
        _("Public for everybody; curators see others, too."),
        lambda row: row.state,
    ),
    Field(
        "process",
        Kind.TEXT,
        _("Process"),
        _("The code of the process."),
        lambda row: row.process.code,
    ),
    Field(
        "consultation",
        Kind.TEXT,
        _("Consultation"),
        _("The code of the consultation; empty for a text of the whole process."),
        lambda row: row.consultation and row.consultation.code,
    ),
    Field(
        "session",
        Kind.NUMBER,
        _("Session"),
        _("Its number within the consultation."),
        lambda row: row.session and row.session.number,
    ),
)

EXTRACTS = Surface(
    name="extracts",
    label=_("What was said"),
    page="extract-list",
    filter_class=ExtractFilter,
    rows=_extracts,
    ready=_ready_extracts,
    fields=EXTRACT_FIELDS,
    identity="public_id",
    follows=following.EXTRACTS,
    sees=curates,
)
DOCUMENTS = Surface(
    name="documents",
    label=_("Documents"),
    page="document-list",
    filter_class=DocumentFilter,
    rows=_documents,
    ready=_ready_documents,
    fields=DOCUMENT_FIELDS,
    identity="slug",
    follows=following.DOCUMENTS,
    sees=curates,
)
