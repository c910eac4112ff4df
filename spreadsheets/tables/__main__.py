"""`python -m spreadsheets.tables xlsx < asked.xlsx > table.json`; also csv, and `write`."""

import json
import logging
import os
import sys
import warnings
from importlib import import_module
from typing import Any

from consultations.importing import UnreadableDocument
from consultations.unpacking.caps import cap
from spreadsheets.cells import Table, as_json

_MODULES = {"xlsx": "workbook", "csv": "text"}
_TOO_LARGE = "The file is built too large or too deep to be read here."


def main() -> None:
    # What the libraries say of a broken file could go on for ever; that it is broken is enough.
    logging.disable()
    warnings.simplefilter("ignore")
    kind, data = sys.argv[1], sys.stdin.buffer.read()
    if kind == "write":
        os.nice(10)
        sys.stdout.buffer.write(import_module("spreadsheets.tables.writing").written(data))
        return
    cap()
    said = json.dumps(_said(kind, data), ensure_ascii=False)
    sys.stdout.buffer.write(said.encode("utf-8", "replace"))


def _said(kind: str, data: bytes) -> dict[str, Any]:
    try:
        table: Table = import_module(f"spreadsheets.tables.{_MODULES[kind]}").read(data)
        return as_json(table)
    except UnreadableDocument as error:
        return {"refused": error.message}
    except (MemoryError, RecursionError):
        return {"refused": _TOO_LARGE}


main()
