"""Sentences with what rules look at around them: the line above a list, the column's heading."""

from bisect import bisect
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from consultations.importing.sentences import introduces, is_ended
from consultations.sentences import Sentence, places_of_items, sentences_of

# What an item of a table has at least where it says something, without a stop at its end.
_FEWEST_WORDS = 4
# What frames the text; nobody says anything in it.
FRAME = frozenset({"title", "dateline", "salutation", "heading"})


class Passage(NamedTuple):
    """A sentence of a paragraph; the line that introduces it, or the heading of its column."""

    paragraph: Any
    sentence: Sentence
    words: str
    introduction: str = ""
    heading: str = ""

    @property
    def is_sentence(self) -> bool:
        """Whether it says something by itself: an item of a cell may be a name or a number."""
        if not self.paragraph.cells:
            return True
        return len(self.words.split()) >= _FEWEST_WORDS or is_ended(self.words)


def passages_of(paragraphs: Iterable[Any]) -> Iterator[Passage]:
    """Return the sentences of a document's paragraphs in order, leaving out what frames them.

    A paragraph has a kind, a level, an anchor, a text, and cells where it is a table's row. The
    headings of a table are no sentences, nor are titles and salutations.
    """
    lines: dict[int, str] = {}
    for _table, group in groupby(paragraphs, _table_of):
        rows = list(group)
        if rows[0].cells:
            yield from _of_table(rows)
            continue
        for paragraph in rows:
            yield from _of_paragraph(paragraph, lines)


def _table_of(paragraph: Any) -> str:
    return paragraph.anchor.partition("-r")[0] if paragraph.cells else ""


def _of_table(rows: list[Any]) -> Iterator[Passage]:
    headings = [" ".join(cell) for cell in rows.pop(0).cells] if len(rows) > 1 else []
    for row in rows:
        columns = _columns(row)
        for sentence in sentences_of(row.text, row.cells):
            column = columns[bisect(columns, (sentence.start, len(columns))) - 1][1]
            heading = headings[column] if column < len(headings) else ""
            yield Passage(row, sentence, sentence.words_in(row.text), heading=heading)


def _columns(row: Any) -> list[tuple[int, int]]:
    """Return where each item of the row begins, with the number of its column."""
    cells = enumerate(places_of_items(row.text, row.cells))
    return sorted((start, column) for column, places in cells for start, _end in places)


def _of_paragraph(paragraph: Any, lines: dict[int, str]) -> Iterator[Passage]:
    """Give its sentences; `lines` holds the last line of each level above, to be kept up."""
    above = [line for level, line in sorted(lines.items()) if level < paragraph.level]
    introduction = above[-1] if paragraph.kind == "item" and above else ""
    found = [
        Passage(paragraph, sentence, sentence.words_in(paragraph.text), introduction)
        for sentence in sentences_of(paragraph.text)
    ]
    for level in [level for level in lines if level >= paragraph.level]:
        del lines[level]
    is_announcing = found and introduces(paragraph.text)
    lines[paragraph.level] = found[-1].words if is_announcing else ""
    if paragraph.kind not in FRAME:
        yield from found
