"""What stands in a database, read without any model: its rows by their keys, and its schema."""

import hashlib
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, NamedTuple

import psycopg

Asked = list[tuple[Any, ...]]
_COLUMNS = """
    SELECT table_name, column_name, data_type, character_maximum_length, is_nullable,
        column_default, is_identity, collation_name
    FROM information_schema.columns WHERE table_schema = 'public'
"""
_CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
"""
_INDEXES = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
_TRIGGERS = """
    SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid)
    FROM pg_trigger WHERE NOT tgisinternal
"""
_FUNCTIONS = """
    SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""
_SQLITE_TABLES = """
    SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
    AND name NOT IN (SELECT name FROM pragma_table_list WHERE type IN ('shadow', 'virtual'))
"""
# Without what it counts to plan its ways, and the indexes that are said with their tables.
_SQLITE_SCHEMA = """
    SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'
"""
# PostgreSQL writes the casts of a condition elsewhere once it was dumped and put back.
_CAST = re.compile(r"::character varying|::text|\[\]|[()]")


class Table(NamedTuple):
    """A table: which columns tell its rows apart, all of them, and a hash for each row's key."""

    key: list[str]
    columns: list[str]
    rows: dict[tuple[Any, ...], str]


class Database:
    """An open database of either kind."""

    def __init__(self, connection: Any, *, is_sqlite: bool) -> None:
        self._connection, self._is_sqlite = connection, is_sqlite

    def tables(self) -> list[str]:
        """Return the names of all tables; what SQLite searches is made from one of them."""
        if self._is_sqlite:
            told = self._ask(_SQLITE_TABLES)
        else:
            told = self._ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return sorted(name for (name,) in told)

    def columns(self, table: str) -> list[str]:
        """Return the names of the table's columns, in the order of the alphabet."""
        told = self._ask(f'SELECT * FROM "{table}" WHERE 1 = 0', names=True)
        return sorted(name for (name,) in told)

    def key(self, table: str) -> list[str]:
        """Return the columns of the table's primary key."""
        if self._is_sqlite:
            told = self._ask(f"SELECT name FROM pragma_table_info('{table}') WHERE pk")
        else:
            told = self._ask(
                "SELECT attname FROM pg_index JOIN pg_attribute "
                "ON attrelid = indrelid AND attnum = ANY(indkey) "
                f"WHERE indisprimary AND indrelid = '\"{table}\"'::regclass"
            )
        return sorted(name for (name,) in told)

    def read(self, table: str, key: list[str], columns: list[str]) -> Table:
        """Return a hash of each row, over these columns alone."""
        asked = ", ".join(f'"{each}"' for each in [*key, *columns])
        rows = {
            row[: len(key)]: hashlib.sha256(repr(row[len(key) :]).encode()).hexdigest()
            for row in self._ask(f'SELECT {asked} FROM "{table}"')
        }
        return Table(key, columns, rows)

    def schema(self) -> set[tuple[Any, ...]]:
        """Return all that is declared: columns, constraints, indexes, triggers and functions."""
        if not self._is_sqlite:
            as_said = (_COLUMNS, _TRIGGERS, _FUNCTIONS)
            found = {row for each in as_said for row in self._ask(each)}
            conditions = (*self._ask(_CONSTRAINTS), *self._ask(_INDEXES))
            return found | {(*names, _CAST.sub("", told)) for *names, told in conditions}
        declared = self._ask(_SQLITE_SCHEMA)
        return {row for each in declared for row in self._pieces(*each)}

    def _pieces(self, kind: str, name: str, table: str, told: str) -> Iterator[tuple[Any, ...]]:
        """Give out what a statement declares, for a table without the order of its columns."""
        if kind != "table" or "VIRTUAL" in told:
            yield kind, name, table, told
            return
        for piece in _parts(told.partition("(")[2].rpartition(")")[0]):
            yield kind, name, piece.strip()

    def _ask(self, question: str, *, names: bool = False) -> Asked:
        cursor = self._connection.execute(question)
        if names:
            return [(each[0],) for each in cursor.description]
        rows: Asked = cursor.fetchall()
        return rows


@contextmanager
def opened(address: str) -> Iterator[Database]:
    """Open the database, to read in it."""
    if address.startswith("sqlite"):
        with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as connection:
            yield Database(connection, is_sqlite=True)
        return
    with psycopg.connect(address, autocommit=True) as connection:
        yield Database(connection, is_sqlite=False)


def _parts(told: str) -> Iterator[str]:
    """Give out what stands between the commas that are in no brackets and no quotes."""
    depth, quote, part = 0, "", ""
    for sign in told:
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        depth += {"(": 1, ")": -1}.get(sign, 0) if not quote else 0
        if sign == "," and not depth and not quote:
            yield part
            part = ""
        else:
            part += sign
    yield part
