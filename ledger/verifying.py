"""Whether the ledger is whole: each chain from its first entry to its head, and every seal."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from ledger.canonical import fingerprint
from ledger.models import Entry, Head, Seal, SealedHead

Subject = tuple[str, str]
_ONCE = 500
# An entry carries a time within its act; no act takes so long that a seal overtakes it by more.
_LONGEST_ACT = timedelta(hours=1)


class Fault(NamedTuple):
    """The first thing that is wrong with a chain, or with the seals."""

    where: str
    number: int
    what: str

    def __str__(self) -> str:
        return f"{self.where}, {self.number}: {self.what}"


class Chain(NamedTuple):
    """All that is kept about one subject."""

    subject: Subject
    entries: list[Entry]
    head: Head | None
    sealed: list[SealedHead]


def faults(known: Mapping[int, str] | None = None) -> Iterator[Fault]:
    """Give out the faults of the seals, and the first fault of each chain.

    `known` are hashes of seals, by their numbers, that were kept where nobody who reaches the
    database reaches them. What was written after the last seal is held against the heads alone.
    """
    yield from _faults_of_seals(known or {})
    sealed_at = _sealed_at()
    for subjects in _subjects():
        for chain in _chains(subjects):
            # Somebody may have written between the questions: what is wrong is looked at again.
            fault = _fault(chain, sealed_at) and fault_of(*chain.subject)
            if fault:
                yield fault


@transaction.atomic
def fault_of(subject_type: str, subject_id: str) -> Fault | None:
    """Return the first fault of one chain, if there is any; one without entries has none.

    Its head is locked meanwhile, so that nothing is added to it.
    """
    of_subject = Head.objects.select_for_update().filter(subject_type=subject_type)
    list(of_subject.filter(subject_id=subject_id))
    [chain] = _chains([(subject_type, subject_id)])
    return _fault(chain, _sealed_at())


def is_whole(subject_type: str, subject_id: str) -> bool:
    """Tell whether nothing in the chain was changed, and nothing cut off where its head says."""
    return fault_of(subject_type, subject_id) is None


def _sealed_at() -> datetime | None:
    last = Seal.objects.order_by("number").last()
    return last.time if last else None


def _fault(chain: Chain, sealed_at: datetime | None) -> Fault | None:
    in_itself = [*_broken(chain.entries), *_ends(chain.entries, chain.head)]
    # Behind the first entry that is wrong in itself the seals tell nothing more.
    wrong = min((number for number, _what in in_itself), default=None)
    late = _too_old(chain, sealed_at) if sealed_at else []
    found = (*_against_seals(chain, wrong), *in_itself, *late)
    for number, what in sorted(found, key=itemgetter(0)):
        return Fault(" ".join(chain.subject), number, what)
    return None


def _broken(entries: list[Entry]) -> Iterator[tuple[int, str]]:
    previous = ""
    for number, entry in enumerate(entries, start=1):
        if entry.sequence != number:
            yield number, "this entry is not there"
            return
        if entry.hash != fingerprint(entry.hashed_content()):
            yield number, "this entry was changed"
        if entry.previous_hash != previous:
            yield number, "this entry does not follow from the one before"
        previous = entry.hash


def _ends(entries: list[Entry], head: Head | None) -> Iterator[tuple[int, str]]:
    ends = len(entries)
    if head is None:
        if entries:
            yield ends, "the chain has no head"
    elif head.sequence > ends:
        yield ends + 1, "this entry is not there: the chain was cut off"
    elif head.sequence < ends:
        yield head.sequence + 1, "this entry stands behind the end of the chain"
    elif entries and head.hash != entries[-1].hash:
        yield ends, "this entry is not the one that the head of the chain names"


def _against_seals(chain: Chain, wrong: int | None) -> Iterator[tuple[int, str]]:
    last = 0
    for sealed in chain.sealed:
        number = sealed.sequence
        if wrong is not None and number >= wrong:
            return
        is_there = number <= len(chain.entries)
        if not is_there or chain.entries[number - 1].hash != sealed.hash:
            yield last + 1, f"this entry, or one up to {number}, is not what was sealed"
            return
        last = number


def _too_old(chain: Chain, sealed_at: datetime) -> Iterator[tuple[int, str]]:
    last = chain.sealed[-1].sequence if chain.sealed else 0
    for entry in chain.entries[last:]:
        if entry.time < sealed_at - _LONGEST_ACT:
            yield entry.sequence, "this entry is older than the last seal, which knows not of it"


def _faults_of_seals(known: Mapping[int, str]) -> Iterator[Fault]:
    previous, last = "", 0
    for seal in Seal.objects.order_by("number"):
        what = _wrong_with(seal, last + 1, previous, known.get(seal.number))
        if what:
            yield Fault("seal", seal.number, what)
            return
        previous, last = seal.hash, seal.number
    for number in sorted(known):
        if number > last:
            yield Fault("seal", number, "this seal is not there")
            return


def _wrong_with(seal: Seal, number: int, previous: str, known: str | None) -> str:
    if seal.number != number:
        return f"it follows on {number - 1}: those between are not there"
    if known is not None and known != seal.hash:
        return "it is not the seal that was kept elsewhere"
    if seal.previous_hash != previous:
        return "it does not follow from the one before"
    if seal.hash != fingerprint(seal.hashed_content()):
        return "it, or a head that it seals, was changed"
    return ""


def _subjects() -> Iterator[list[Subject]]:
    """Give out each subject once; one whose head is gone may have entries or sealed heads still."""
    after = 0
    while heads := list(Head.objects.filter(pk__gt=after).order_by("pk")[:_ONCE]):
        yield [_subject(head) for head in heads]
        after = heads[-1].pk
    own = {name: OuterRef(name) for name in ("subject_type", "subject_id")}
    for rows in (Entry.objects.all(), SealedHead.objects.all()):
        headless = rows.filter(~Exists(Head.objects.filter(**own))).order_by()
        subjects = set(headless.values_list("subject_type", "subject_id").distinct())
        if rows.model is SealedHead:
            subjects = {each for each in subjects if not Entry.objects.about(*each).exists()}
        for subject in sorted(subjects):
            yield [subject]


def _chains(subjects: list[Subject]) -> list[Chain]:
    heads = {_subject(head): head for head in _about(Head.objects.all(), subjects)}
    entries, sealed = (
        _grouped(_about(rows, subjects).order_by("sequence"))
        for rows in (Entry.objects.all(), SealedHead.objects.all())
    )
    return [Chain(each, entries[each], heads.get(each), sealed[each]) for each in subjects]


def _about(rows: QuerySet[Any], subjects: list[Subject]) -> QuerySet[Any]:
    by_type: dict[str, list[str]] = defaultdict(list)
    for subject_type, subject_id in subjects:
        by_type[subject_type].append(subject_id)
    wanted = Q()
    for subject_type, subject_ids in by_type.items():
        wanted |= Q(subject_type=subject_type, subject_id__in=subject_ids)
    return rows.filter(wanted)


def _grouped(rows: Iterable[Any]) -> dict[Subject, list[Any]]:
    grouped: dict[Subject, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[_subject(row)].append(row)
    return grouped


def _subject(row: Any) -> Subject:
    return row.subject_type, row.subject_id
