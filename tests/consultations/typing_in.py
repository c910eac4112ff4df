"""Fills in a form of the admin as a browser without JavaScript does."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client


class _FormReader(HTMLParser):
    """Collects what a browser would send of the form with the given id."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id = form_id
        self.sent: dict[str, Any] = {}
        self._is_inside = False
        self._select = self._area = ""
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._is_inside = given.get("id") == self.form_id
        elif self._is_inside and tag == "input":
            self._take_input(given)
        elif tag == "select":
            self._select = given.get("name") or ""
        elif self._is_inside and tag == "option" and "selected" in given:
            self.sent.setdefault(self._select, []).append(given.get("value") or "")
        elif tag == "textarea":
            self._area, self._words = given.get("name") or "", []

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._is_inside:
            self.sent[self._area] = "".join(self._words).removeprefix("\n")
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self._words.append(data)

    def _take_input(self, given: dict[str, str | None]) -> None:
        kind, name = given.get("type"), given.get("name")
        if not name or kind in ("submit", "file") or "disabled" in given:
            return
        if kind in ("checkbox", "radio"):
            if "checked" in given:
                self.sent.setdefault(name, []).append(given.get("value") or "on")
        else:
            self.sent[name] = given.get("value") or ""


def typed(client: Client, address: str, **changes: Any) -> dict[str, Any]:
    """Return what the form on this admin page holds, with these changes."""
    model = address.split("/")[3]
    reader = _FormReader(f"{model}_form")
    reader.feed(client.get(address).content.decode())
    return reader.sent | changes


def send(client: Client, address: str, **changes: Any) -> Any:
    """Fill in the form on this admin page, send it and return the answer."""
    return client.post(address, typed(client, address, **changes))
