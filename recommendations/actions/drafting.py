"""Drafting what is asked, and sorting it: what is published has a text that this never changes."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledger.actions import record
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.models import User
from recommendations.models import Recommendation

_TEXT = {"draft_title", "draft_text", "draft_addressees", "draft_language"}


@transaction.atomic
def keep_draft(
    *,
    recommendation: Recommendation,
    fields: Iterable[str],
    links: Mapping[str, Iterable[Any]],
    by: User,
    source: str = Entry.Source.ADMIN,
) -> Recommendation:
    """Keep a new draft, or these fields of one, and the links that are given.

    Raises Refused for the text of what is published: that changes by a new version.
    """
    is_new, edited = recommendation.pk is None, sorted(fields)
    if not is_new and _TEXT & set(edited) and recommendation.state != Recommendation.State.DRAFT:
        raise Refused(_("A published text changes by a new version."))
    recommendation._history_user = by  # type: ignore[attr-defined] # read by its history
    if is_new:
        recommendation.save()
    elif edited:
        recommendation.save(update_fields=edited)
    for name, rows in links.items():
        getattr(recommendation, name).set(rows)
    record(
        "recommendation.drafted" if is_new else "recommendation.edited",
        subject=_subject_of(recommendation),
        actor_id=by.pk,
        payload={} if is_new else {"fields": sorted([*edited, *links])},
        source=source,
    )
    return recommendation


def _subject_of(recommendation: Recommendation) -> tuple[str, str]:
    """Return what the entry is about: a draft has no code, and is told by its number."""
    if recommendation.code is None:
        return ("draft", str(recommendation.pk))
    return ("recommendation", recommendation.code)
