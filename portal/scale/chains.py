"""The ledger's part of a record that is written at once: each act with its entry."""

from datetime import datetime
from typing import Any

from ledger.canonical import fingerprint
from ledger.models import Entry, Head
from portal.scale.writing import Writer


class Chain:
    """The entries about one subject, each following from the one before, and then its head."""

    def __init__(self, writer: Writer, subject_type: str, subject_id: str) -> None:
        self._writer, self._about = writer, {"subject_type": subject_type, "subject_id": subject_id}
        self._sequence, self._hash = 0, ""

    def add(
        self,
        verb: str,
        at: datetime,
        *,
        by: int | None,
        organisation: int | None = None,
        source: str = Entry.Source.WEB,
        payload: dict[str, Any] | None = None,
    ) -> int:
        """Enter an act, and return the key of its entry."""
        self._sequence += 1
        told: dict[str, Any] = {
            "verb": verb,
            "actor_id": by,
            "organisation_id": organisation,
            "sequence": self._sequence,
            "payload": payload or {},
            "source": source,
            "time": at,
            "previous_hash": self._hash,
            **self._about,
        }
        self._hash = fingerprint(Entry(**told).hashed_content())
        return self._writer.add(Entry, hash=self._hash, **told)

    def end(self) -> None:
        """Say where it ends."""
        self._writer.add(Head, sequence=self._sequence, hash=self._hash, **self._about)
