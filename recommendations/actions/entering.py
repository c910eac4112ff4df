"""What is written into the ledger of an act on an endorsement."""

from typing import Any

from ledger.actions import record
from ledger.models import Entry
from recommendations.models import Endorsement


def record_endorsement(
    verb: str, endorsement: Endorsement, actor_id: int | None, source: str, **more: Any
) -> Entry:
    """Write the act into the chain of its recommendation, and return the entry."""
    return record(
        verb,
        subject=("recommendation", str(endorsement.recommendation.code)),
        actor_id=actor_id,
        organisation_id=endorsement.organisation_id,
        payload={
            "endorsement": endorsement.pk,
            "version": endorsement.version.number,
            "fingerprint": endorsement.version.fingerprint,
            **more,
        },
        source=source,
    )
