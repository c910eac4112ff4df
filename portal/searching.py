"""One search over everything that a person may see, by kind of record."""

from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber

from consultations.indexing import (
    CONSULTATIONS,
    DOCUMENTS,
    EXTRACTS,
    PARAGRAPHS,
    SESSIONS,
    SPEAKERS,
)
from ledger.remembering import remembered
from organisations.indexing import ORGANISATIONS
from recommendations.indexing import RECOMMENDATIONS, TRANSLATIONS
from search.indexing import Found, Kind
from search.matching import matching
from search.models import IndexedText, IndexedTextQuerySet
from search.query import question
from search.snippets import Piece, snippet
from vocabulary.indexing import TERMS

# In this order on the page.
KINDS: tuple[Kind, ...] = (
    RECOMMENDATIONS,
    TRANSLATIONS,
    EXTRACTS,
    PARAGRAPHS,
    DOCUMENTS,
    CONSULTATIONS,
    SESSIONS,
    SPEAKERS,
    ORGANISATIONS,
    TERMS,
)
# So many of each kind stand on the page of all kinds.
FIRST = 5
_LONGEST_TITLE = 400
_ORDER = ("rank", "object_id")


@dataclass(frozen=True)
class Hit:
    """One record that was found, with what was looked for marked in its words."""

    found: Found
    title: list[Piece]
    words: list[Piece]


@dataclass(frozen=True)
class Group:
    """What was found of one kind: how many, and the best of them."""

    kind: Kind
    number: int
    hits: list[Hit]


def found_texts(words: str, user: Any) -> IndexedTextQuerySet:
    """Return what holds the words, of the records that the person may see, with its rank."""
    visible = Q()
    for kind in KINDS:
        own = kind.visible(user).filter(pk=OuterRef("object_id"))
        visible |= Q(Exists(own.order_by()), kind=kind.name)
    return matching(words).filter(visible)


def groups(words: str, user: Any) -> list[Group]:
    """Return, of each kind that something was found of, how many and the first of them."""
    # Who sees more than others sees it for themselves; what visitors find depends on nobody's acts.
    key, is_lasting = ("search", user.pk, words), not user.is_authenticated
    firsts = remembered(key, lambda: _firsts(words, user), is_lasting=is_lasting)
    texts = IndexedText.objects.in_bulk([row["pk"] for row in firsts])
    of_kind = {kind.name: [row for row in firsts if row["kind"] == kind.name] for kind in KINDS}
    return [
        Group(kind, rows[0]["number"], hits(kind, [texts[r["pk"]] for r in rows], words, user))
        for kind in KINDS
        if (rows := of_kind[kind.name])
    ]


def _firsts(words: str, user: Any) -> list[dict[str, Any]]:
    """Return the best of each kind, best first, each with how many there are of its kind."""
    # The keys alone are put in order: the texts of all that is found would be carried along.
    keys = found_texts(words, user).order_by().values("kind", "pk")
    placed: Any = keys.annotate(
        number=Window(Count("*"), partition_by=[F("kind")]),
        place=Window(RowNumber(), partition_by=[F("kind")], order_by=[F(n) for n in _ORDER]),
    )
    return sorted(placed.filter(place__lte=FIRST), key=itemgetter("place"))


def numbers(words: str, user: Any) -> list[tuple[Kind, int]]:
    """Return how many were found of each kind that something was found of."""
    counted = found_texts(words, user).order_by().values("kind").annotate(number=Count("pk"))
    by_name = {row["kind"]: row["number"] for row in counted}
    return [(kind, by_name[kind.name]) for kind in KINDS if kind.name in by_name]


def of_kind(kind: Kind, words: str, user: Any) -> IndexedTextQuerySet:
    """Return what was found of one kind, best first."""
    found = found_texts(words, user).filter(kind=kind.name).order_by(*_ORDER)
    return found.defer("title_words", "body_words")


def hits(kind: Kind, texts: list[Any], words: str, user: Any) -> list[Hit]:
    """Return how these rows of the index are shown to the person, who may see their records."""
    asked = question(words)
    return [
        Hit(
            found,
            snippet(found.text.title, found.text.language, asked, _LONGEST_TITLE),
            snippet(found.body, found.language, asked),
        )
        for found in kind.found(texts, user)
    ]
