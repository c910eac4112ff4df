"""Keeping the books on how extracts relate to one another."""

from consultations.models import Extract
from ledger.actions import record
from ledger.models import Entry
from organisations.models import User


def record_links(
    *, extract: Extract, by: User | None, source: str = Entry.Source.ADMIN
) -> list[list[str]]:
    """Record to which extracts it is linked now, and how; return that."""
    links = extract.links.select_related("other").order_by("pk")
    linked = [[link.kind, link.other.public_id] for link in links]
    record(
        "extract.linked",
        subject=("extract", extract.public_id),
        actor_id=by.pk if by else None,
        payload={"links": linked},
        source=source,
    )
    return linked
