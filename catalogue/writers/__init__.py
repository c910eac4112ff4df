"""How a list is written: each writer takes an export and yields the bytes of the file.

None holds more than a few rows at once. Where a row cannot be had the fault goes on to whoever
reads: a file that ended well before its end would pass for a whole one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from catalogue.exports import Export
from catalogue.writers.structured import as_json, as_lines
from catalogue.writers.table import as_table
from catalogue.writers.workbook import as_workbook


@dataclass(frozen=True)
class Format:
    """A kind of file: what it is called, what browsers call it, and how it is written."""

    label: str
    media_type: str
    write: Callable[[Export], Iterator[bytes]]


# By the ending of the file's name.
FORMATS = {
    "csv": Format("CSV", "text/csv; charset=utf-8", as_table),
    "xlsx": Format(
        "XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_workbook
    ),
    "json": Format("JSON", "application/json", as_json),
    "jsonl": Format("JSON Lines", "application/jsonl; charset=utf-8", as_lines),
}

__all__ = ["FORMATS", "Format"]
