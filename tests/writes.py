"""Notices what writes to the database, and what it writes to."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

# What passes: who is logged in where, and what is kept for a while to be quicker.
_PASSING = {"django_session", "shared_cache"}
_WRITE = re.compile(r'(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM) "?(\w+)"?', re.IGNORECASE)


@contextmanager
def noticed() -> Iterator[list[str]]:
    """Fill the list with the names of tables that are written to meanwhile."""
    tables: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = _WRITE.match(sql.lstrip())
        if found and found[1] not in _PASSING:
            tables.append(found[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield tables
