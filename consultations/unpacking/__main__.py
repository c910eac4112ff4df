"""`python -m consultations.unpacking docx < statement.docx > reading.json`; also pdf and text."""

import json
import logging
import sys
import warnings
from importlib import import_module
from typing import Any

from consultations.importing import Reading, UnreadableDocument
from consultations.unpacking.caps import cap, refuse_blocks, refuse_emptiness, refuse_remarks

_MODULES = {"docx": "word", "pdf": "portable", "text": "plain"}
_TOO_LARGE = "The file is built too large or too deep to be read here."


def main() -> None:
    cap()
    # What the libraries say of a broken file could go on for ever; that it is broken is enough.
    logging.disable()
    warnings.simplefilter("ignore")
    said = _said(sys.argv[1], sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(said, ensure_ascii=False).encode("utf-8", "replace"))


def _said(kind: str, data: bytes) -> dict[str, Any]:
    module = import_module(f"consultations.unpacking.{_MODULES[kind]}")
    try:
        reading: Reading = module.unpack(data)
        refuse_blocks(len(reading.blocks))
        refuse_emptiness(reading)
        refuse_remarks(reading)
        return reading.as_json()
    except UnreadableDocument as error:
        return {"refused": error.message}
    except (MemoryError, RecursionError):
        return {"refused": _TOO_LARGE}


main()
