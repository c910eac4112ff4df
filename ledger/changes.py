"""Counts the changes of what is on record, apart from what people do with it.

An endorsement or a comment changes no number of a list that is not narrowed by who endorses: what
was counted of the record alone outlives it. Triggers of the database count, whoever changes
a row by whatever way; `ledger.remembering` reads how far they came.
"""

from typing import Any

from django.apps import apps
from django.db import connections, transaction
from django.db.models import Model, Sum

# So many rows are read without being felt; then they are put together into one.
_MOST_ROWS = 500
_APPS_ASIDE = {
    "account",
    "admin",
    "auth",
    "contenttypes",
    "ledger",
    "mfa",
    "post_office",
    "usersessions",
}
# What people do with the record, who they are, and what is sent to them. Any other table is the
# record, so that one that is forgotten here only makes more be counted again.
_ACTS = {
    "organisations.Application",
    "organisations.Blanking",
    "organisations.EndingNotice",
    "organisations.HistoricalRepresentative",
    "organisations.Invitation",
    "organisations.KeptAnswer",
    "organisations.Look",
    "organisations.Representative",
    "organisations.SavedSearch",
    "organisations.SecondFactorReset",
    "organisations.Token",
    "organisations.User",
    "portal.CalendarAddress",
    "portal.Digest",
    "portal.NameQuestion",
    "portal.OpenDataArchive",
    "portal.Reminder",
    "recommendations.Appeal",
    "recommendations.Comment",
    "recommendations.CommentRevision",
    "recommendations.Credit",
    "recommendations.Endorsement",
    "recommendations.FrozenList",
    "recommendations.FrozenSignatory",
    "recommendations.ModerationDecision",
    "recommendations.Report",
    "recommendations.RequestedWithdrawal",
    "recommendations.SignatureLook",
    "recommendations.Suggestion",
    "recommendations.SuggestionAnswer",
    "recommendations.Support",
    "recommendations.UnnamedSignatures",
    "sessions.Session",
    "spreadsheets.Spreadsheet",
}
# What an endorsement leaves in a row of the record, to be offered the next time.
_COLUMNS_ASIDE = {"organisations.Organisation": {"default_naming"}}
_TABLE = "ledger_recordchange"
# How many changes there were: each row stands for some.
COUNTED = f"SELECT COALESCE(SUM(number), 0) FROM {_TABLE}"  # noqa: S608 - our own name

_TRIGGER = "record_changes_of_{table}"
_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION record_changed() RETURNS trigger AS $$
BEGIN
    INSERT INTO ledger_recordchange (number) VALUES (1);
    RETURN NULL;
END $$ LANGUAGE plpgsql
"""
# Each change adds a row of its own, so that none waits for another.
_POSTGRESQL = """
CREATE TRIGGER {name} AFTER INSERT OR {update} OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION record_changed()
"""
_SQLITE = """
CREATE TRIGGER {name} AFTER {event} ON {table}
BEGIN
    UPDATE ledger_recordchange SET number = number + 1;
    INSERT INTO ledger_recordchange (number)
    SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM ledger_recordchange);
END
"""


def is_of_record(model: type[Model]) -> bool:
    """Tell whether a change of the table may change what is counted of the record alone."""
    meta = model._meta
    joining: Any = meta.auto_created
    if joining:
        return is_of_record(joining)
    is_aside = meta.app_label in _APPS_ASIDE or meta.label in _ACTS
    return not is_aside and meta.managed and not meta.proxy


def count_changes(*, using: str, **_rest: Any) -> None:
    """Put the triggers in place that are missing, on each table of the record that exists.

    One that names columns is made anew each time: since the last, there may be another column.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        if _TABLE not in present:
            return
        is_sqlite = connection.vendor == "sqlite"
        put = _put_on_sqlite if is_sqlite else _put_on_postgresql
        models = apps.get_models(include_auto_created=True)
        put(cursor, [each for each in models if is_of_record(each) and _table(each) in present])


def _table(model: type[Model]) -> str:
    return model._meta.db_table


def _update(model: type[Model]) -> str:
    """Return which updates are counted, as `CREATE TRIGGER` takes it."""
    aside = _COLUMNS_ASIDE.get(model._meta.label, set())
    columns = [str(field.column) for field in model._meta.concrete_fields]
    counted = ", ".join(column for column in columns if column not in aside)
    return f"UPDATE OF {counted}" if aside else "UPDATE"


def _names_columns(event: str) -> bool:
    return " OF " in event


def _put_on_sqlite(cursor: Any, models: list[type[Model]]) -> None:
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    there = {name for (name,) in cursor.fetchall()}
    for model in models:
        for event in ("INSERT", _update(model), "DELETE"):
            name = _TRIGGER.format(table=_table(model)) + f"_by_{event.split()[0]}"
            if _names_columns(event):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            if name not in there or _names_columns(event):
                cursor.execute(_SQLITE.format(name=name, table=_table(model), event=event))


def _put_on_postgresql(cursor: Any, models: list[type[Model]]) -> None:
    cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
    there = {name for (name,) in cursor.fetchall()}
    cursor.execute(_POSTGRESQL_FUNCTION)
    for model in models:
        # A longer name would be cut.
        name = _TRIGGER.format(table=_table(model))[:63]
        told = {"name": name, "table": _table(model), "update": _update(model)}
        if _names_columns(told["update"]):
            cursor.execute("DROP TRIGGER IF EXISTS {name} ON {table}".format(**told))
        if name not in there or _names_columns(told["update"]):
            cursor.execute(_POSTGRESQL.format(**told))


@transaction.atomic
def gather_next_changes() -> bool:
    """Put the rows together into one where there are many; tell whether there were.

    How many changes there were stays the same: nothing is counted again for it.
    """
    changes: Any = apps.get_model("ledger", "RecordChange").objects
    rows = changes.select_for_update(skip_locked=True).order_by("pk")
    keys = [row.pk for row in rows[: _MOST_ROWS * 10]]
    if len(keys) <= _MOST_ROWS:
        return False
    gathered = changes.filter(pk__in=keys)
    number = gathered.aggregate(number=Sum("number"))["number"]
    gathered.delete()
    changes.create(number=number)
    return True
