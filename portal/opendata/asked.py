"""What is asked, who stands behind it and what is said about it, as tables."""

from typing import Any

from django.db.models import QuerySet

from catalogue.fields import Kind
from organisations.catalogue import ORGANISATIONS
from organisations.models import Organisation
from portal.opendata.meetings import listed_slug
from portal.opendata.tables import NOBODY, Table, column, of_surface
from recommendations.catalogue import RECOMMENDATIONS
from recommendations.models import (
    Comment,
    CommentRevision,
    Endorsement,
    Recommendation,
    Reflection,
    Version,
)
from recommendations.models.endorsement import EndorsementQuerySet

_OF_AN_ASK = {"recommendation": ("recommendations", "code")}
# What of a recommendation is said again by the version that it stands at.
OF_THE_VERSION = ("title", "text")


def _asked() -> QuerySet[Recommendation]:
    return Recommendation.objects.visible_to(NOBODY).exclude(code=None)


def _unless_withheld(name: str) -> Any:
    return lambda row: None if row.is_withheld else getattr(row, name)


def _named() -> EndorsementQuerySet:
    """Return the named endorsements of everybody's lists."""
    listed = Organisation.objects.visible_to(NOBODY).listed()
    return Endorsement.objects.visible_to(NOBODY).filter(organisation__in=listed)


def _comments() -> QuerySet[Comment]:
    return Comment.objects.visible_to(NOBODY)


def _suggested(row: Comment) -> str | None:
    """Return what it suggests instead; nothing beside a withheld text, as on its page."""
    is_told = row.version is not None and not row.version.is_withheld
    return row.words.suggested_text or None if is_told else None


def _findings() -> QuerySet[Reflection]:
    rows: Any = Reflection.objects.live().visible_to(NOBODY)
    readable: QuerySet[Reflection] = rows.filter(is_readable=True)
    return readable


