"""What is searched of recommendations: the current text, which everybody reads.

Its translations are texts of their own, each found by the words of its language.
"""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from recommendations.models import Recommendation, Translation
from search.indexing import Found, Kind, Searched, index
from search.models import IndexedText
from vocabulary.naming import language_name


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


def _translations() -> QuerySet[Any]:
    """Return those of the current texts that may be read."""
    shown = Translation.objects.exclude(version__current_for=None)
    return shown.filter(version__withheld_reason="").select_related("version__recommendation")


def _translated(translation: Any) -> Searched:
    code = str(translation.version.recommendation.code)
    return Searched(translation.title, translation.text, language=translation.language, key=code)


def _visible_translations(user: Any) -> QuerySet[Any]:
    return _translations().filter(version__current_for__in=_visible(user).order_by())


def _translations_found(texts: list[IndexedText], user: Any) -> list[Found]:
    visible = _visible_translations(user).select_related("version__recommendation__consultation")
    rows = visible.in_bulk([each.object_id for each in texts])
    return [
        _shown_translation(each, rows[each.object_id]) for each in texts if each.object_id in rows
    ]


def _shown_translation(text: IndexedText, row: Translation) -> Found:
    asked = row.version.recommendation
    state = () if asked.is_published else (asked.get_state_display(),)
    notes = (asked.code, language_name(row.language), asked.consultation.title, *state)
    return Found(text, f"{asked.get_absolute_url()}#in-{row.language}", notes=notes)


TRANSLATIONS = Kind(
    name="translation",
    label=_("What is asked, in translation"),
    rows=_translations,
    searched=_translated,
    visible=_visible_translations,
    found=_translations_found,
)


def index_asked(recommendation: Recommendation) -> None:
    """Let it be found by what its text and the translations of that say now, and nothing else."""
    index(RECOMMENDATIONS, [recommendation.pk])
    own = Translation.objects.filter(version__recommendation=recommendation).order_by("pk")
    # Locked, so that whoever writes the index anew reads them before this act or after it.
    index(TRANSLATIONS, [each.pk for each in own.select_for_update(of=("self",))])
