"""Somebody who may write the whole database, and knows how the ledger is written."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

import time_machine
from django.db import connection, transaction
from django.db.models import F, QuerySet

from ledger.actions import record
from ledger.canonical import fingerprint
from ledger.models import Entry, Head, Seal, SealedHead
from ledger.sealing import seal_next

DAYS = 4
FIRST = datetime.fromisoformat("2026-03-01T09:00:00+00:00")
FIELDS = {
    "verb": "endorsement.withdrawn",
    "actor_id": 77,
    "organisation_id": 77,
    "payload": {"version": 99},
    "source": "mail",
    "time": FIRST - timedelta(days=9),
}


def make_ledger(chance: Random, chains: int = 8) -> None:
    """Write some days of entries, each day but the last with its seal, in tables without guard."""
    for day in range(DAYS):
        with time_machine.travel(FIRST + timedelta(days=day), tick=False):
            for number in range(chains):
                for _each in range(chance.randint(0 if day else 1, 3)):
                    write(f"R-{number}", chance)
            if day < DAYS - 1:
                assert seal_next()
    for table in ("entry", "seal", "sealedhead"):
        of_table = "" if connection.vendor == "sqlite" else f" ON ledger_{table}"
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER ledger_{table}_guard{of_table}")


@transaction.atomic
def write(subject_id: str, chance: Random) -> Entry:
    return record(
        "endorsement.signed",
        subject=("recommendation", subject_id),
        source="web",
        actor_id=chance.randint(1, 9),
        payload={"version": chance.getrandbits(30)},
    )


class Tampering:
    """One way of each: a chain is chosen by chance, and in it an entry that is sealed.

    `subject` and `number` say where the first entry is that is not what it was.
    """

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        ends = dict(rows(SealedHead).order_by("sequence").values_list("subject_id", "sequence"))
        self.subject = chance.choice(sorted(ends))
        self.number = chance.randint(1, ends[self.subject])

    def change(self) -> None:
        field = self.chance.choice(sorted(FIELDS))
        self._at(self.number).update(**{field: FIELDS[field]})

    def change_and_follow(self) -> None:
        self.change()
        self._follow()

    def delete(self) -> None:
        self._at(self.number).delete()

    def delete_and_follow(self) -> None:
        self.delete()
        self._move(self.number + 1, -1)
        self._follow()

    def insert(self) -> None:
        self._move(self.number, 1)
        self._copy(self.number + 1, self.number, actor_id=78)

    def insert_and_follow(self) -> None:
        self.insert()
        self._follow()

    def swap(self) -> None:
        self._swap()

    def swap_and_follow(self) -> None:
        self._swap()
        self._follow()

    def cut(self) -> None:
        self._chain().filter(sequence__gte=self.number).delete()

    def cut_and_follow(self) -> None:
        self.cut()
        self._follow()

    def forget(self) -> None:
        """Delete the chain, its head with it."""
        self.number = 1
        self._chain().delete()
        rows(Head).filter(subject_id=self.subject).delete()

    def add_late(self) -> None:
        """Add an entry behind the last, as of a day that is sealed."""
        last = self._chain().order_by("sequence").last()
        assert last is not None
        self.number = last.sequence + 1
        self._copy(last.sequence, self.number, time=FIRST)
        self._follow()

    def make_up(self) -> None:
        """Put in a whole chain, as of a day that is sealed."""
        former, self.subject, self.number = self.subject, "R-new", 1
        self._copy(1, 1, of=former)
        self._follow()

    def _chain(self) -> QuerySet[Any]:
        return rows(Entry).filter(subject_id=self.subject)

    def _at(self, number: int) -> QuerySet[Any]:
        return self._chain().filter(sequence=number)

    def _move(self, first: int, by: int) -> None:
        moved = self._chain().filter(sequence__gte=first)
        moved.update(sequence=F("sequence") + 1000)
        self._chain().filter(sequence__gte=1000).update(sequence=F("sequence") - 1000 + by)

    def _swap(self) -> None:
        """Exchange it with the one before, or of the first with the second."""
        self.number = max(1, self.number - 1)
        if not self._at(self.number + 1).exists():
            self.change()
            return
        self._at(self.number).update(sequence=1000)
        self._at(self.number + 1).update(sequence=self.number)
        self._at(1000).update(sequence=self.number + 1)

    def _copy(self, number: int, to: int, *, of: str = "", **fields: Any) -> None:
        entry = rows(Entry).get(subject_id=of or self.subject, sequence=number)
        entry.pk, entry.subject_id, entry.sequence = None, self.subject, to
        for name, value in fields.items():
            setattr(entry, name, value)
        entry.hash = f"{self.chance.getrandbits(256):064x}"
        rows(Entry).bulk_create([entry])

    def _follow(self) -> None:
        """Let the whole chain and its head follow from what is there now."""
        previous, number = "", 0
        entries = list(self._chain().order_by("sequence"))
        for entry in entries:
            # No two may have the same, not even in passing.
            self._at(entry.sequence).update(hash=f"{self.chance.getrandbits(256):064x}")
        for entry in entries:
            number = entry.sequence
            entry.previous_hash = previous
            previous = fingerprint(entry.hashed_content())
            self._at(number).update(previous_hash=entry.previous_hash, hash=previous)
        rows(Head).update_or_create(
            subject_type="recommendation",
            subject_id=self.subject,
            defaults={"sequence": number, "hash": previous},
        )


WAYS = [name for name in vars(Tampering) if not name.startswith("_")]


def rewrite_seals() -> None:
    """Let the sealed heads and the seals agree with what is there now."""
    previous = ""
    for seal in rows(Seal).order_by("number"):
        for head in rows(SealedHead).filter(seal=seal):
            entry = rows(Entry).filter(subject_id=head.subject_id, sequence=head.sequence).first()
            same = rows(SealedHead).filter(pk=head.pk)
            same.update(hash=entry.hash) if entry else same.delete()
        seal.previous_hash = previous
        previous = fingerprint(seal.hashed_content())
        rows(Seal).filter(pk=seal.pk).update(previous_hash=seal.previous_hash, hash=previous)


def rows(model: Any) -> QuerySet[Any]:
    """Return the rows of the table, without what the model refuses."""
    return QuerySet(model)