VERSIONS = Table(
    "versions",
    "Texts of recommendations, each exactly as it is signed",
    (
        column("recommendation", Kind.TEXT, "The code.", "recommendation.code"),
        column("number", Kind.NUMBER, "Within the recommendation."),
        column("title", Kind.TEXT, "Empty where withheld.", _unless_withheld("title")),
        column("text", Kind.TEXT, "Empty where withheld.", _unless_withheld("text")),
        column("asked_of", Kind.TEXTS, "As the source prints them.", "addressees"),
        column("language", Kind.CODE, "Of the text, as a code of BCP 47."),
        column("change", Kind.CODE, "First text, editorial change or change of substance."),
        column("note", Kind.TEXT, "What was changed."),
        column("published", Kind.MOMENT, "In UTC.", "published_at"),
        column("fingerprint", Kind.TEXT, "SHA-256 of what is signed."),
        column("withheld", Kind.TEXT, "Why it is withheld.", "withheld_reason"),
    ),
    {"recommendation": "recommendation__code", "number": "number"},
    lambda: Version.objects.filter(recommendation__in=_asked()),
    lambda rows: rows.select_related("recommendation"),
    witness=lambda: Version.objects.filter(recommendation__in=_asked(), withheld_reason=""),
    lasting=frozenset({"language", "change", "published", "fingerprint"}),
    points_at=_OF_AN_ASK,
)
ENDORSEMENTS = Table(
    "endorsements",
    "Endorsements by name: only these, the others are counted",
    (
        column("organisation", Kind.TEXT, "Its short name.", "organisation.slug"),
        column("organisation_name", Kind.TEXT, "As it signed."),
        column("recommendation", Kind.TEXT, "The code.", "recommendation.code"),
        column("version", Kind.NUMBER, "The text that it endorses.", "version.number"),
        column("fingerprint", Kind.TEXT, "Of that text.", "version.fingerprint"),
        column("signed", Kind.DAY, "The day, in UTC.", lambda row: row.signed_at.date()),
        column("is_with_reservation", Kind.FLAG, "Or in full.", lambda row: bool(row.reservation)),
        column("reservation", Kind.TEXT, "Its words.", lambda row: row.reservation or None),
    ),
    {
        "organisation": "organisation__slug",
        "recommendation": "recommendation__code",
        "version": "version__number",
    },
    lambda: _named().live(),
    lambda rows: rows.select_related("organisation", "recommendation", "version"),
    shown=_named,
    lasting=frozenset({"fingerprint", "signed"}),
    points_at={**_OF_AN_ASK, "organisation": ("organisations", "slug")},
)
COMMENTS = Table(
    "comments",
    "Published comments",
    (
        column("public_id", Kind.TEXT, "Given when it was written; stays."),
        column(
            "recommendation", Kind.TEXT, "The code; or it is on a paragraph.", "recommendation.code"
        ),
        column("version", Kind.NUMBER, "The text that it speaks of.", "version.number"),
        column("document", Kind.TEXT, "Of the paragraph.", "paragraph.document.slug"),
        column("anchor", Kind.TEXT, "Of the paragraph.", "paragraph.anchor"),
        column(
            "organisation",
            Kind.TEXT,
            "Its short name; empty where it is not named.",
            lambda row: listed_slug(row.organisation),
        ),
        column(
            "reply_to",
            Kind.TEXT,
            "The public id of the comment that it answers, if that is published.",
            lambda row: row.parent.public_id if row.parent and row.parent.is_published else None,
        ),
        column("stance", Kind.CODE, "Supports, objects, asks and so on."),
        column("text", Kind.TEXT, "Its words.", "words.text"),
        column("suggested_text", Kind.TEXT, "What should stand there instead.", _suggested),
        column("language", Kind.CODE, "As a code of BCP 47.", "words.language"),
        column("received", Kind.DAY, "The day, in UTC.", lambda row: row.created.date()),
    ),
    {"public_id": "public_id"},
    _comments,
    lambda rows: rows.select_related(
        "recommendation", "version", "paragraph__document", "organisation", "parent", "revision"
    ),
    witness=lambda: CommentRevision.objects.filter(shown_by__in=_comments()),
    lasting=frozenset({"recommendation", "version", "document", "anchor", "received"}),
)
FINDINGS = Table(
    "findings",
    "What became of what is asked, in later texts",
    (
        column("recommendation", Kind.TEXT, "The code.", "recommendation.code"),
        column("document", Kind.TEXT, "The short name of the later text.", "document.slug"),
        column("version", Kind.NUMBER, "The text that was looked for.", "version.number"),
        column("finding", Kind.CODE, "In full, in part, absent and so on."),
        column("anchor", Kind.TEXT, "Of the paragraph it rests on.", "paragraph.anchor"),
        column("words", Kind.TEXT, "Which it rests on.", lambda row: row.words or None),
        column("reason", Kind.TEXT, "Why.", lambda row: row.reason or None),
        column("state", Kind.CODE, "Assessed by one or by two, or to be confirmed."),
    ),
    {"recommendation": "recommendation__code", "document": "document__slug"},
    _findings,
    lambda rows: rows.select_related("recommendation", "document", "version", "paragraph"),
    points_at={**_OF_AN_ASK, "document": ("documents", "slug")},
)
ORGANISATIONS_TABLE = of_surface(
    ORGANISATIONS,
    # One that is suspended leaves the list, and was in it.
    shown=lambda: Organisation.objects.visible_to(NOBODY).listed(),
    lasting=frozenset(field.name for field in ORGANISATIONS.fields),
)
RECOMMENDATIONS_TABLE = of_surface(
    RECOMMENDATIONS,
    lasting=frozenset(
        {
            *OF_THE_VERSION,  # put as their version may be read now: see `reducing`
            *("address", "version", "version_address", "fingerprint", "language", "state"),
            *("published", "level", "level_is_our_reading", "process", "consultation", "session"),
            *("endorsements", "named_endorsements", "closes"),
        }
    ),
    points_at={"consultation": ("consultations", "code")},
)
# Endorsements first: what is taken from them is taken from the counts of the others.
TABLES = (
    ENDORSEMENTS,
    ORGANISATIONS_TABLE,
    RECOMMENDATIONS_TABLE,
    VERSIONS,
    COMMENTS,
    FINDINGS,
)
