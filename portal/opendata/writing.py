"""Rows as files in one archive: the same rows always give the same bytes."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from io import TextIOWrapper
from tempfile import TemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from catalogue.cells import inert
from catalogue.fields import Kind
from portal.opendata.tables import Key, Row, Table

# The time of every file in an archive: none that could differ.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_WORDS = (Kind.TEXT, Kind.CODE, Kind.ADDRESS)


class Sorted:
    """Rows of a table in the order of their keys, kept in a file but for their keys."""

    def __init__(self, table: Table, rows: Iterable[Row], file: IO[bytes]) -> None:
        self.table, self._file = table, file
        index: dict[Key, int] = {}
        for row in rows:
            # Rows that nothing tells apart are one.
            index.setdefault(_in_order(table.key_of(row)), file.tell())
            file.write(_line(row))
        self._places = [index[key] for key in sorted(index)]

    def __len__(self) -> int:
        return len(self._places)

    def lines(self) -> Iterator[bytes]:
        """Yield each row as a line of JSON."""
        for place in self._places:
            self._file.seek(place)
            yield self._file.readline()


def _in_order(key: Key) -> Key:
    """Return the key with what is empty before all else: it can't be compared itself."""
    return tuple((value is not None, "" if value is None else value) for value in key)


def _line(row: Row) -> bytes:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def write_archive(
    target: IO[bytes],
    tables: Iterable[Table],
    rows_of: Callable[[Table], Iterable[Row]],
    texts: Callable[[dict[str, int]], dict[str, str]],
) -> None:
    """Write an archive of the tables with the rows of each into the file.

    `texts` returns the other files by their names, given how many rows each table has.
    """
    sums: dict[str, str] = {}
    numbers: dict[str, int] = {}
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for table in tables:
            with TemporaryFile() as file:
                kept = Sorted(table, rows_of(table), file)
                numbers[table.name] = len(kept)
                sums |= _write(archive, f"data/{table.name}.jsonl", kept.lines())
                sums |= _write(archive, f"data/{table.name}.csv", _as_table(kept))
        for name, text in texts(numbers).items():
            sums |= _write(archive, name, [text.encode()])
        listed = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
        _write(archive, "SHA256SUMS", [listed.encode()])


class _Hashing:
    """A file in an archive that notes the fingerprint of what is written into it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest = file, sha256()

    def write(self, content: bytes) -> int:
        self.digest.update(content)
        return self.file.write(content)


def _member(name: str) -> ZipInfo:
    member = ZipInfo(name, _NO_TIME)
    member.compress_type, member.create_system = ZIP_DEFLATED, 3
    member.external_attr = 0o644 << 16
    return member


def _write(archive: ZipFile, name: str, pieces: Iterable[bytes]) -> dict[str, str]:
    with archive.open(_member(name), "w") as file:
        hashing = _Hashing(file)
        for piece in pieces:
            hashing.write(piece)
    return {name: hashing.digest.hexdigest()}


def _as_table(kept: Sorted) -> Iterator[bytes]:
    """Yield the lines of a table for programs that read CSV, the heads first."""
    fields = kept.table.fields
    yield _cells(each.name for each in fields)
    for line in kept.lines():
        row = json.loads(line)
        yield _cells(_cell(row.get(each.name), each.kind) for each in fields)


def _cells(cells: Iterable[str]) -> bytes:
    line = _Line()
    csv.writer(line, lineterminator="\n").writerow(list(cells))
    return line.text.encode()


class _Line:
    text = ""

    def write(self, text: str) -> int:
        self.text += text
        return len(text)


def _cell(value: Any, kind: Kind) -> str:
    if value is None:
        return ""
    if kind is Kind.TEXTS:
        return json.dumps(value, ensure_ascii=False)
    if kind is Kind.FLAG:
        return "true" if value else "false"
    return inert(value) if kind in _WORDS else str(value)


def rows_in(archive: ZipFile, table: Table) -> Iterator[Row]:
    """Yield the rows of the table that an archive holds; none where it has no such table."""
    name = f"data/{table.name}.jsonl"
    if name in archive.namelist():
        with archive.open(name) as file, TextIOWrapper(file, "utf-8", newline="\n") as lines:
            yield from (json.loads(line) for line in lines)
