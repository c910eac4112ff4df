"""An older archive without what has been concealed or withheld since."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from zipfile import ZipFile

from portal.opendata.asked import (
    ENDORSEMENTS,
    OF_THE_VERSION,
    ORGANISATIONS_TABLE,
    RECOMMENDATIONS_TABLE,
    VERSIONS,
)
from portal.opendata.tables import Key, Row, Table
from portal.opendata.writing import rows_in

_BATCH = 500
_COUNTED = {
    RECOMMENDATIONS_TABLE.name: ("code", ("endorsements", "named_endorsements")),
    ORGANISATIONS_TABLE.name: ("slug", ("endorsements",)),
}


class Reduction:
    """Reads the rows of an older archive and yields what of them may be told now.

    Endorsements are to be read first: the counts of the others go down by those that left.
    """

    def __init__(self, archive: ZipFile) -> None:
        self.archive = archive
        self.gone: Counter[tuple[str, Any]] = Counter()

    def rows(self, table: Table) -> Iterator[Row]:
        for batch in _in_batches(rows_in(self.archive, table)):
            now = table.now(batch)
            words = _words_of(batch) if table is RECOMMENDATIONS_TABLE else {}
            for old in batch:
                key = table.key_of(old)
                if key in now:
                    row = _merged(table, old, now[key]) | words.get(key, {})
                    yield self._counted(table, row)
                elif table is ENDORSEMENTS:
                    self._note(old)

    def _note(self, gone: Row) -> None:
        self.gone[RECOMMENDATIONS_TABLE.name, gone["recommendation"]] += 1
        self.gone[ORGANISATIONS_TABLE.name, gone["organisation"]] += 1

    def _counted(self, table: Table, row: Row) -> Row:
        identity, names = _COUNTED.get(table.name, ("", ()))
        less = self.gone[table.name, row[identity]] if identity else 0
        return row | {name: row[name] - less for name in names}


def _in_batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    left = iter(rows)
    while batch := list(islice(left, _BATCH)):
        yield batch


def _merged(table: Table, old: Row, current: Row) -> Row:
    """Return the row with what stays as it was, and all else as it may be read now."""
    stays = {name: old[name] for name in table.stays if name in old}
    return {name: stays.get(name, value) for name, value in current.items()}


def _words_of(asked: list[Row]) -> dict[Key, Row]:
    """Return by code the words of the version that each stood at, as they may be read now."""
    stood = {(row["code"],): (row["code"], row["version"]) for row in asked}
    now = VERSIONS.now([{"recommendation": code, "number": at} for code, at in stood.values()])
    return {
        code: {name: now.get(version, {}).get(name) for name in OF_THE_VERSION}
        for code, version in stood.items()
    }
