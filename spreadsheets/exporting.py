"""Records as files for programs for tables; what would begin a formula is inert in them."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterable

from django.conf import settings

from catalogue.cells import inert

_SECONDS = 60


def as_csv(title: str, rows: Iterable[list[str]]) -> bytes:
    """Return the rows as CSV in UTF-8, with the mark by which programs know that."""
    made = io.StringIO()
    csv.writer(made).writerows([inert(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + made.getvalue().encode()


def as_workbook(title: str, rows: Iterable[list[str]]) -> bytes:
    """Return the rows as a workbook, made by a program of its own.

    Raises subprocess.SubprocessError where that does not succeed within a minute.
    """
    asked = {"title": title, "rows": [[inert(cell) for cell in row] for row in rows]}
    return subprocess.run(
        [sys.executable, "-m", "spreadsheets.tables", "write"],
        input=json.dumps(asked).encode(),
        capture_output=True,
        check=True,
        cwd=settings.BASE_DIR,
        timeout=_SECONDS,
    ).stdout


FORMATS = {
    "xlsx": (as_workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (as_csv, "text/csv; charset=utf-8"),
}
