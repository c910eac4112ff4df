"""What one field of a row is: the same in the page, the export, the program's answer, the feed."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any


class Kind(Enum):
    """What a field holds; the name is how the field guide and the data package call it."""

    TEXT = "string"
    # One of a closed list, as its code.
    CODE = "code"
    # Several texts or codes, in an order of their own.
    TEXTS = "list"
    NUMBER = "integer"
    FLAG = "boolean"
    # A day, without a time.
    DAY = "date"
    # A moment in UTC.
    MOMENT = "datetime"
    # A whole address, that of the product included.
    ADDRESS = "uri"


@dataclass(frozen=True)
class Field:
    """One field of a row.

    `name` is its key and the head of its column, in English, and stays; `label` and `help` are
    read by people. `value` takes a row, made ready by the surface, and returns a plain value of
    the kind, or None; it must ask the database nothing more.
    """

    name: str
    kind: Kind
    label: Any
    help: Any
    value: Callable[[Any], Any]
