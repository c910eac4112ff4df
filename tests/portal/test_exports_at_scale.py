"""A hundred thousand rows: they begin at once, need no more memory than few, and stop nobody."""

import http.client
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

from catalogue.writers import FORMATS
from tests.product import Product, running_product

pytestmark = [pytest.mark.exhaustive, pytest.mark.xdist_group("exports")]
MANY = 100_000
# What the worker may grow by, in kB, and how many seconds may pass before the first rows come.
MOST_MEMORY = 30 * 1024
SECONDS_TO_BEGIN = 1
# So many bytes hold rows, however they are packed.
ENOUGH = 20_000
MAKING = f"""
from hashlib import sha256
from django.db.models import CharField, F, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat
from ledger.clock import now
from recommendations.models import Recommendation, Version
meeting, at = Recommendation.objects.published().first().consultation, now()
words = "States should keep the harbours of every coast open for longer, at night, too. " * 5
for begin in range(0, {MANY}, 5000):
    rows = Recommendation.objects.bulk_create(
        Recommendation(consultation=meeting) for _each in range(5000)
    )
    Version.objects.bulk_create(
        Version(
            recommendation=row, number=1, kept_title=f"Ask {{row.pk}}", kept_text=words,
            addressees=["States"], language="en", change="first", published_at=at,
            fingerprint=sha256(str(row.pk).encode()).hexdigest(),
        )
        for row in rows
    )
own = Version.objects.filter(recommendation=OuterRef("pk")).values("pk")
Recommendation.objects.filter(current_version=None, versions__number=1).update(
    state="published", number=F("pk") + 1000, current_version=Subquery(own),
    code=Concat(Value("MANY-"), Cast("pk", CharField())),
)
# What a database does by itself where a record grows in more than a minute.
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("ANALYZE")
"""


@pytest.fixture(scope="module")
def product(tmp_path_factory: Any) -> Iterator[Product]:
    directory = tmp_path_factory.mktemp("many")
    with running_product(directory, WEB_CONCURRENCY="1") as product:
        product.manage("shell", "-c", MAKING)
        for ending in FORMATS:
            _take(product, f"{ending}?q=glossary")
        yield product


def _take(product: Product, what: str, encoding: str = "identity") -> tuple[bytes, float]:
    """Return the file and the seconds after which it began to come."""
    with closing(_asked(product, what, encoding)) as connection:
        begun = time.monotonic()
        answer = connection.getresponse()
        first = answer.read(ENOUGH)
        took = time.monotonic() - begun
        assert answer.status == 200
        return first + answer.read(), took


def _asked(product: Product, what: str, encoding: str) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection(urlsplit(product.url).netloc, timeout=600)
    address = f"/recommendations/export.{what}"
    connection.request("GET", address, headers={"Accept-Encoding": encoding})
    return connection


def _memory(product: Product) -> int:
    """Return what the one worker holds, in kB."""
    [worker] = re.findall(r"Booting worker with pid: (\d+)", product.printed)
    status = Path(f"/proc/{worker}/status")
    if not status.exists():
        pytest.skip("this system does not tell how much memory a process holds")
    return int(re.findall(r"VmRSS:\s+(\d+)", status.read_text())[0])


@pytest.mark.parametrize("encoding", ["identity", "gzip, deflate, br, zstd"])
@pytest.mark.parametrize("ending", [*FORMATS])
def test_a_hundred_thousand_rows_begin_at_once_and_need_little_memory(
    product: Product, ending: str, encoding: str
) -> None:
    before = _memory(product)

    content, took = _take(product, ending, encoding)

    grown = _memory(product) - before
    print(f"{ending}, {encoding}: {len(content)} bytes, {took:.2f} s, {grown} kB")  # noqa: T201
    assert grown <= MOST_MEMORY
    assert took <= SECONDS_TO_BEGIN
    if encoding == "identity" and ending != "xlsx":
        assert content.count(b"/recommendations/MANY-") >= 2 * MANY


def test_a_file_holds_back_no_writer_and_one_that_breaks_off_is_seen_to(product: Product) -> None:
    """What every page reads is taken away while a slow reader waits: nothing stands in the way."""
    with closing(_asked(product, "csv", "identity")) as connection:
        answer = connection.getresponse()
        assert answer.read(100_000)
        _rename(product, "vocabulary_theme", "vocabulary_away")
        try:
            with pytest.raises(http.client.IncompleteRead):
                answer.read()
        finally:
            _rename(product, "vocabulary_away", "vocabulary_theme")

    assert _take(product, "csv?q=glossary")[0]


def _rename(product: Product, old: str, new: str) -> None:
    """Rename a table, which waits for all who read; nobody may keep it waiting for a second."""
    statement = f"ALTER TABLE {old} RENAME TO {new}"
    database = product.environment["DATABASE_URL"]
    if database.startswith("sqlite"):
        with closing(sqlite3.connect(database.removeprefix("sqlite:///"), timeout=1)) as there:
            there.execute(statement)
            there.commit()
    else:
        with psycopg.connect(database, autocommit=True) as server:
            server.execute("SET lock_timeout = '1s'")
            server.execute(statement)
