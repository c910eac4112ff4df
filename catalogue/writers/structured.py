"""A list as JSON, whole or line by line."""

import json
from collections.abc import Iterator
from typing import Any

from catalogue.exports import LICENCE, LICENCE_ADDRESS, Export, as_text


def as_json(export: Export) -> Iterator[bytes]:
    """Yield one object: what the file tells of itself, the rows, and last how many they are."""
    yield f'{{"about": {_written(_about(export))},\n"rows": ['.encode()
    number = 0
    for number, row in enumerate(export.rows, start=1):
        yield f"{',' if number > 1 else ''}\n{_row(row)}".encode()
    yield f'\n],\n"count": {number}}}\n'.encode()


def as_lines(export: Export) -> Iterator[bytes]:
    """Yield a row on each line; the first line is `about` the file, the last is its `end`."""
    yield f"{_written({'about': _about(export)})}\n".encode()
    number = 0
    for row in export.rows:
        number += 1
        yield f"{_row(row)}\n".encode()
    yield f"{_written({'end': {'count': number}})}\n".encode()


def _row(row: dict[str, Any]) -> str:
    return _written({name: as_text(value) for name, value in row.items()})


def _about(export: Export) -> dict[str, Any]:
    about = export.about
    told = {
        "list": about.name,
        "title": about.title,
        "address": about.address,
        "filters": [{"filter": label, "chosen": words} for label, words in about.filters],
        "taken_at": as_text(about.taken_at),
        "licence": {"name": LICENCE, "address": LICENCE_ADDRESS},
        "guide": about.guide,
        "fields": [
            {
                "name": field.name,
                "type": field.kind.value,
                "label": str(field.label),
                "help": str(field.help),
            }
            for field in export.fields
        ],
    }
    return {"notice": about.notice} | told if about.notice else told


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
