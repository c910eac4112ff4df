"""Asks a server for a page, or endorses there, and tells how long the answer took."""

import http.client
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from typing import NamedTuple
from urllib.parse import urlencode

from bench.serving import ROOT, Served, environment

_COOKIE = "csrftoken"
_INPUT = re.compile(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"')
_FORM = re.compile(r"<main.*</main>", re.DOTALL)


class Answer(NamedTuple):
    """How long it took, in milliseconds; how many bytes it held; and where it led."""

    milliseconds: float
    size: int
    text: bytes
    token: str


def ask(
    served: Served,
    address: str,
    *,
    session: str = "",
    sent: dict[str, str] | None = None,
    token: str = "",
    is_packed: bool = True,
) -> Answer:
    """Return the answer; raises SystemExit where it is a refusal or a fault."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
    headers = {"Accept-Language": "en"} | ({"Accept-Encoding": "br, gzip"} if is_packed else {})
    cookies = {"sessionid": session, _COOKIE: token}
    given = "; ".join(f"{name}={value}" for name, value in cookies.items() if value)
    headers |= {"Cookie": given} if given else {}
    body = urlencode(sent) if sent is not None else None
    headers |= {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    begun = time.perf_counter()
    connection.request("POST" if body else "GET", address, body, headers)
    answer = connection.getresponse()
    text = answer.read()
    took = (time.perf_counter() - begun) * 1000
    connection.close()
    if answer.status != (http.HTTPStatus.FOUND if body else http.HTTPStatus.OK):
        raise SystemExit(f"{address} answered {answer.status}.")
    kept = re.search(rf"{_COOKIE}=([^;]+)", answer.headers.get("Set-Cookie", ""))
    return Answer(took, len(text), text, kept.group(1) if kept else token)


def endorse_and_withdraw(served: Served, place: str) -> float:
    """Endorse what stands at the address and withdraw it again; return what the first took."""
    took = _send(served, f"{place}endorse/", {"naming": "named"})
    _send(served, f"{place}withdraw/", {})
    return took


def _send(served: Served, address: str, chosen: dict[str, str]) -> float:
    page = ask(served, address, session=served.session, is_packed=False)
    form = _FORM.search(page.text.decode())
    hidden = _INPUT.findall(form.group(0) if form else "")
    fields = {name: unescape(value) for name, value in hidden if name != "naming"} | chosen
    return ask(served, address, session=served.session, sent=fields, token=page.token).milliseconds


@contextmanager
def acting(served: Served) -> Iterator[Callable[[], None]]:
    """Give what commits an act of another organisation: an endorsement, or its withdrawal."""
    with subprocess.Popen(
        [sys.executable, "bench/acts.py"],
        cwd=ROOT,
        env=environment(served.database),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as actor:
        given, told = actor.stdin, actor.stdout
        if given is None or told is None or told.readline() != "ready\n":
            raise SystemExit("Nothing can be endorsed in the database.")

        def act() -> None:
            given.write("act\n")
            given.flush()
            told.readline()

        yield act
        given.close()
