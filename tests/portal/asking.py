"""Asks a list for the same rows on each of its ways out: its page, file, answers and feed."""

import json
import re
from dataclasses import dataclass, field
from html import unescape
from random import Random
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import QueryDict
from django.test import Client, RequestFactory

from catalogue.surfaces import Surface
from organisations import limits
from portal.api import throttles

_NUMBER = re.compile(r'role="status">\s*(\d+) ')
_CHOICE = re.compile(r'name="(\w+)" value="([^"]*)"( checked)?> [^<]+ <span>(\d+)</span>')
_REFUSED = re.compile(r'id="id_\w+_error" role="alert"')
_ATOM = "{http://www.w3.org/2005/Atom}"
# Fewer than a program gets unless it asks, so that answers are several pages.
_LIMIT = 20


def after_a_pause() -> None:
    """Forget how often somebody asked: nobody takes hundreds of files in a minute."""
    cache.clear()
    # Somebody else publishes the open data, and looks after it: tests that do, say so.
    cache.add("open-data-publishing", 1)
    cache.add("open-data-looking", 1)
    throttles.asked.clear()
    limits.in_hand.clear()


def request_of(user: Any) -> Any:
    """Return a request of the person, or of a visitor where there is none."""
    request = RequestFactory().get("/")
    request.user = user or AnonymousUser()
    return request


def at_random(surface: Surface, request: Any, chance: Random, most: int = 3) -> QueryDict:
    """Return a query of some values, known to the list, of so many facets at most."""
    query = QueryDict(mutable=True)
    facets = surface.filtered(QueryDict(), request).facets
    for name in chance.sample(sorted(facets), chance.randint(0, most)):
        offered = list(facets[name].offered)
        query.setlist(name, chance.sample(offered, min(len(offered), chance.choice([1, 2]))))
    return query


@dataclass(frozen=True)
class Shown:
    """What a page says: how many rows there are, the number beside each choice, which are made."""

    number: int
    beside: dict[tuple[str, str], int]
    chosen: set[tuple[str, str]]
    rows: set[str]
    is_refused: bool


@dataclass
class Asking:
    """One person who asks one list; keeps all that was answered."""

    surface: Surface
    client: Client
    heard: list[str] = field(default_factory=list)

    def page(self, query: QueryDict, also: str = "", order: str = "") -> Shown:
        """Return what the page shows; `also` opens a facet that is closed by itself."""
        whole = query.copy()
        if order:
            whole["order"] = order
        answer = self._got(f"/{self.surface.name}/", f"{whole.urlencode()}&also={also}")
        page = answer.content.decode()
        choices = [
            (name, unescape(value), bool(checked), int(number))
            for name, value, checked, number in _CHOICE.findall(page)
        ]
        found = _NUMBER.search(page)
        assert found
        return Shown(
            number=int(found[1]),
            beside={(name, value): number for name, value, _checked, number in choices},
            chosen={(name, value) for name, value, checked, _number in choices if checked},
            rows={getattr(row, self.surface.identity) for row in answer.context["page_obj"]},
            is_refused=bool(_REFUSED.search(page)),
        )

    def exported(self, query: QueryDict) -> list[dict[str, Any]] | None:
        """Return the rows of the file, or None where it is refused."""
        answer = self._got(f"/{self.surface.name}/export.jsonl", query.urlencode(), refused=400)
        content = answer.getvalue().decode()
        if answer.status_code == 400:
            return None
        about, *rows, end = map(json.loads, content.splitlines())
        assert about["about"]
        assert end == {"end": {"count": len(rows)}}
        return rows

    def answered(self, query: QueryDict) -> tuple[int, list[dict[str, Any]]] | None:
        """Return the total told and the rows of all pages, or None where they are refused."""
        rows: list[dict[str, Any]] = []
        totals: set[int] = set()
        path, asked = f"/api/v1/{self.surface.name}/", f"{query.urlencode()}&limit={_LIMIT}"
        while path:
            answer = self._got(path, asked, refused=400)
            if answer.status_code == 400:
                return None
            told = answer.json()
            totals.add(told["count"])
            rows += told["results"]
            path, asked = _parted(told["next"])
        [total] = totals
        return total, rows

    def followed(self, query: QueryDict) -> list[str]:
        """Return where the entries of all pages of the feed lead."""
        found: list[str] = []
        path, asked = f"/{self.surface.name}/feed.atom", query.urlencode()
        while path:
            feed = ElementTree.fromstring(self._got(path, asked).content)  # noqa: S314 - our own
            found += [_linked(each, "alternate") for each in feed.iter(f"{_ATOM}entry")]
            path, asked = _parted(_linked(feed, "next"))
        return found

    def _got(self, path: str, query: str, refused: int = 200) -> Any:
        answer = self.client.get(path, QUERY_STRING=query)
        assert answer.status_code in (200, refused), (path, query, answer.status_code)
        # What streams is read once.
        content = answer.getvalue()
        if answer.streaming:
            answer.streaming_content = [content]
        self.heard.append(content.decode())
        return answer


def _linked(element: Any, relation: str) -> str:
    links = element.findall(f"{_ATOM}link[@rel='{relation}']")
    return str(links[0].get("href")) if links else ""


def _parted(address: str | None) -> tuple[str, str]:
    there = urlsplit(address or "")
    return there.path, there.query
