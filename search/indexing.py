"""Keeping what is searched in step with the records.

Each kind of record says what of it is searched, in the `indexing.py` of its own app; the act that
changes a text calls `index` in its transaction. `rebuild` writes all of it anew.
"""

import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction

from search.models import IndexedText
from search.normalising import PLAIN, STEMMED, words_of

_SIZE = 500
_SECONDS_OF_A_DAY = 24 * 60 * 60
# When this process counts again what the database plans by: at first, as soon as it can.
_next_analysis = [0.0]
_AS_READ = ["key", "language", "title", "also", "body"]
_COLUMNS = [*_AS_READ, "title_words", "body_words"]


@dataclass(frozen=True)
class Searched:
    """What is searched of one record, as people read it.

    `also` is searched like the title but not shown as one, such as a code; `key` is what the
    record's address is made of. A text without a language is a name: its words are kept as they
    are, and with the endings of each language off besides.
    """

    title: str = ""
    body: str = ""
    also: str = ""
    language: str = PLAIN
    key: str = ""


@dataclass(frozen=True)
class Found:
    """One record that was found, as a page shows it: the words come from the index.

    `heading` stands where the record has no title; `notes` say what and where it is. `source` is
    what is shown in place of the text, with its language: words that are searched elsewhere.
    """

    text: IndexedText
    address: str
    heading: Any = ""
    notes: tuple[Any, ...] = ()
    source: tuple[str, str] | None = None

    @property
    def body(self) -> str:
        return self.source[0] if self.source else self.text.body

    @property
    def language(self) -> str:
        """Return the language of what is shown of the text."""
        return self.source[1] if self.source else self.text.language


@dataclass(frozen=True)
class Kind:
    """One kind of record that is searched.

    `rows` returns all of them, with what `searched` reads; that returns None where nothing of the
    row is searched. `visible` returns those that a person may see, by `visible_to`; `found` says
    how rows of the index are shown to a person who may see their records.
    """

    name: str
    label: Any
    rows: Callable[[], models.QuerySet[Any]]
    searched: Callable[[Any], Searched | None]
    visible: Callable[[Any], models.QuerySet[Any]]
    found: Callable[[list[IndexedText], Any], list[Found]]


def index(kind: Kind, ids: Iterable[int]) -> None:
    """Let the records with these ids be found by what they say now, and by nothing else.

    Called by the act that changes, adds or removes them; of what stays as it was nothing is
    written. Raises TransactionManagementError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("What is searched changes with its text.")
    for some in _parts(sorted(set(ids))):
        before = {text.object_id: text for text in IndexedText.objects.of(kind.name, some)}
        now = _said(kind, some)
        changed = {pk: said for pk, said in now.items() if not _is_same(said, before.get(pk))}
        _write(kind, changed, gone=before.keys() - now.keys())


def unindex(kind: Kind, ids: Iterable[int]) -> None:
    """Forget the records with these ids."""
    for some in _parts(sorted(set(ids))):
        IndexedText.objects.of(kind.name, some).delete()


def unindex_missing(kind: Kind) -> None:
    """Forget the records of the kind that are there no more."""
    there = kind.rows().order_by().values("pk")
    IndexedText.objects.filter(kind=kind.name).exclude(object_id__in=there).delete()


def rebuild(kinds: Iterable[Kind]) -> dict[str, int]:
    """Write the whole index anew, and return how many records of each kind are in it.

    A few hundred records at a time, each in a transaction of its own: people go on reading and
    writing meanwhile.
    """
    kinds = list(kinds)
    IndexedText.objects.exclude(kind__in=[kind.name for kind in kinds]).delete()
    for kind in kinds:
        _rebuild(kind)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_words(search_words) VALUES ('rebuild')")
        analyse()
    return {kind.name: IndexedText.objects.filter(kind=kind.name).count() for kind in kinds}


def analyse() -> None:
    """Let SQLite count what it plans its ways by, in a sample, as PostgreSQL does by itself.

    Without it SQLite chooses ways that take seconds once there are thousands of rows.
    """
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA analysis_limit = 1000")
        cursor.execute("ANALYZE")


def analyse_next() -> bool:
    """Count once a day what SQLite plans by, where the last time is longer ago; return whether."""
    at = time.monotonic()
    if connection.vendor != "sqlite" or at < _next_analysis[0]:
        return False
    analyse()
    _next_analysis[0] = at + _SECONDS_OF_A_DAY
    return True


def _rebuild(kind: Kind) -> None:
    unindex_missing(kind)
    ids = list(kind.rows().order_by("pk").values_list("pk", flat=True))
    for some in _parts(ids):
        with transaction.atomic():
            # Whoever changes one of these waits, or has changed it before it is read here.
            locked = kind.rows().model._base_manager.select_for_update().filter(pk__in=some)
            list(locked.order_by("pk").values_list("pk"))
            now = _said(kind, some)
            _write(kind, now, gone=set(some).difference(now))


def _said(kind: Kind, ids: list[int]) -> dict[int, Searched]:
    said = ((row.pk, kind.searched(row)) for row in kind.rows().filter(pk__in=ids))
    return {pk: searched for pk, searched in said if searched}


def _is_same(said: Searched, text: IndexedText | None) -> bool:
    return text is not None and all(getattr(said, name) == getattr(text, name) for name in _AS_READ)


def _write(kind: Kind, changed: dict[int, Searched], *, gone: Collection[int]) -> None:
    unindex(kind, gone)
    if changed:
        IndexedText.objects.bulk_create(
            [_text(kind, pk, said) for pk, said in changed.items()],
            update_conflicts=True,
            unique_fields=["kind", "object_id"],
            update_fields=_COLUMNS,
        )


def _text(kind: Kind, pk: int, said: Searched) -> IndexedText:
    titles = [_words(said.title, said.language), _words(said.also, PLAIN)]
    return IndexedText(
        kind=kind.name,
        object_id=pk,
        **{name: getattr(said, name) for name in _AS_READ},
        title_words=" ".join(titles).strip(),
        body_words=_words(said.body, said.language),
    )


def _words(text: str, language: str) -> str:
    """Return the words as the language keeps them; of a name, then what any language adds."""
    words = words_of(text, language)
    if language == PLAIN:
        others = dict.fromkeys(word for each in STEMMED for word in words_of(text, each))
        words = [*words, *(word for word in others if word not in words)]
    return " ".join(words)


def _parts(ids: list[int]) -> Iterator[list[int]]:
    return (ids[at : at + _SIZE] for at in range(0, len(ids), _SIZE))
