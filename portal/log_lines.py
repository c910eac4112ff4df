"""What is logged: one JSON line for each warning and fault, from which nobody can be told.

Faults quote what people typed: a database names the address that is there already, a library the
path that it was asked for, with the token in it. So a line holds only what is listed here: of a
fault its kind and where in the code it happened, of a request its route and never its address.
Libraries that write JSON take over whatever somebody gave the record; this is the other way round.
"""

import errno
import json
import logging
import re
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from portal.request_ids import asked

# Their messages are written in this house, and say nothing of people; those of others may.
OUR_ROOMS = frozenset(
    (
        "portal",
        "spreadsheets",
        "recommendations",
        "consultations",
        "organisations",
        "vocabulary",
        "catalogue",
        "search",
        "ledger",
    )
)
MOST_PLACES, MOST_CAUSES, LONGEST_EVENT = 40, 5, 300
HOME = f"{Path(__file__).resolve().parent.parent}/"
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
# An address of mail or of a machine; what follows a question mark; what looks like a path, a link
# or a token. The hash of a file, by which it is found again, is none.
_PERSONAL = re.compile(
    r"[^\s<>\"']*@[^\s<>\"']*|\b(?:\d{1,3}\.){3}\d{1,3}\b|\?\S+|(?<!\w)/\S*|https?:\S*|(?<![\w.:-])(?![0-9a-f]{64}\b)[\w.:-]{32,}"
)
# Where others begin to quote.
_QUOTING = re.compile(r"['\"`‘“«<({\[=]|: ")
_GAP = "…"


class LogLine(logging.Formatter):
    """Writes a record as a line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC)
        line = {
            "time": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": _event(record),
            "process": record.process,
            **_of_request(record),
        }
        if record.exc_info and record.exc_info[1]:
            line["faults"] = _faults(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def _event(record: logging.LogRecord) -> str:
    """Return what happened; of others' messages only what is the same each time, and numbers."""
    if record.name.partition(".")[0] in OUR_ROOMS:
        told = record.getMessage()
    elif record.args:
        told = str(record.msg) % _numbers(record.args)
    else:
        told = _QUOTING.split(str(record.msg), maxsplit=1)[0].rstrip()
    return _PERSONAL.sub(_GAP, told)[:LONGEST_EVENT]


def _numbers(given: Any) -> Any:
    if isinstance(given, dict):
        return {name: _number(each) for name, each in given.items()}
    return tuple(_number(each) for each in given)


def _number(given: object) -> object:
    return given if isinstance(given, int | float) else _GAP


def _of_request(record: logging.LogRecord) -> dict[str, Any]:
    at = asked()
    if at is None:
        return {}
    match, method = at.request.resolver_match, at.request.method
    told = {
        "request": at.id,
        "method": method if method in _METHODS else "other",
        "route": match.view_name if match else None,
        "status": getattr(record, "status_code", None),
    }
    return {name: value for name, value in told.items() if value is not None}


def _faults(fault: BaseException | None) -> list[dict[str, Any]]:
    """Return the fault and those that led to it, the last first, without their words."""
    told: list[dict[str, Any]] = []
    while fault is not None and len(told) < MOST_CAUSES:
        told.append({"kind": _kind(fault), **_code(fault), "at": _places(fault.__traceback__)})
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    return told


def _kind(fault: BaseException) -> str:
    return f"{type(fault).__module__}.{type(fault).__qualname__}".removeprefix("builtins.")


def _code(fault: BaseException) -> dict[str, str]:
    """Return what the system or the database calls it, which names nobody."""
    system = errno.errorcode.get(getattr(fault, "errno", None) or 0)
    database = getattr(fault, "sqlstate", None) or getattr(fault, "sqlite_errorname", None)
    constraint = getattr(getattr(fault, "diag", None), "constraint_name", None)
    named = {"code": system or database, "constraint": constraint}
    return {name: str(value) for name, value in named.items() if value}


def _places(trace: TracebackType | None) -> list[str]:
    """Return where it happened, the innermost last."""
    frames = traceback.extract_tb(trace)[-MOST_PLACES:]
    return [f"{_file(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _file(name: str) -> str:
    return name.removeprefix(HOME).rpartition("site-packages/")[2]
