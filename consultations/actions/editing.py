"""Adding and editing speakers, appearances and extracts, each with its entry."""

from collections.abc import Iterable, Mapping
from itertools import chain, count
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from consultations.actions.marking import mark_words
from consultations.indexing import index_record
from consultations.models import Appearance, Extract, Speaker
from consultations.quotes import Hit
from ledger.actions import record as record_entry
from ledger.models import Entry
from organisations.models import User
from vocabulary.models import Addressee

_LONGEST_SLUG = 70
Links = Mapping[str, Iterable[Any]]


@transaction.atomic
def add_speaker(*, speaker: Speaker, by: User, source: str = Entry.Source.ADMIN) -> Speaker:
    """Keep a new speaker; where there is no address yet, it is made of the name."""
    speaker.slug = speaker.slug or free_slug(speaker.name)
    return _added(speaker, by, source)


def free_slug(words: str) -> str:
    """Return an address for a speaker, made of the words; with a number where that is taken."""
    plain = slugify(words)[:_LONGEST_SLUG] or "speaker"
    taken = set(Speaker.objects.filter(slug__startswith=plain).values_list("slug", flat=True))
    numbered = (f"{plain}-{number}" for number in count(2))
    return next(each for each in chain([plain], numbered) if each not in taken)


@transaction.atomic
def add_appearance(
    *, appearance: Appearance, by: User, source: str = Entry.Source.ADMIN
) -> Appearance:
    return _added(appearance, by, source)


@transaction.atomic
def edit(
    *,
    record: Speaker | Appearance,
    fields: Iterable[str],
    by: User,
    source: str = Entry.Source.ADMIN,
) -> None:
    """Keep these fields of the record."""
    edited = sorted(fields)
    _save(record, by, update_fields=edited)
    _enter(record, "edited", by, source, fields=edited)


@transaction.atomic
def add_extract(
    *,
    extract: Extract,
    hits: Iterable[Hit],
    links: Links,
    addressees: Iterable[str] | None = None,
    by: User,
    source: str = Entry.Source.ADMIN,
) -> Extract:
    """Keep a new extract, tied to its words: its entry is that they are marked."""
    _save(extract, by)
    _link(extract, links, addressees)
    mark_words(extract=extract, hits=hits, by=by, source=source)
    return extract


@transaction.atomic
def edit_extract(
    *,
    extract: Extract,
    fields: Iterable[str],
    links: Links,
    addressees: Iterable[str] | None = None,
    by: User,
    source: str = Entry.Source.ADMIN,
) -> None:
    """Keep these fields, and the links and addressees that are given."""
    edited = sorted(fields)
    if edited:
        _save(extract, by, update_fields=edited)
    _link(extract, links, addressees)
    linked = [*links, *(["addressees"] if addressees is not None else [])]
    _enter(extract, "edited", by, source, fields=sorted([*edited, *linked]))


def _link(extract: Extract, links: Links, addressees: Iterable[str] | None) -> None:
    for name, rows in links.items():
        getattr(extract, name).set(rows)
    if addressees is not None:
        extract.addressees.set(Addressee.objects.named(addressees))


def _added(record: Any, by: User, source: str) -> Any:
    _save(record, by)
    _enter(record, "added", by, source)
    return record


def _save(record: Any, by: User, **how: Any) -> None:
    before = _speaker_before(record)
    record._history_user = by
    record.save(**how)
    index_record(record, before=before)


def _speaker_before(record: Any) -> int | None:
    """Return the key of the speaker whose appearance it is on record."""
    if not isinstance(record, Appearance) or record.pk is None:
        return None
    return Appearance.objects.values_list("speaker", flat=True).get(pk=record.pk)


def _enter(record: Any, verb: str, by: User, source: str, **payload: Any) -> None:
    """Write the entry; its subject is never an address, which may be made of a name."""
    kind = record._meta.model_name
    key = record.public_id if kind == "extract" else str(record.pk)
    record_entry(
        f"{kind}.{verb}", subject=(kind, key), actor_id=by.pk, payload=payload, source=source
    )
