"""Lays two editions of a document beside each other: a row for each paragraph of either."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from consultations.differences import Piece, differences
from consultations.editions import Pair, align
from consultations.models import Document, Paragraph
from consultations.reading import paragraphs_for, sign


class Row:
    """A paragraph of the older edition and what it became; either may be missing."""

    def __init__(self, pair: Pair, old: Paragraph | None, new: Paragraph | None) -> None:
        self.old, self.new = old, new
        self.is_moved = pair.is_moved
        self.kind: str = "withheld" if self._is_hidden else pair.kind

    @property
    def paragraph(self) -> Any:
        """Return the one that names the row: that of the newer edition, if there is one."""
        return self.new or self.old

    @property
    def withheld(self) -> list[Paragraph]:
        return [each for each in (self.old, self.new) if each and each.is_withheld]

    @property
    def _is_hidden(self) -> bool:
        return self.paragraph.is_withheld and not self.paragraph.text

    @property
    def is_changed(self) -> bool:
        return self.is_moved or self.kind not in ("same", "withheld")

    @property
    def sign(self) -> str:
        return sign(self.paragraph)

    @cached_property
    def pieces(self) -> list[Piece]:
        """Return the words that were kept, taken out and put in."""
        return differences(self.old.text if self.old else "", self.new.text if self.new else "")


def rows_of(older: Document, newer: Document, user: Any) -> list[Row]:
    """Return all paragraphs of both editions, in the order of the newer.

    They are compared by the words that the person may read: what is withheld has no counterpart,
    so that none tells what stood there.
    """
    old, new = paragraphs_for(older, user), paragraphs_for(newer, user)
    pairs = align(tuple(each.text for each in old), tuple(each.text for each in new))
    return [Row(pair, _at(old, pair.old), _at(new, pair.new)) for pair in pairs]


def _at(paragraphs: list[Paragraph], place: int | None) -> Paragraph | None:
    return None if place is None else paragraphs[place]


def changed(rows: Iterable[Row]) -> list[Row]:
    """Return those that are not as they were where they were."""
    return [row for row in rows if row.is_changed]


def place_of(rows: Iterable[Row], anchor: str) -> int | None:
    """Return where the older edition's paragraph with the anchor stands among the rows, if so."""
    anchors = (row.old.anchor if row.old else None for row in rows)
    return next((place for place, found in enumerate(anchors) if found == anchor), None)
