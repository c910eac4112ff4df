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
    subject_type, subject_id = subject
    head = _locked_head(subject_type, subject_id)
    entry = Entry(
        verb=verb,
        actor_id=actor_id,
        organisation_id=organisation_id,
        subject_type=subject_type,
        subject_id=subject_id,
        sequence=head.sequence + 1,
        payload=payload or {},
        source=source,
        time=now(),
        previous_hash=head.hash,
    )
    entry.hash = fingerprint(entry.hashed_content())
    entry.save()
    Head.objects.filter(pk=head.pk).update(sequence=entry.sequence, hash=entry.hash)
    return entry


def _locked_head(subject_type: str, subject_id: str) -> Head:
    heads = Head.objects.select_for_update()
    head, _created = heads.get_or_create(subject_type=subject_type, subject_id=subject_id)
    return head


def first_broken_entry(subject_type: str, subject_id: str) -> Entry | None:
    """Return the first entry of the chain that does not follow from the one before, if any."""
    previous = ""
    chain = Entry.objects.about(subject_type, subject_id).order_by("sequence")
    for sequence, entry in enumerate(chain, start=1):
        follows = entry.previous_hash == previous and entry.sequence == sequence
        if not follows or entry.hash != fingerprint(entry.hashed_content()):
            return entry
        previous = entry.hash
    return None


def is_whole(subject_type: str, subject_id: str) -> bool:
    """Tell whether nothing in the chain was changed, and nothing cut off where its head says."""
    if first_broken_entry(subject_type, subject_id):
        return False
    head = Head.objects.filter(subject_type=subject_type, subject_id=subject_id).first()
    last = Entry.objects.about(subject_type, subject_id).order_by("sequence").last()
    ends = (head.sequence, head.hash) if head else (0, "")
    return ends == ((last.sequence, last.hash) if last else (0, ""))
