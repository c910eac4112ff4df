"""The database of each release is all there after `manage.py migrate`, in the form of a new one."""

import re
from itertools import chain
from pathlib import Path

import pytest
from django.db import connection

from config import VERSION
from tests.releases import keeping
from tests.releases.comparing import Database, Table, opened

RELEASES = re.findall(
    r"^## (\d+\.\d+\.\d+) – ", (keeping.ROOT / "CHANGELOG.md").read_text(), re.MULTILINE
)
# What a later release fills anew or takes away on purpose: the release from which on it is gone or
# other, the table, and the columns, or none where all of it is gone. Each says why.
MEANT: dict[str, dict[str, set[str]]] = {
    # Nothing yet.
}
# What was migrated, the cache that servers share, how often anything changed: none is on record.
APART = {"django_migrations", "shared_cache", "ledger_recordchange"}


def test_each_numbered_release_has_its_database_of_either_kind_kept():
    assert RELEASES[0] == VERSION
    files = chain.from_iterable(
        (keeping.kept(each, kind) for each in RELEASES) for kind in keeping.KINDS
    )
    assert {each.name for each in files} == {each.name for each in keeping.KEPT.iterdir()}
    assert sum(each.stat().st_size for each in keeping.KEPT.iterdir()) < len(RELEASES) * 2**20


def _read(database: Database) -> dict[str, Table]:
    found = {}
    for table in database.tables():
        key, columns = database.key(table), database.columns(table)
        if table not in APART:
            found[table] = database.read(table, key, columns)
    return found


def _lost(release: str, before: dict[str, Table], database: Database) -> list[str]:
    """Name what of the release is not there any more, or not as it was."""
    lost = []
    for name, then in before.items():
        meant = MEANT.get(release, {}).get(name)
        if meant == set():
            continue
        if name not in database.tables():
            lost.append(f"the table {name}")
            continue
        gone = set(then.columns) - set(database.columns(name)) - (meant or set())
        if gone:
            lost.append(f"{name}: the columns {sorted(gone)}")
            continue
        now = database.read(name, then.key, then.columns).rows
        lost += [f"{name}: the row {key}" for key, row in then.rows.items() if now.get(key) != row]
    return lost


@pytest.mark.hold
@pytest.mark.parametrize("release", RELEASES)
def test_every_row_of_a_release_is_as_it_was_and_the_schema_is_that_of_a_new_database(
    release: str, tmp_path: Path
):
    kind = connection.vendor
    with keeping.own_database(tmp_path, "released", kind) as address:
        keeping.put_back(release, address)
        with opened(address) as database:
            before = _read(database)
        # A test of nothing would pass as well.
        assert [name for name, table in before.items() if not table.rows] == []

        keeping.run(address, "manage.py", "migrate", "-v0")

        with opened(address) as database:
            lost, upgraded = _lost(release, before, database), database.schema()
        assert lost == []
        assert "entries are whole" in keeping.run(address, "manage.py", "verify_ledger")
    with keeping.own_database(tmp_path, "made_new", kind) as address:
        keeping.run(address, "manage.py", "migrate", "-v0")
        with opened(address) as database:
            new = database.schema()
    assert sorted(map(str, upgraded - new)) == []
    assert sorted(map(str, new - upgraded)) == []
