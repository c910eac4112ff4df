"""What was said, as tables: consultations, who appeared in them, and texts by paragraphs."""

from typing import Any

from django.db.models import QuerySet

from catalogue.fields import Kind
from consultations.catalogue import DOCUMENTS, EXTRACTS
from consultations.models import (
    Appearance,
    Consultation,
    Document,
    Paragraph,
    Process,
    Session,
    Speaker,
)
from ledger.canonical import fingerprint
from organisations.models import Organisation
from portal.opendata.tables import NOBODY, Table, column, of_surface

_OF_A_MEETING = {"consultation": ("consultations", "code")}
_OF_A_DOCUMENT = {"document": ("documents", "slug")}


def listed_slug(organisation: Organisation | None) -> str | None:
    """Return the short name of an organisation that everybody may see, else None."""
    if organisation is None or not organisation.is_listed:
        return None
    is_public = organisation.status in Organisation.PUBLIC_STATUSES
    return organisation.slug if is_public else None


def _meetings() -> QuerySet[Consultation]:
    return Consultation.objects.visible_to(NOBODY)


def _appearance_id(row: Appearance) -> str:
    """Return what two appearances share only where nothing tells them apart."""
    where = [row.consultation.code, row.session and row.session.number, row.order, row.role]
    who = [row.printed, row.speaker and row.speaker.slug, row.position, row.body]
    return fingerprint([*where, *who])[:20]


def _unless_withheld(name: str) -> Any:
    return lambda row: None if row.is_withheld else getattr(row, name)


def _cells(row: Paragraph) -> list[str]:
    """Return the cells of a row of a table, each as one text."""
    cells = [] if row.is_withheld else row.cells or []
    return ["\n".join(map(str, cell)) if isinstance(cell, list) else str(cell) for cell in cells]


