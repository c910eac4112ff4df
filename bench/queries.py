"""Counts how often pages ask the database: `python bench/queries.py SESSION '{"list": "/…"}'`.

Nothing is remembered meanwhile, so that each asks all it has to know; whether something is to be
remembered is one more. Endorsing is the sending of the form, by somebody logged in.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_FINGERPRINT = re.compile(r'name="fingerprint" value="([0-9a-f]+)"')
_REPRESENTATIVE = re.compile(r'name="representative" value="(\d+)"')
VISITOR, LOGGED_IN = "visitor", "logged in"


def main() -> None:
    """Print, for a visitor and for who has the session, the number for each page, by its name."""
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.test import Client

    session, pages = sys.argv[1], json.loads(sys.argv[2])
    found = {}
    for way in (VISITOR, LOGGED_IN):
        client = Client(headers={"host": "127.0.0.1"})
        if way == LOGGED_IN:
            client.cookies["sessionid"] = session
        found[way] = {name: _asked(client, way, name, address) for name, address in pages.items()}
    print(json.dumps(found))


def _asked(client: Any, way: str, name: str, address: str) -> int | None:
    if name != "endorse":
        client.get(address)
        return _counted(lambda: client.get(address))
    if way == VISITOR:
        return None
    place = f"{address}endorse/"
    page = client.get(place).content.decode()
    form = {"naming": "named", "fingerprint": _only(_FINGERPRINT, page)}
    form["representative"] = _only(_REPRESENTATIVE, page)
    # The first takes places of the limits for those that follow; neither is kept.
    _counted(lambda: client.post(place, form))
    return _counted(lambda: client.post(place, form))


def _only(pattern: re.Pattern[str], page: str) -> str:
    found = pattern.search(page)
    if found is None:
        raise SystemExit("Nothing can be endorsed there.")
    return found.group(1)


def _counted(ask: Any) -> int:
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    # Within a transaction nothing is remembered; it ends with nothing changed.
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        ask()
        transaction.set_rollback(True)
    return len([query for query in queries if "SAVEPOINT" not in query["sql"]])


if __name__ == "__main__":
    main()
