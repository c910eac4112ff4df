"""Tables as text (CSV), as the programs that people use write it."""

import codecs
import csv
import io
import re
from collections.abc import Iterator

from consultations.importing import UnreadableDocument
from spreadsheets.cells import LONGEST_CELL, Table
from spreadsheets.tables.gathering import table_of

_SEPARATORS = (",", ";", "\t")
_NAMES_ITS_SEPARATOR = re.compile(r"sep=(.)\r?\n")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read(data: bytes) -> Table:
    """Return the table; raises UnreadableDocument, which says why, where there is none."""
    text = _decoded(data)
    named = _NAMES_ITS_SEPARATOR.match(text)
    separator = named[1] if named else _separator_of(text)
    csv.field_size_limit(4 * LONGEST_CELL)
    return table_of(_rows(text[named.end() :] if named else text, separator))


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        place = f"Line {reader.line_num} cannot be read as a row of a table"
        raise UnreadableDocument(f"{place}: {error}.") from error


def _decoded(data: bytes) -> str:
    """Return the text of a file in UTF-8, or in UTF-16 with its mark; nothing is guessed."""
    codec = "utf-16" if data.startswith(_UTF_16) else "utf-8-sig"
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableDocument(
            f"Line {line} is not in UTF-8, so its letters would come out wrong. "
            "Save the file as “CSV UTF-8”, or as a workbook (.xlsx)."
        ) from error


def _separator_of(text: str) -> str:
    """Return what parts most cells of the headings: a comma, a semicolon or a tab."""
    first = text.split("\n", 1)[0]
    return max(_SEPARATORS, key=first.count)
