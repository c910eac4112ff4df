"""SQLite plans by what was counted; PostgreSQL counts by itself."""

from typing import Any

import pytest
from django.db import connection

from search import indexing
from search.indexing import analyse_next, rebuild


def _counted() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tbl FROM sqlite_stat1")
        return {table for (table,) in cursor.fetchall()}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL counts by itself")
def test_the_worker_counts_once_a_day_what_sqlite_plans_by(db: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(indexing, "_next_analysis", [0.0])

    assert [analyse_next() for _round in range(2)] == [True, False]

    assert "vocabulary_region" in _counted()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL counts by itself")
def test_what_sqlite_plans_by_is_counted_with_the_index_made_anew(db: Any) -> None:
    rebuild([])

    assert "vocabulary_region" in _counted()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite is told to count")
def test_elsewhere_nothing_is_to_be_done(db: Any) -> None:
    assert not analyse_next()
