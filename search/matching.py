"""The one place where the two databases search differently; both give a QuerySet of the same rows.

The words of a question are only letters and digits here, as `search/normalising.py` leaves them:
between quotes neither database reads anything else into them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import FloatField, QuerySet, Value
from django.db.models.expressions import RawSQL

from search.indexing import Kind
from search.models import IndexedText, IndexedTextQuerySet
from search.query import Phrase, Question, question

# What a word counts for in the text, and in the title: D, C, B, A.
_WEIGHTS = "{0.1, 0.1, 0.1, 1.0}"
# By the logarithm of the length: a word tells less of a long text than of a short one.
_BY_LENGTH = 1


@dataclass(frozen=True)
class _Way:
    """How one database is asked: the question in its words, rows with a rank, and rows alone."""

    asked: Callable[[Question], str]
    ranked: Callable[[str], IndexedTextQuerySet]
    held: str


def matching(words: str) -> IndexedTextQuerySet:
    """Return what holds the words, each with its `rank`: the lowest is the best.

    None where nothing is looked for. Who may see it is for whoever asks to say. It is a query by
    itself, not a part of one: for that there is `ids_matching`.
    """
    asked, way = question(words), _WAYS[connection.vendor]
    if asked.is_empty:
        return IndexedText.objects.none().annotate(rank=Value(0.0))
    return way.ranked(way.asked(asked))


def ids_matching(kind: Kind, words: str) -> QuerySet[Any, Any]:
    """Return, as part of a query, the ids of the records of the kind that hold the words."""
    asked, way = question(words), _WAYS[connection.vendor]
    texts = IndexedText.objects.filter(kind=kind.name).order_by().values("object_id")
    if asked.is_empty:
        return texts.none()
    return texts.filter(pk__in=RawSQL(way.held, [way.asked(asked)]))  # noqa: S611 - it is ours


def _for_sqlite(asked: Question) -> str:
    wanted = " AND ".join(map(_any_for_sqlite, asked.wanted))
    unwanted = " OR ".join(map(_any_for_sqlite, asked.unwanted))
    return f"({wanted}) NOT ({unwanted})" if unwanted else wanted


def _any_for_sqlite(phrases: tuple[Phrase, ...]) -> str:
    said = (f'"{" ".join(each.words)}"{" *" if each.is_open else ""}' for each in phrases)
    return f"({' OR '.join(said)})"


def _ranked_by_sqlite(asked: str) -> IndexedTextQuerySet:
    found = IndexedText.objects.extra(
        tables=["search_words"],
        where=["search_words.rowid = search_indexedtext.id", "search_words MATCH %s"],
        params=[asked],
    )
    return found.annotate(rank=RawSQL("search_words.rank", [], FloatField()))


def _for_postgresql(asked: Question) -> str:
    wanted = map(_any_for_postgresql, asked.wanted)
    unwanted = (f"!{_any_for_postgresql(each)}" for each in asked.unwanted)
    return " & ".join([*wanted, *unwanted])


def _any_for_postgresql(phrases: tuple[Phrase, ...]) -> str:
    return f"({' | '.join(map(_phrase_for_postgresql, phrases))})"


def _phrase_for_postgresql(phrase: Phrase) -> str:
    words = [f"'{word}'" for word in phrase.words]
    return f"({' <-> '.join(words)}{':*' if phrase.is_open else ''})"


def _ranked_by_postgresql(asked: str) -> IndexedTextQuerySet:
    found = IndexedText.objects.extra(
        where=["search_indexedtext.vector @@ %s::tsquery"], params=[asked]
    )
    rank = "-ts_rank(%s::real[], search_indexedtext.vector, %s::tsquery, %s)"
    return found.annotate(rank=RawSQL(rank, [_WEIGHTS, asked, _BY_LENGTH], FloatField()))  # noqa: S611 - it is ours


_WAYS = {
    "sqlite": _Way(
        _for_sqlite,
        _ranked_by_sqlite,
        "SELECT rowid FROM search_words WHERE search_words MATCH %s",
    ),
    "postgresql": _Way(
        _for_postgresql,
        _ranked_by_postgresql,
        "SELECT id FROM search_indexedtext WHERE vector @@ %s::tsquery",
    ),
}
