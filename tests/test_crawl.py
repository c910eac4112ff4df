"""Follows every link there is, as each role: looking changes no row."""

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.test import Client, override_settings

from portal.backups.tables import digest_of, kept_tables
from tests.canaries.planting import plant
from tests.portal.asking import after_a_pause
from tests.writes import noticed

_LINK = re.compile(rb'<a\b[^>]*?\bhref="([^"]+)"')
# What each look is written down in, so that it is quicker the next time.
_KEPT = {"shared_cache"}
MOST = 1500
# Of links that differ in what they ask alone, so many are followed.
_OF_ONE_SHAPE = 3
ROLES = ("visitor", "own", "unlisted", "moderator", "curator", "protector")
# Those who work in the admin follow some thousands of links.
OFTEN = ("own",)


@pytest.fixture(scope="module")
def made(around_all: None, tmp_path_factory: Any) -> Any:
    with override_settings(MEDIA_ROOT=str(tmp_path_factory.mktemp("files"))):
        yield plant()


@pytest.fixture
def people(made: Any, db: None) -> dict[str, Any]:
    return made


def _rows() -> dict[str, Any]:
    """Return a digest of each table, as `manage.py logical_hash` prints them."""
    return {model._meta.label: digest_of(model) for model in kept_tables()}


class Walk:
    """Follows links from the first page on; keeps what was answered, and how."""

    def __init__(self, person: Any) -> None:
        self.client = Client()
        if person:
            self.client.force_login(person, "django.contrib.auth.backends.ModelBackend")
        self.shapes: dict[tuple[str, ...], int] = {}
        self.seen: set[str] = set()
        self.faults: list[str] = []

    def follow(self, first: list[str]) -> None:
        waiting = list(first)
        while waiting and len(self.seen) < MOST:
            address = waiting.pop(0)
            if address in self.seen or self._is_known(address):
                continue
            self.seen.add(address)
            waiting += self._links(address)

    def _is_known(self, address: str) -> bool:
        there = urlsplit(address)
        names = sorted({name for name, _value in parse_qsl(there.query)})
        if not names:
            return False
        shape = (there.path, *names)
        self.shapes[shape] = self.shapes.get(shape, 0) + 1
        return self.shapes[shape] > _OF_ONE_SHAPE

    def _links(self, address: str) -> list[str]:
        after_a_pause()
        answer = self.client.get(address, HTTP_REFERER="http://testserver/")
        page = answer.getvalue()
        if answer.status_code >= 500:
            self.faults.append(f"{address}: {answer.status_code}")
        if 300 <= answer.status_code < 400:
            return self._ours(address, [answer["Location"]])
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            return []
        return self._ours(address, [unescape(link.decode()) for link in _LINK.findall(page)])

    def _ours(self, address: str, links: list[str]) -> list[str]:
        whole = [urlsplit(urljoin(f"http://testserver{address}", link)) for link in links]
        return [
            each._replace(scheme="", netloc="", fragment="").geturl()
            for each in whole
            if each.netloc in ("testserver", "") and each.scheme == "http"
        ]


def _often(role: str) -> Any:
    return pytest.mark.hold if role in OFTEN else pytest.mark.exhaustive


@pytest.mark.parametrize("role", [pytest.param(role, marks=_often(role)) for role in ROLES])
def test_following_every_link_changes_no_row(people: dict[str, Any], role: str) -> None:
    walk = Walk(people[role])
    before = _rows()

    with noticed() as written:
        walk.follow(["/", "/awaiting/", "/accounts/email/", "/admin/", "/sitemap.xml"])

    print(f"{role}: {len(walk.seen)} pages")  # noqa: T201
    assert walk.faults == []
    assert set(written) <= _KEPT
    assert _rows() == before
    assert len(walk.seen) > 100
