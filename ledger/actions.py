"""Writing the ledger: called by every action, inside its own transaction."""

from typing import Any

from django.db import transaction

from ledger.canonical import fingerprint
from ledger.clock import now
from ledger.models import Entry, Head


def record(
    verb: str,
    *,
    subject: tuple[str, str],
    source: str,
    actor_id: int | None = None,
    organisation_id: int | None = None,
    payload: dict[str, Any] | None = None,
) -> Entry:
    """Add an entry to the chain of its subject and return it.

    The subject is its kind and public id. The payload holds ids, codes, numbers and
    fingerprints, never names and never free text. The head of the chain stays locked until
    the surrounding transaction ends; raises TransactionManagementError where there is none.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("An entry is written with its act.")
    head = _locked_head(*subject)
    told = {"verb": verb, "actor_id": actor_id, "organisation_id": organisation_id}
    entry = _following(head, payload=payload or {}, source=source, **told)
    entry.save()
    Head.objects.filter(pk=head.pk).update(sequence=entry.sequence, hash=entry.hash)
    return entry


def record_each(
    verb: str,
    *,
    subject_type: str,
    payloads: dict[str, dict[str, Any]],
    source: str,
    actor_id: int | None = None,
) -> list[Entry]:
    """Add an entry to the chain of each subject, and return them in the order of the payloads.

    The payloads are given by the subjects' public ids. All else is as in `record`.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("Entries are written with their acts.")
    heads = _locked_heads(subject_type, list(payloads))
    told = {"verb": verb, "actor_id": actor_id, "source": source}
    entries = [
        _following(heads[subject], payload=payload, **told) for subject, payload in payloads.items()
    ]
    Entry.objects.bulk_create(entries)
    for entry in entries:
        head = heads[entry.subject_id]
        head.sequence, head.hash = entry.sequence, entry.hash
    Head.objects.bulk_update(heads.values(), ["sequence", "hash"])
    return entries


def _following(head: Head, **told: Any) -> Entry:
    """Return the entry that follows the head of its chain, with its hash, not saved."""
    entry = Entry(
        subject_type=head.subject_type,
        subject_id=head.subject_id,
        sequence=head.sequence + 1,
        time=now(),
        previous_hash=head.hash,
        **told,
    )
    entry.hash = fingerprint(entry.hashed_content())
    return entry


def _locked_head(subject_type: str, subject_id: str) -> Head:
    heads = Head.objects.select_for_update()
    head, _created = heads.get_or_create(subject_type=subject_type, subject_id=subject_id)
    return head


def _locked_heads(subject_type: str, subject_ids: list[str]) -> dict[str, Head]:
    """Return the heads of the chains, by their subjects, locked; those that are missing are made.

    Where somebody makes one at the same moment, theirs is waited for and taken.
    """
    rows = Head.objects.select_for_update().filter(subject_type=subject_type)
    heads = {row.subject_id: row for row in rows.filter(subject_id__in=subject_ids).order_by("pk")}
    missing = [subject_id for subject_id in subject_ids if subject_id not in heads]
    if missing:
        new = [Head(subject_type=subject_type, subject_id=subject_id) for subject_id in missing]
        Head.objects.bulk_create(new, ignore_conflicts=True)
        made = rows.filter(subject_id__in=missing).order_by("pk")
        heads |= {row.subject_id: row for row in made}
    return heads
