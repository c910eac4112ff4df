"""Makes requests of chance: some address, method, header and body, as somebody."""

import json
import re
from collections.abc import Iterator
from html import unescape
from random import Random
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from tests.portal.odd_values import ODD
from tests.recommendations.hostile import HOSTILE

TOKEN = "fuzzs0fuzzs0fuzzs0fuzzs0fuzzs0ab"
METHODS = ("GET", "GET", "GET", "POST", "POST", "POST", "HEAD", "PUT", "PATCH", "DELETE")
METHODS += ("OPTIONS", "TRACE", "PROPFIND")
_PART = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<\w+>[^)]*\)|\(\[\^/\]\+\)")
_NAME = re.compile(r'<(?:input|select|textarea|button)\b[^>]*?\bname="([^"]+)"')
_LINK = re.compile(r'(?:href|action)="(/[^"#]*)"')
_ODD: list[Any] = [*ODD.values(), *HOSTILE[:46], "", "0", "1", "../../etc/passwd", "%00", "é" * 300]
_PARTS = ("1", "2", "p1", "scale11", "scale-1", "SCALE11-01", "SCALE1-01", "recommendations")
_PARTS += ("speakers", "csv", "xlsx", "json", "jsonl", "ris", "bib", "pdf", "docx", "x", "²", "-1")
_PARTS += ("9" * 30, "a" * 300, "..", "%2e%2e", "%00", "%ff", "SCALE9-999999999999", "o-%E2%80%AE")
_HEADERS: dict[str, tuple[str, ...]] = {
    "Accept-Language": ("fr", "xx-" * 300, "*;q=x", "ar, en;q=0.00001"),
    "Accept": ("application/json", "text/html;q=", "*/*;" * 200),
    "Accept-Encoding": ("br", "gzip;q=9, zstd", "identity;q=0, *;q=0"),
    "Range": ("bytes=0-1", "bytes=-99999999999999", "lines=1-2"),
    "If-None-Match": ("*", 'W/"x"', '"' + "a" * 4000 + '"'),
    "If-Modified-Since": ("Thu, 01 Jan 1970 00:00:00 GMT", "never", "Mon, 99 Foo 99999 99:99:99"),
    "X-Forwarded-For": ("1.2.3.4", "::1", "x" * 500, "1.2.3.4, , ,"),
    "X-Forwarded-Proto": ("https", "x"),
    "X-Requested-With": ("XMLHttpRequest",),
    "Authorization": ("Bearer x", "Basic eDp5", "Bearer " + "a" * 3000, "x"),
    "Idempotency-Key": ("a", "a" * 300, "é"),
    "Referer": ("http://elsewhere.example/", "http://[", "/admin/"),
    "Origin": ("null", "http://elsewhere.example"),
    "Host": ("elsewhere.example", "127.0.0.1:99999", "[::1"),
    "Content-Encoding": ("gzip",),
    "Transfer-Encoding": ("gzip",),
    "Expect": ("100-continue",),
    "Cookie": ("sessionid=; csrftoken=", "a=b; " * 200, "django_language=../../x"),
}
_SAFE = "/?&=%:;,@!$'()*+~[]-._#"
_TYPES = ("application/x-www-form-urlencoded", "application/json", "text/plain", "x", "")
_TYPES += ("multipart/form-data; boundary=x", "multipart/form-data", "application/json; charset=x")


class Request(NamedTuple):
    """What is sent, and as whom: a session, or none."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    session: str


class Chance:
    """Makes requests of what it has seen: the routes, and pages with their links and fields."""

    def __init__(self, seed: int, routes: list[dict[str, Any]], sessions: list[str]) -> None:
        self.random = Random(seed)  # noqa: S311 - the same requests each time
        self.routes, self.sessions = routes, sessions
        self.links: list[str] = ["/"]
        self.fields: dict[str, list[str]] = {}

    def look_at(self, path: str, page: str) -> None:
        """Remember where the page leads, and what can be filled in there."""
        self.links += [unescape(link) for link in _LINK.findall(page)[:40]]
        names = list(dict.fromkeys(_NAME.findall(page)))
        if names:
            self.fields[path.partition("?")[0]] = names

    def path_of(self, route: dict[str, Any]) -> str:
        """Return an address of the route, of values that may be of something, or of nothing."""
        path = _PART.sub(lambda _part: self.random.choice(_PARTS), route["path"])
        return quote(path, safe=_SAFE)

    def requests(self, number: int) -> Iterator[Request]:
        """Give out so many."""
        for turn in range(number):
            # Each route comes up again and again, whatever chance does besides.
            route = self.routes[turn % len(self.routes)]
            yield self._request(route)

    def _request(self, route: dict[str, Any]) -> Request:
        chance = self.random
        path = self._path(route)
        method = chance.choice(METHODS)
        session = chance.choice(self.sessions) if chance.random() < 0.8 else ""
        headers: dict[str, str] = {}
        for name in chance.sample(sorted(_HEADERS), chance.choice((0, 0, 1, 2))):
            headers[name] = chance.choice(_HEADERS[name])
        body = b""
        if method in ("POST", "PUT", "PATCH", "DELETE"):
            kind, body = self._body(path)
            headers["Content-Type"] = kind
            if chance.random() < 0.9:
                headers["X-CSRFToken"] = TOKEN
        return Request(method, path, headers, body, session)

    def _path(self, route: dict[str, Any]) -> str:
        chance = self.random
        known = list(self.fields) if chance.random() < 0.3 else self.links
        path = self.path_of(route) if chance.random() < 0.5 else chance.choice(known)
        if chance.random() < 0.3:
            names = ("q", "page", "order", "theme", "limit", "after", "next", "state", "_popup")
            asked = {chance.choice(names): self._odd() for _each in range(chance.randint(1, 3))}
            path = f"{path.partition('?')[0]}?{urlencode(asked)[:3000]}"
        return quote(path, safe=_SAFE)

    def _body(self, path: str) -> tuple[str, bytes]:
        chance = self.random
        names = self.fields.get(path.partition("?")[0]) or ["text", "name", "email", "next"]
        filled = {name: self._odd() for name in names}
        kind = chance.choice(_TYPES) if chance.random() < 0.4 else _TYPES[0]
        if kind.startswith(_TYPES[0]):
            return kind, urlencode(filled | {"csrfmiddlewaretoken": TOKEN}).encode()
        if "json" in kind:
            told = {name: str(value) for name, value in filled.items()}
            return kind, json.dumps(told).encode() if chance.random() < 0.6 else b'{"a":[[[["'
        if kind.endswith("boundary=x"):
            parts = [
                f'--x\r\nContent-Disposition: form-data; name="{name}"; filename="a"\r\n\r\n%PDF'
                for name in names
            ]
            return kind, "\r\n".join([*parts, "--x--"]).encode()
        return kind, chance.randbytes(chance.choice((0, 10, 1000, 100_000)))

    def _odd(self) -> Any:
        value = self.random.choice(_ODD)
        if isinstance(value, str | bytes) and len(value) > 100_000 and self.random.random() < 0.9:
            return value[:2000]
        return value
