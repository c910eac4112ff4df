"""A new recommendation begins with what the extracts that it is drawn from say."""

from collections.abc import Iterable
from typing import Any

from consultations.models import Extract

_SORTED_ALIKE = ("themes", "objectives", "instruments")


def drawn_from(user: Any, keys: Iterable[str]) -> dict[str, Any]:
    """Return what to fill in first: the first extract’s text, and what they are sorted under."""
    pks = [key for key in keys if str(key).isdigit()]
    extracts = list(Extract.objects.visible_to(user).filter(pk__in=pks).select_related("document"))
    if not extracts:
        return {}
    first = extracts[0]
    return {
        "consultation": first.document.consultation_id,
        "session": first.document.session_id,
        "draft_text": first.text,
        "draft_language": first.document.language,
        "draft_addressees": "\n".join(_names_of_addressees(extracts)),
        "level": first.level,
        "is_level_inferred": first.is_level_inferred,
        **{name: _union(extracts, name) for name in _SORTED_ALIKE},
    }


def _names_of_addressees(extracts: list[Extract]) -> list[str]:
    names = [each.name for extract in extracts for each in extract.addressees.all()]
    return list(dict.fromkeys(names))


def _union(extracts: list[Extract], name: str) -> list[Any]:
    return list(
        {pk for each in extracts for pk in getattr(each, name).values_list("pk", flat=True)}
    )
