"""What is told of texts, endorsements and comments to those who follow them."""

from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.following import MOMENT, Category, Entry, Follows
from ledger.told import told


def _texts_dated(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.annotate(**{MOMENT: F("current_version__published_at")})


def _text_entry(row: Any) -> Entry:
    """Return the entry of the text as it stands: another version is another entry."""
    version = row.text
    place = reverse("recommendation-list")
    return Entry(
        identity=f"{row.get_absolute_url()}v{version.number}/",
        title=f"{row.code}: {version.title}",
        path=row.get_absolute_url(),
        moment=getattr(row, MOMENT),
        text=version.text,
        language=version.language,
        categories=tuple(
            Category(theme.slug, theme.name, f"{place}?theme=") for theme in row.themes_read
        ),
    )


def _endorsements_dated(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Add since when each is there by name, for this very text."""
    since = Greatest("signed_at", "named_from", "version__published_at")
    return rows.annotate(**{MOMENT: since})


def _endorsement_entry(row: Any) -> Entry:
    place = f"{row.recommendation.get_absolute_url()}v{row.version.number}/"
    return Entry(
        identity=f"{place}#{row.organisation.slug}",
        title=_("Endorses %(code)s: %(title)s")
        % {"code": row.recommendation.code, "title": row.version.title},
        path=place,
        moment=getattr(row, MOMENT),
        text=row.reservation,
        author=str(row.organisation),
    )


def _comments_dated(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Add when the words shown were written, or approved where somebody has to approve."""
    approved = told("comment.published", "comment", "public_id")
    return rows.annotate(**{MOMENT: Greatest(approved, "revision__written_at")})


def _comment_entry(row: Any) -> Entry:
    return Entry(
        identity=row.get_absolute_url(),
        title=_("%(stance)s: %(title)s") % {"stance": row.get_stance_display(), "title": row.title},
        path=row.get_absolute_url(),
        moment=getattr(row, MOMENT),
        text=row.words.text,
        language=row.words.language,
        author=str(row.organisation),
    )


TEXTS = Follows(dated=_texts_dated, key="code", entry=_text_entry)
ENDORSEMENTS = Follows(
    dated=_endorsements_dated, key="recommendation__code", entry=_endorsement_entry
)
COMMENTS = Follows(dated=_comments_dated, key="public_id", entry=_comment_entry)
