"""All that somebody who is not logged in reaches by following links, as it comes over the line."""

import http.client
import re
import time
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

import brotli

LINK = re.compile(r'\shref="(/[^"#?]*)')
MADE_OF = re.compile(
    r'<link rel="(?:stylesheet|icon)"[^>]* href="([^"]+)"|<script[^>]* src="([^"]+)"'
)


@dataclass(frozen=True)
class Answer:
    """What came for one address, with nothing unpacked."""

    path: str
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def weight(self) -> int:
        """Return the bytes of the body as sent and of the headers."""
        lines = (f"{name}: {value}\r\n" for name, value in self.headers.items())
        return len(self.body) + sum(map(len, lines))

    @property
    def is_page(self) -> bool:
        return self.status == 200 and self.headers["content-type"].startswith("text/html")

    @cached_property
    def html(self) -> str:
        packed = self.headers.get("content-encoding") == "br"
        return (brotli.decompress(self.body) if packed else self.body).decode()

    @property
    def links(self) -> set[str]:
        return set(LINK.findall(self.html)) if self.is_page else set()

    @property
    def parts(self) -> set[str]:
        """Return the addresses of what a browser loads with the page."""
        found = MADE_OF.findall(self.html) if self.is_page else []
        return {style or script for style, script in found}


def ask(url: str, path: str, method: str = "GET") -> Answer:
    """Ask for an address as somebody who brings no cookie and whose browser takes brotli."""
    with closing(http.client.HTTPConnection(urlsplit(url).netloc)) as connection:
        connection.request(method, path, headers={"Accept-Encoding": "br"})
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Answer(path, response.status, headers, response.read())


def _ask_until_it_is_there(url: str, path: str) -> Answer:
    """Ask again while the answer says to: an archive is away until what was hidden is out of it."""
    until = time.monotonic() + 90
    answer = ask(url, path)
    while "retry-after" in answer.headers and time.monotonic() < until:
        time.sleep(2)
        answer = ask(url, path)
    return answer


def follow_links(url: str, start: str = "/") -> dict[str, Answer]:
    """Return the answers for all addresses that links lead to, and for what pages are made of."""
    answers: dict[str, Answer] = {}
    waiting = {start}
    while waiting:
        answer = _ask_until_it_is_there(url, waiting.pop())
        answers[answer.path] = answer
        waiting |= (answer.links | answer.parts) - answers.keys()
    return answers
