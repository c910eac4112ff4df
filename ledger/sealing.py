"""The daily seal over the ends of all chains."""

from datetime import UTC

from django.db import transaction
from django.db.models import Exists, OuterRef

from ledger.canonical import fingerprint
from ledger.clock import now
from ledger.models import Head, Seal, SealedHead, sealed_content

# What moved beyond them is sealed by the next, at once.
MOST_HEADS = 5_000


def seal_next() -> bool:
    """Seal what moved since the last seal, if none was made today (UTC); tell whether one was.

    Of two who do it at the same moment one is left without effect.
    """
    last = Seal.objects.order_by("number").last()
    if last and not _is_due_after(last):
        return False
    heads = [
        SealedHead(
            subject_type=head.subject_type,
            subject_id=head.subject_id,
            sequence=head.sequence,
            hash=head.hash,
        )
        for head in _moved()
    ]
    seal = Seal(
        number=last.number + 1 if last else 1,
        time=now(),
        previous_hash=last.hash if last else "",
    )
    seal.hash = fingerprint(sealed_content(seal, heads))
    return _keep(seal, heads)


@transaction.atomic
def _keep(seal: Seal, heads: list[SealedHead]) -> bool:
    kept, is_ours = Seal.objects.get_or_create(
        number=seal.number,
        defaults={"time": seal.time, "previous_hash": seal.previous_hash, "hash": seal.hash},
    )
    if is_ours:
        for head in heads:
            head.seal = kept
        SealedHead.objects.bulk_create(heads, batch_size=500)
    return is_ours


def _is_due_after(last: Seal) -> bool:
    return last.time.astimezone(UTC).date() < now().date() or last.heads.count() >= MOST_HEADS


def _moved() -> list[Head]:
    """Return the heads that are not sealed as they are, as many as go into one seal."""
    sealed = SealedHead.objects.filter(
        subject_type=OuterRef("subject_type"),
        subject_id=OuterRef("subject_id"),
        sequence=OuterRef("sequence"),
    )
    moved = Head.objects.filter(~Exists(sealed), sequence__gt=0)
    return list(moved.order_by("pk")[:MOST_HEADS])
