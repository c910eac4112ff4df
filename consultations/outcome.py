"""Compares the outcome that a document prints as a table with what was drawn from its words."""

import re
from collections.abc import Iterable
from itertools import groupby
from typing import Any, NamedTuple

from consultations.models import Document, Extract, Paragraph
from consultations.sentences import places_of_items

OUTCOME = (Extract.Kind.CONVERGENCE, Extract.Kind.RECOMMENDATION, Extract.Kind.CHALLENGE)
# What the heading of a column holds, in English, French or Spanish.
_HEADINGS = {
    Extract.Kind.CONVERGENCE: r"converg|coincid|agree|common ground|views met|accord|acuerdo",
    Extract.Kind.RECOMMENDATION: r"recomm[ae]nd|recomend",
    Extract.Kind.CHALLENGE: r"challeng|obstacle|difficult|d[ée]fi|desaf[íi]o|retos?\b|dificultad",
}
_PATTERNS = {
    kind: re.compile(rf"\b(?:{words})", re.IGNORECASE) for kind, words in _HEADINGS.items()
}


class Item(NamedTuple):
    """One printed item of a table, with the extracts whose words rest on it."""

    words: str
    row: Paragraph
    extracts: list[Extract]


class Column(NamedTuple):
    """A column of the table, and the extracts of its kind that rest on no item of the table."""

    kind: Extract.Kind
    heading: str
    items: list[Item]
    elsewhere: list[Extract]


class Comparison(NamedTuple):
    """A printed table of the outcome beside what was drawn; `withheld` are rows left out."""

    document: Document
    columns: list[Column]
    withheld: list[Paragraph]

    @property
    def items(self) -> list[Item]:
        return [item for column in self.columns for item in column.items]

    @property
    def covered(self) -> list[Item]:
        """Return the items that an extract rests on."""
        return [item for item in self.items if item.extracts]

    @property
    def elsewhere(self) -> list[Extract]:
        return [extract for column in self.columns for extract in column.elsewhere]


def comparisons(
    documents: Iterable[Document], extracts: Iterable[Extract], user: Any
) -> list[Comparison]:
    """Return each table of the outcome that the documents print, compared with what was drawn.

    The person may see the documents; the extracts come with the spans that they may read. Tables
    whose headings do not tell the three columns apart are not compared.
    """
    by_pk = {document.pk: document for document in documents}
    drawn = list(extracts)
    tables = groupby(_rows(by_pk, user), key=_table)
    compared = (
        _compared(by_pk[pk], list(rows), [each for each in drawn if each.document_id == pk])
        for (pk, _anchor), rows in tables
    )
    return [each for each in compared if each]


def kinds_of(headings: list[str]) -> dict[Extract.Kind, int]:
    """Return which column is of which kind, or nothing unless each of the three is told once."""
    told = {
        kind: [at for at, heading in enumerate(headings) if pattern.search(heading)]
        for kind, pattern in _PATTERNS.items()
    }
    columns = [at for found in told.values() for at in found]
    if sorted(map(len, told.values())) != [1, 1, 1] or len(set(columns)) != len(columns):
        return {}
    return {kind: found[0] for kind, found in told.items()}


def _rows(documents: dict[int, Document], user: Any) -> list[Paragraph]:
    """Return the rows of all tables in order; a row that the person may not read has no cells."""
    rows = Paragraph.objects.filter(document__in=documents.keys(), cells__isnull=False)
    kept = list(rows.order_by("document", "position"))
    withheld = rows.withheld_from(user) if any(row.is_withheld for row in kept) else rows.none()
    hidden = set(withheld.values_list("pk", flat=True))
    for row in kept:
        row.document = documents[row.document_id]
        if row.pk in hidden:
            row.text, row.cells = "", None
    return kept


def _table(row: Paragraph) -> tuple[int, str]:
    return row.document_id, row.anchor.partition("-r")[0]


def _compared(
    document: Document, rows: list[Paragraph], extracts: list[Extract]
) -> Comparison | None:
    head, *body = rows
    headings = [" ".join(cell) for cell in head.cells or []]
    kinds = kinds_of(headings)
    if not kinds or not body:
        return None
    items = {kind: list(_items(body, kinds[kind], extracts)) for kind in OUTCOME}
    resting = {each.pk for those in items.values() for item in those for each in item.extracts}
    free = [extract for extract in extracts if extract.pk not in resting]
    columns = [
        Column(
            kind, headings[kinds[kind]], items[kind], [each for each in free if each.kind == kind]
        )
        for kind in OUTCOME
    ]
    return Comparison(document, columns, [row for row in body if row.cells is None])


def _items(rows: list[Paragraph], column: int, extracts: list[Extract]) -> Iterable[Item]:
    for row in rows:
        cells = row.cells or []
        if column < len(cells):
            places = places_of_items(row.text, cells)[column]
            for words, (start, end) in zip(cells[column], places, strict=True):
                yield Item(words, row, [each for each in extracts if _rests(each, row, start, end)])


def _rests(extract: Extract, row: Paragraph, start: int, end: int) -> bool:
    return any(
        span.paragraph_id == row.pk and span.start < end and start < span.end
        for span in extract.spans.all()
    )
