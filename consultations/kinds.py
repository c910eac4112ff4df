"""How kinds of document and of meeting are called: curators type them, most type the same."""

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

_CUSTOMARY = {
    "agreed text": _("agreed text"),
    "concept note": _("concept note"),
    "contribution": _("contribution"),
    "draft": _("draft text"),
    "draft contribution": _("draft contribution"),
    "issue brief": _("issue brief"),
    "letter": _("letter"),
    "mandating declaration": _("mandating declaration"),
    "modalities": _("modalities"),
    "outcome": _("outcome"),
    "position paper": _("position paper"),
    "programme": _("programme of a meeting"),
    "report": _("written report"),
    "resolution": _("resolution"),
    "session report": _("session report"),
    "statement": _("statement"),
    "summary": _("summary"),
    "hearing": _("hearing"),
    "regional consultation": _("regional consultation"),
    "stocktaking": _("stocktaking"),
    "summit": _("summit"),
    "thematic consultation": _("thematic consultation"),
    "thematic workshop": _("thematic workshop"),
    "workshop": _("workshop"),
}


def kind_in_words(kind: str) -> str:
    """Return the kind in the language that is active; in English, and if unusual, as typed."""
    if (get_language() or "en").startswith("en"):
        return kind
    return str(_CUSTOMARY.get(kind.casefold(), kind))
