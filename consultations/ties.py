"""How extracts relate to one another, as it is seen from either of them."""

from collections import defaultdict
from typing import Any, NamedTuple

from django.db.models import Q

from consultations.models import Document, Extract, ExtractLink


class Tie(NamedTuple):
    """A link between two extracts, seen from one: how it relates to the other, and why."""

    words: str
    other: Extract
    reason: str

    @property
    def address(self) -> str:
        """Return where the other is read: at its note."""
        return self.other.document.address_of(self.other.anchor)


def ties_of(document: Document, user: Any) -> dict[int, list[Tie]]:
    """Return the ties of the document's extracts by their ids, where both ends may be seen."""
    links = ExtractLink.objects.visible_to(user).select_related("extract__document")
    about = links.filter(Q(extract__document=document) | Q(other__document=document))
    ties: dict[int, list[Tie]] = defaultdict(list)
    for link in about.select_related("other__document").order_by("kind", "pk"):
        forth = Tie(str(link.get_kind_display()), link.other, link.reason)
        ties[link.extract_id].append(forth)
        ties[link.other_id].append(Tie(link.backwards, link.extract, link.reason))
    return ties
