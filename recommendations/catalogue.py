"""Recommendations as they are listed and taken away."""

from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from catalogue.fields import Field, Kind
from catalogue.surfaces import Surface
from consultations.models import Extract
from organisations.models.user import curates
from recommendations.filters import RecommendationFilter
from recommendations.following import TEXTS
from recommendations.models import Recommendation
from vocabulary.models import Objective


def _rows(user: Any) -> QuerySet[Any]:
    """Return what the person may see and that has a code: drafts have none, and no page."""
    return Recommendation.objects.visible_to(user).exclude(code=None)


def with_numbers(rows: Any) -> QuerySet[Any]:
    """Add how many endorse each, and until when they can."""
    counted: QuerySet[Any] = rows.with_endorsement_count().with_closing_time()
    return counted


def _ready(rows: QuerySet[Any], user: Any) -> QuerySet[Any]:
    sources = Extract.objects.visible_to(user).select_related("document")
    whole = with_numbers(rows).select_related("current_version", "consultation__process", "session")
    # Into lists: of each row without any, Django would make a question that it never asks.
    return whole.prefetch_related(
        Prefetch("themes", to_attr="themes_read"),
        Prefetch("objectives", Objective.objects.select_related("framework"), "objectives_read"),
        Prefetch("instruments", to_attr="instruments_read"),
        Prefetch("extracts", sources, to_attr="sources"),
    )


def _slugs(related: list[Any]) -> list[str]:
    return sorted(each.slug for each in related)


FIELDS = (
    Field(
        "code",
        Kind.TEXT,
        _("Code"),
        _("Given when it was published; never given again."),
        lambda row: row.code,
    ),
    Field(
        "address",
        Kind.ADDRESS,
        _("Address"),
        _("Its page, which stays."),
        lambda row: f"{settings.PUBLIC_URL}{row.get_absolute_url()}",
    ),
    Field(
        "title", Kind.TEXT, _("Title"), _("Of the text as it stands."), lambda row: row.text.title
    ),
    Field(
        "text",
        Kind.TEXT,
        _("Text"),
        _("As it stands, in its own language."),
        lambda row: row.text.text,
    ),
    Field(
        "language",
        Kind.CODE,
        _("Language"),
        _("Of the text, as a code of BCP 47."),
        lambda row: row.text.language,
    ),
    Field(
        "version",
        Kind.NUMBER,
        _("Version"),
        _("The number of the text as it stands."),
        lambda row: row.text.number,
    ),
    Field(
        "version_address",
        Kind.ADDRESS,
        _("Address of the version"),
        _("Exactly this text, for ever."),
        lambda row: f"{settings.PUBLIC_URL}{row.get_absolute_url()}v{row.text.number}/",
    ),
    Field(
        "fingerprint",
        Kind.TEXT,
        _("Fingerprint"),
        _("SHA-256 of what is signed."),
        lambda row: row.text.fingerprint,
    ),
    Field(
        "state",
        Kind.CODE,
        _("State"),
        _("Published, withdrawn, or merged into another."),
        lambda row: row.state,
    ),
    Field(
        "published",
        Kind.MOMENT,
        _("Published"),
        _("When this text was published, in UTC."),
        lambda row: row.text.published_at,
    ),
    Field(
        "asked_of",
        Kind.TEXTS,
        _("Asked of"),
        _("As the source prints them."),
        lambda row: row.text.addressees,
    ),
    Field(
        "asked_by",
        Kind.TEXTS,
        _("Asked by"),
        _("Our reading of who asks it, by its sources."),
        lambda row: sorted({each.voice_kind for each in row.sources}),
    ),
    Field(
        "level",
        Kind.CODE,
        _("Level"),
        _("Political, practical or not specified."),
        lambda row: row.level,
    ),
    Field(
        "level_is_our_reading",
        Kind.FLAG,
        _("Level is our reading"),
        _("True where the source does not label the level."),
        lambda row: row.is_level_inferred,
    ),
    Field(
        "themes",
        Kind.TEXTS,
        _("Themes"),
        _("The short names of its themes."),
        lambda row: _slugs(row.themes_read),
    ),
    Field(
        "objectives",
        Kind.TEXTS,
        _("Objectives"),
        _("Framework and number."),
        lambda row: [each.code for each in row.objectives_read],
    ),
    Field(
        "instruments",
        Kind.TEXTS,
        _("Instruments"),
        _("The short names of its instruments."),
        lambda row: _slugs(row.instruments_read),
    ),
    Field(
        "process",
        Kind.TEXT,
        _("Process"),
        _("The code of the process."),
        lambda row: row.consultation.process.code,
    ),
    Field(
        "consultation",
        Kind.TEXT,
        _("Consultation"),
        _("The code of the consultation."),
        lambda row: row.consultation.code,
    ),
    Field(
        "session",
        Kind.NUMBER,
        _("Session"),
        _("Its number within the consultation."),
        lambda row: row.session and row.session.number,
    ),
    Field(
        "endorsements",
        Kind.NUMBER,
        _("Endorsements"),
        _("Organisations that endorse the text as it stands, by the counting rule."),
        lambda row: row.endorsement_count,
    ),
    Field(
        "named_endorsements",
        Kind.NUMBER,
        _("Named endorsements"),
        _("Those of them that are named; every breakdown is over these."),
        lambda row: row.named_count,
    ),
    Field(
        "closes",
        Kind.MOMENT,
        _("Endorsing closes"),
        _("In UTC; empty where no time is set."),
        lambda row: row.closes,
    ),
    Field(
        "sources",
        Kind.TEXTS,
        _("Sources"),
        _("The public ids of what it is drawn from."),
        lambda row: sorted(each.public_id for each in row.sources),
    ),
)

RECOMMENDATIONS = Surface(
    name="recommendations",
    label=_("What is asked"),
    page="recommendation-list",
    filter_class=RecommendationFilter,
    rows=_rows,
    ready=_ready,
    fields=FIELDS,
    identity="code",
    follows=TEXTS,
    sees=curates,
)
