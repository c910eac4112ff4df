"""Reads pages as a person would: their words, without the marks between them."""

import html
import re
from http import HTTPStatus

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def main_of(client: Client, address: str, **query: object) -> str:
    """Return the main part of the page at the address, with single spaces; it has to be there."""
    response = client.get(address, query)
    assert response.status_code == HTTPStatus.OK, address
    body = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", body)


def words(markup: str) -> str:
    """Return what a reader sees of the markup, with single spaces."""
    lines = markup.replace("<br>", " ")
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", "", lines))).strip()


def part(markup: str, beginning: str, end: str) -> str:
    """Return what stands between the two; the beginning has to be there."""
    before, found, after = markup.partition(beginning)
    assert found, f"{beginning} is not in {before[:2000]}"
    return after.partition(end)[0]


def queries_of(client: Client, addresses: dict[str, str]) -> dict[str, int]:
    """Return how often each of these pages, which have to be there, asks the database."""
    counts = {}
    for name, address in addresses.items():
        with CaptureQueriesContext(connection) as queries:
            main_of(client, address)
        counts[name] = len(queries)
    return counts
