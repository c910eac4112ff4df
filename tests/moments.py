"""The moment between a page that looks and the act that it writes."""

from contextlib import contextmanager

from django.db import connection


@contextmanager
def as_the_act_begins(change):
    """Let somebody else's change come in just before the transaction of the next act."""
    waiting = [change]

    def watch(execute, sql, params, many, context):
        if waiting and sql.startswith(("SAVEPOINT", "BEGIN")):
            waiting.pop()()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield
    assert not waiting, "no act began"
