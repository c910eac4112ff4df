"""Guards in the database itself, as migration operations for SQLite and PostgreSQL.

On SQLite, altering a table rebuilds it without its triggers: a migration that does so
adds the guard again. `tests/ledger/test_triggers.py` notices when one is missing.
"""

from collections.abc import Iterable
from typing import Any

from django.db.migrations.operations import RunPython

_SQLITE = """
CREATE TRIGGER {table}_guard BEFORE UPDATE ON {table} WHEN {condition}
BEGIN SELECT RAISE(ABORT, '{message}'); END
"""
_POSTGRESQL = """
CREATE FUNCTION {table}_guard() RETURNS trigger AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF {deletion} THEN
            RAISE EXCEPTION '{message}' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF {condition} THEN
        RAISE EXCEPTION '{message}' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$ LANGUAGE plpgsql;
CREATE TRIGGER {table}_guard BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_guard()
"""

_SQLITE_ROWS = """
CREATE TRIGGER {table}_{column}_on_{event} BEFORE {when} ON {table} WHEN {condition}
BEGIN SELECT RAISE(ABORT, '{message}'); END
"""
_POSTGRESQL_ROWS = """
CREATE FUNCTION {table}_{column}_guard() RETURNS trigger AS $$
BEGIN
    {first};
    IF {condition} THEN
        RAISE EXCEPTION '{message}' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$ LANGUAGE plpgsql;
CREATE TRIGGER {table}_{column}_on_insert BEFORE INSERT ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_{column}_guard();
CREATE TRIGGER {table}_{column}_on_update BEFORE UPDATE ON {table}
FOR EACH ROW WHEN (OLD.{column} IS DISTINCT FROM NEW.{column})
EXECUTE FUNCTION {table}_{column}_guard()
"""

_LIFTS = {
    "sqlite": "DROP TRIGGER IF EXISTS {table}_guard",
    "postgresql": "DROP FUNCTION IF EXISTS {table}_guard() CASCADE",
}


def forbid_change(table: str, columns: Iterable[str] = (), *, once: str = "") -> RunPython:
    """Return an operation after which rows of the table can't be updated or deleted.

    With columns, only a change of their values is refused. `once` is a condition in SQL over
    OLD, under which the guard begins to hold. Deletion is refused on PostgreSQL only: on
    SQLite it is left to the models, since a guard would stop tests from emptying the tables.
    """
    names = tuple(columns)

    def guard(apps: Any, schema_editor: Any) -> None:
        is_sqlite = schema_editor.connection.vendor == "sqlite"
        distinct = "IS NOT" if is_sqlite else "IS DISTINCT FROM"
        changed = " OR ".join(f"OLD.{name} {distinct} NEW.{name}" for name in names)
        held = once or "1 = 1"
        sql = (_SQLITE if is_sqlite else _POSTGRESQL).format(
            table=table,
            condition=f"({changed or '1 = 1'}) AND ({held})",
            deletion=f"({held})",
            message=f"{table}: rows are never changed",
        )
        schema_editor.execute(sql)

    return RunPython(guard, RunPython.noop)


def allow_change(table: str) -> RunPython:
    """Return an operation that takes the table's guard off, so that another can be put on."""

    def lift(apps: Any, schema_editor: Any) -> None:
        schema_editor.execute(_LIFTS[schema_editor.connection.vendor].format(table=table))

    return RunPython(lift, RunPython.noop)


def forbid_value(
    table: str, column: str, *, where: str, message: str, locking: str = "NULL"
) -> RunPython:
    """Return an operation after which no row can get a value in the column that is refused.

    `where` is a condition in SQL over NEW. On PostgreSQL the statement `locking` goes first: it
    waits for whoever changes what the condition looks at. A condition that looks at another table
    keeps SQLite from altering that one: a migration that does so drops the triggers before.
    """

    def guard(apps: Any, schema_editor: Any) -> None:
        told = {"table": table, "column": column, "condition": where, "message": message}
        events = (("insert", "INSERT"), ("update", f"UPDATE OF {column}"))
        guards = {
            "sqlite": [_SQLITE_ROWS.format(event=event, when=at, **told) for event, at in events],
            "postgresql": [_POSTGRESQL_ROWS.format(first=locking, **told)],
        }
        for sql in guards[schema_editor.connection.vendor]:
            schema_editor.execute(sql)

    return RunPython(guard, RunPython.noop)


_POSTGRESQL_FOLLOW = """
CREATE FUNCTION {name}() RETURNS trigger AS $$
BEGIN
    {statement};
    RETURN NULL;
END $$ LANGUAGE plpgsql;
CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW {condition}
EXECUTE FUNCTION {name}()
"""
_SQLITE_FOLLOW = """
CREATE TRIGGER {name} AFTER {event} ON {table} {condition}
BEGIN {statement}; END
"""


def follow(name: str, table: str, event: str, statement: str, *, when: str = "") -> RunPython:
    """Return an operation after which the statement in SQL follows each such change of a row.

    It may speak of OLD and NEW; `event` is as in `CREATE TRIGGER`, and `when` a condition.
    """

    def put(apps: Any, schema_editor: Any) -> None:
        is_sqlite = schema_editor.connection.vendor == "sqlite"
        sql = (_SQLITE_FOLLOW if is_sqlite else _POSTGRESQL_FOLLOW).format(
            name=name,
            table=table,
            event=event,
            statement=statement,
            condition=f"WHEN ({when})" if when else "",
        )
        schema_editor.execute(sql)

    return RunPython(put, RunPython.noop)
