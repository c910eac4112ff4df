"""What is told of meetings, documents and what was said to those who follow them."""

from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat, Greatest
from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.following import MOMENT, Category, Entry, Follows
from consultations.models import Appearance, Document, Extract, Session
from ledger.told import first_kept, told


def _meeting_public() -> Any:
    return told("consultation.published", "consultation", "consultation__code")


def _document_public(path: str = "") -> Greatest:
    """Return when the document became public: with its meeting, and after its embargo."""
    public = told("document.public", "document", f"{path}slug")
    meeting = told("consultation.published", "consultation", f"{path}consultation__code")
    return Greatest(public, meeting, Coalesce(f"{path}embargo_until", public))


def _documents_dated(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.annotate(**{MOMENT: Greatest(_document_public(), first_kept(Document))})


def _document_entry(row: Document) -> Entry:
    day = row.date.isoformat() if row.date else ""
    kind = " · ".join(filter(None, (row.kind_in_words, row.symbol, day)))
    basis = _("Our summary, not the wording.") if row.is_paraphrase else ""
    return Entry(
        identity=row.get_absolute_url(),
        title=row.title,
        path=row.get_absolute_url(),
        moment=getattr(row, MOMENT),
        text=". ".join(filter(None, (kind, basis))),
        author=row.author,
    )


def _extracts_dated(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.annotate(**{MOMENT: Greatest(_document_public("document__"), first_kept(Extract))})


def _extract_entry(row: Extract) -> Entry:
    """Return the entry of what was said, in our wording; its words the document itself shows."""
    document, place = row.document, reverse("extract-list")
    return Entry(
        identity=f"{document.get_absolute_url()}#{row.anchor}",
        title=f"{row.get_kind_display()}: {row.text}",
        path=document.address_of(row.anchor),
        moment=getattr(row, MOMENT),
        text=_("%(voice)s, in our wording, drawn from %(source)s")
        % {"voice": row.voice_in_words, "source": document.title},
        categories=tuple(
            Category(theme.slug, theme.name, f"{place}?theme=") for theme in row.themes.all()
        ),
    )


def _sessions_dated(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Add when each became public, with its meeting or when it was added; and its number."""
    public = Greatest(_meeting_public(), first_kept(Session))
    return rows.annotate(**{MOMENT: public}, mark=Cast("number", CharField()))


def _session_entry(row: Session) -> Entry:
    return Entry(
        identity=row.get_absolute_url(),
        title=_("Session %(number)s: %(title)s") % {"number": row.number, "title": row.title},
        path=row.get_absolute_url(),
        moment=getattr(row, MOMENT),
    )


def _appearances_dated(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Add when each became public, and by what those of one speaker are told apart."""
    number = Coalesce(Cast("session__number", CharField()), Value("0"))
    colon, order = Value(":"), Cast("order", CharField())
    mark = Concat("consultation__slug", colon, number, colon, "role", colon, order)
    public = Greatest(_meeting_public(), first_kept(Appearance))
    return rows.annotate(**{MOMENT: public}, mark=mark)


def _appearance_entry(row: Any) -> Entry:
    consultation, session = row.consultation, row.session
    place = session or consultation
    then = ", ".join(filter(None, (row.position, row.body)))
    return Entry(
        identity=f"{consultation.get_absolute_url()}#{row.speaker.slug}:{row.mark}",
        title=f"{row.get_role_display()}: {place.title}",
        path=reverse("session", args=[consultation.slug, session.number])
        if session
        else consultation.get_absolute_url(),
        moment=getattr(row, MOMENT),
        text=". ".join(filter(None, (row.shown_name, then))),
    )


DOCUMENTS = Follows(dated=_documents_dated, key="slug", entry=_document_entry)
EXTRACTS = Follows(dated=_extracts_dated, key="public_id", entry=_extract_entry)
SESSIONS = Follows(dated=_sessions_dated, key="mark", entry=_session_entry)
APPEARANCES = Follows(dated=_appearances_dated, key="mark", entry=_appearance_entry)
