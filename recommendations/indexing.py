"""What is searched of recommendations: the current text, which everybody reads."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from recommendations.models import Recommendation
from search.indexing import Found, Kind, Searched
from search.models import IndexedText


def _rows() -> QuerySet[Any]:
    """Return those that were published: a draft has no code, and no page."""
    return Recommendation.objects.exclude(current_version=None).select_related("current_version")


def _searched(recommendation: Recommendation) -> Searched:
    """Return its code alone where its text is withheld."""
    text, code = recommendation.text, str(recommendation.code)
    if text.is_withheld:
        return Searched(also=code, key=code)
    also = "\n".join([code, *text.addressees])
    return Searched(text.kept_title, text.kept_text, also, language=text.language, key=code)


def _visible(user: Any) -> QuerySet[Any]:
    return Recommendation.objects.visible_to(user).exclude(code=None)


def _found(texts: list[IndexedText], user: Any) -> list[Found]:
    rows = _visible(user).select_related("consultation").in_bulk([each.object_id for each in texts])
    return [_shown(each, rows[each.object_id]) for each in texts if each.object_id in rows]


def _shown(text: IndexedText, row: Recommendation) -> Found:
    state = () if row.is_published else (row.get_state_display(),)
    notes = (row.code, row.consultation.title, *state)
    return Found(text, row.get_absolute_url(), _("Withheld text"), notes)


RECOMMENDATIONS = Kind(
    name="recommendation",
    label=_("What is asked"),
    rows=_rows,
    searched=_searched,
    visible=_visible,
    found=_found,
)