PROCESSES = Table(
    "processes",
    "Intergovernmental processes",
    (
        column("code", Kind.TEXT, "Given by the curators; stays."),
        column("name", Kind.TEXT, "What it is called."),
        column("starts", Kind.DAY, "First day."),
        column("ends", Kind.DAY, "Last day."),
    ),
    {"code": "code"},
    lambda: Process.objects.visible_to(NOBODY),
    lasting=None,
)
CONSULTATIONS = Table(
    "consultations",
    "Consultations",
    (
        column("code", Kind.TEXT, "Fixed once public; recommendations are numbered after it."),
        column("process", Kind.TEXT, "The code of its process.", "process.code"),
        column("slug", Kind.TEXT, "As in its address."),
        column("kind", Kind.TEXT, "Thematic consultation and so on."),
        column("title", Kind.TEXT, "What it is called here."),
        column("official_title", Kind.TEXT, "As its organisers print it."),
        column("place", Kind.TEXT, "City."),
        column("venue", Kind.TEXT, "Building."),
        column("time_zone", Kind.TEXT, "By its name in the IANA data base."),
        column("starts", Kind.DAY, "First day."),
        column("ends", Kind.DAY, "Last day."),
        column("comment_opens", Kind.MOMENT, "Comments are taken from this moment."),
        column("comment_closes", Kind.MOMENT, "Until before this one."),
        column("endorsement_opens", Kind.MOMENT, "Endorsements are taken from this moment."),
        column("endorsement_closes", Kind.MOMENT, "Until before this one."),
    ),
    {"code": "code"},
    _meetings,
    lambda rows: rows.select_related("process"),
    lasting=None,
    points_at={"process": ("processes", "code")},
)
SESSIONS = Table(
    "sessions",
    "Sessions of consultations",
    (
        column("consultation", Kind.TEXT, "The code of its consultation.", "consultation.code"),
        column("number", Kind.NUMBER, "Within the consultation; fixed once public."),
        column("title", Kind.TEXT, "What it is about."),
        column("room", Kind.TEXT, "Where."),
        column("starts", Kind.MOMENT, "Empty where it is not known."),
        column("ends", Kind.MOMENT, "Empty where it is not known."),
    ),
    {"consultation": "consultation__code", "number": "number"},
    lambda: Session.objects.filter(consultation__in=_meetings()),
    lambda rows: rows.select_related("consultation"),
    lasting=None,
    points_at=_OF_A_MEETING,
)
SPEAKERS = Table(
    "speakers",
    "People who spoke",
    (
        column("slug", Kind.TEXT, "As in the address of their page."),
        column("name", Kind.TEXT, "As the sources print it."),
        column("honorific", Kind.TEXT, "As printed."),
        column("is_identity_confirmed", Kind.FLAG, "Whether the curators know who is meant."),
    ),
    {"slug": "slug"},
    lambda: Speaker.objects.visible_to(NOBODY).standing(),
    lasting=None,
)
APPEARANCES = Table(
    "appearances",
    "Who appeared where, as printed",
    (
        column("id", Kind.TEXT, "Made of what the row says.", _appearance_id),
        column("consultation", Kind.TEXT, "The code of the consultation.", "consultation.code"),
        column("session", Kind.NUMBER, "Empty for the whole consultation.", "session.number"),
        column("role", Kind.CODE, "Chair, moderator, presenter and so on."),
        column("printed", Kind.TEXT, "Who it was, as the source prints it.", "shown_name"),
        column("speaker", Kind.TEXT, "The short name of the person, if known.", "speaker.slug"),
        column("position", Kind.TEXT, "As printed then."),
        column("body", Kind.TEXT, "As printed then."),
        column(
            "organisation",
            Kind.TEXT,
            "The short name of the organisation meant, if known.",
            lambda row: listed_slug(row.organisation),
        ),
    ),
    {"id": "", "consultation": "consultation__code", "role": "role"},
    lambda: Appearance.objects.visible_to(NOBODY),
    lambda rows: rows.select_related("consultation", "session", "speaker", "organisation"),
    lasting=frozenset({"session", "printed", "position", "body"}),
    points_at=_OF_A_MEETING,
)
PARAGRAPHS = Table(
    "paragraphs",
    "Documents paragraph by paragraph",
    (
        column("document", Kind.TEXT, "The short name of its document.", "document.slug"),
        column("anchor", Kind.TEXT, "By which it is found within the document; stays."),
        column("position", Kind.NUMBER, "Its place in the document."),
        column("kind", Kind.CODE, "Title, paragraph, item and so on."),
        column("level", Kind.NUMBER, "How deep it lies."),
        column("label", Kind.TEXT, "As printed.", _unless_withheld("label")),
        column("reference", Kind.TEXT, "How it is cited."),
        column("text", Kind.TEXT, "Its words; empty where withheld.", _unless_withheld("text")),
        column("cells", Kind.TEXTS, "Of a row of a table.", _cells),
        column("withheld", Kind.TEXT, "Why its words are withheld.", "withheld_reason"),
    ),
    {"document": "document__slug", "anchor": "anchor"},
    lambda: Paragraph.objects.filter(document__in=Document.objects.visible_to(NOBODY)),
    lambda rows: rows.select_related("document"),
    witness=lambda: Paragraph.objects.readable_by(NOBODY),
    lasting=frozenset({"position", "kind", "level"}),
    points_at=_OF_A_DOCUMENT,
)
TABLES = (
    PROCESSES,
    CONSULTATIONS,
    SESSIONS,
    SPEAKERS,
    APPEARANCES,
    of_surface(
        DOCUMENTS,
        lasting=frozenset({"state", "date", "kind"}),
        points_at={"process": ("processes", "code")},
    ),
    PARAGRAPHS,
    of_surface(
        EXTRACTS,
        lasting=frozenset({"kind", "level", "process", "consultation", "session", "date"}),
        points_at=_OF_A_DOCUMENT,
    ),
)
