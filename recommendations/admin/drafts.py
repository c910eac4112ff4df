"""What a recommendation's draft says otherwise than its published text."""

from typing import Any

from django.utils.translation import gettext as _

from consultations.differences import differences
from ledger.canonical import canonical_text
from organisations.names import tidy_line
from recommendations.models import Recommendation


def unpublished_changes(recommendation: Recommendation) -> list[dict[str, Any]]:
    """Return each part whose draft differs from the published text, with both and their words."""
    current = recommendation.current_version
    if current is None:
        return []
    asked_of = [tidy_line(name) for name in recommendation.draft_addressee_names()]
    parts = [
        (_("title"), current.kept_title, tidy_line(recommendation.draft_title)),
        (_("text"), current.kept_text, canonical_text(recommendation.draft_text)),
        (_("asked of"), "\n".join(current.addressees), "\n".join(asked_of)),
        (_("language"), current.language, recommendation.draft_language),
    ]
    return [
        {"part": part, "pieces": differences(old, new)} for part, old, new in parts if old != new
    ]
