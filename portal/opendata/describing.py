"""What lies beside the tables of an archive: a description for programs, and one for people."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.conf import settings

from catalogue.exports import LICENCE_ADDRESS
from catalogue.fields import Kind
from ledger.models import Seal
from portal.opendata.tables import Table

LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": LICENCE_ADDRESS,
}
_TYPES = {
    Kind.TEXT: {"type": "string"},
    Kind.CODE: {"type": "string"},
    Kind.TEXTS: {"type": "array"},
    Kind.NUMBER: {"type": "integer"},
    Kind.FLAG: {"type": "boolean"},
    Kind.DAY: {"type": "date"},
    Kind.MOMENT: {"type": "datetime"},
    Kind.ADDRESS: {"type": "string", "format": "uri"},
}
_README = """{name}: the public record of {day}
{line}

Source: {address}
Licence: {licence} <{licence_address}> for our own wording; name this
record, and cite a recommendation with its version and this date. Comments belong to the
organisations that wrote them, documents to their authors.
{demo}
Each table is there twice: data/<table>.csv for programs that open tables, data/<table>.jsonl with
one JSON object on each line. datapackage.json describes the columns (a Frictionless data package),
SHA256SUMS holds the fingerprint of each file. Rows stand in the order of their identifiers, so
that the archives of two days can be compared line by line.

Times are in UTC. A cell of a CSV file that would begin a formula has an apostrophe before it; the
JSON Lines have each value as it is. Lists are JSON arrays in both.

The counting rule: “endorsements” counts the named ones of the present text, plus those that are
not named as they stood at the last 00:00 UTC, where they were at least three.
“named_endorsements” counts the named ones; the table “endorsements” lists exactly these. Whoever
is not named is in no row.

Only what is public is here. What is concealed or withheld later is taken out of the older
archives as well, and of the counts with it: their fingerprints change then. Where words may be
read in another form now, an older archive that was made again has that form.{again}

Rows: {numbers}
"""


def texts_for(
    tables: Iterable[Table], day: date, again: date | None, numbers: dict[str, int]
) -> dict[str, str]:
    """Return the files beside the tables by their names; `again` is when it was made again."""
    package = _package(list(tables), day) | _sealed(day)
    return {
        "datapackage.json": json.dumps(package, ensure_ascii=False, indent=1) + "\n",
        "README.txt": _readme(day, again, numbers),
    }


def _readme(day: date, again: date | None, numbers: dict[str, int]) -> str:
    name = settings.SITE_NAME
    demo = "\nThis is a demonstration: the organisations that endorse are invented.\n"
    return _README.format(
        name=name,
        day=day.isoformat(),
        line="=" * len(f"{name}: the public record of {day.isoformat()}"),
        address=settings.PUBLIC_URL,
        licence=LICENCE["title"],
        licence_address=LICENCE["path"],
        demo=demo if settings.DEMO else "",
        again=f" This one was made again on {again.isoformat()}." if again else "",
        numbers=", ".join(f"{table} {number}" for table, number in sorted(numbers.items())),
    )


def _package(tables: list[Table], day: date) -> dict[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": "public-record",
        "title": f"{settings.SITE_NAME}: the public record",
        "version": day.isoformat(),
        "homepage": settings.PUBLIC_URL,
        "licenses": [LICENCE],
        "sources": [{"title": settings.SITE_NAME, "path": settings.PUBLIC_URL}],
        "resources": [_resource(table) for table in tables],
    }


def _sealed(day: date) -> dict[str, Any]:
    """Return the last seal over the ledger that was made up to the day, which tells of nothing."""
    end = datetime.combine(day + timedelta(days=1), time.min, UTC)
    seal = Seal.objects.filter(time__lt=end).first()
    if seal is None:
        return {}
    made = seal.time.isoformat(timespec="seconds")
    return {"seal": {"number": seal.number, "time": made, "hash": seal.hash}}


def _resource(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "title": str(table.title),
        "path": f"data/{table.name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [
                {"name": each.name, **_TYPES[each.kind], "description": str(each.help)}
                for each in table.fields
            ],
            "missingValues": [""],
            "primaryKey": list(table.key),
            "foreignKeys": [
                {"fields": [name], "reference": {"resource": other, "fields": [field]}}
                for name, (other, field) in table.points_at.items()
            ],
        },
    }
