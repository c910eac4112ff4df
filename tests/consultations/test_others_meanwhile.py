"""While a curator's hostile files are read, everybody else's pages come as soon as ever."""

import re
import statistics
import time
import urllib.request
from http.cookiejar import CookieJar
from itertools import count
from threading import Thread
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.consultations.hostile_files import REFUSED
from tests.product import Product, running_product

pytestmark = pytest.mark.exhaustive

REQUESTS = 40
TRIES = 3
TURNS = count()
PAGES = ("/", "/recommendations/", "/consultations/")
IMPORT = "/admin/consultations/document/import/"


class Curator:
    """A curator with a browser, who imports one file after another."""

    def __init__(self, product: Product) -> None:
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self.product, self.opener = product, urllib.request.build_opener(cookies)
        self.send("/accounts/login/", login="curator@demo.example", password=product.password)
        self.answers: dict[str, str] = {}

    def send(self, address: str, **fields: Any) -> str:
        """Fill in the form at the address and send it; return the page that answers."""
        url = f"{self.product.url}{address}"
        token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', self._read(url))[0]
        data = encode_multipart(BOUNDARY, {"csrfmiddlewaretoken": token, **fields})
        headers = {"Content-Type": MULTIPART_CONTENT, "Referer": url}
        return self._read(urllib.request.Request(url, data, headers))  # noqa: S310 - our own

    def _read(self, request: Any) -> str:
        with self.opener.open(request, timeout=60) as response:
            return response.read().decode()

    def import_all(self, files: dict[str, bytes]) -> None:
        """Import one file after the other, keeping the page that answers."""
        given = {"process": "1", "kind": "Report", "language": "en", "text_basis": "verbatim"}
        for name, data in files.items():
            ending = "docx" if data.startswith(b"PK") else "pdf"
            file = SimpleUploadedFile(f"{name}.{ending}", data)
            self.answers[name] = self.send(IMPORT, file=file, pasted="", **given)


def _wait(product: Product, page: str) -> float:
    """Return for how many seconds a visitor waits for the page, which nobody asked for before."""
    address = f"{product.url}{page}?turn={next(TURNS)}"
    started = time.perf_counter()
    with urllib.request.urlopen(address, timeout=60) as response:  # noqa: S310 - our own
        response.read()
    return time.perf_counter() - started


def _median(product: Product, meanwhile: Thread | None = None) -> float:
    """Return the middle of what visitors wait for their pages, as long as the other goes on."""
    waits: list[float] = []
    while len(waits) < REQUESTS or (meanwhile and meanwhile.is_alive()):
        waits += [_wait(product, page) for page in PAGES]
    return statistics.median(waits)


def _median_meanwhile(product: Product, curator: Curator, files: dict[str, bytes]) -> float:
    curator.answers.clear()
    sending = Thread(target=curator.import_all, args=(files,))
    sending.start()
    try:
        return _median(product, sending)
    finally:
        sending.join()


def test_others_wait_less_than_twice_as_long_while_hostile_files_are_read(tmp_path):
    files = {name: make() for name, (make, _why) in REFUSED.items()}
    with running_product(tmp_path) as product:
        curator = Curator(product)
        _median(product)  # nothing is measured while the server is fresh
        figures = []
        for _try in range(TRIES):
            figures.append((_median(product), _median_meanwhile(product, curator, files)))
            if figures[-1][1] < 2 * figures[-1][0]:
                break
    told = ", ".join(f"{quiet * 1000:.0f} then {busy * 1000:.0f} ms" for quiet, busy in figures)
    taken = [name for name in files if 'class="errorlist' not in curator.answers.get(name, "")]
    assert taken == []
    assert any(busy < 2 * quiet for quiet, busy in figures), told
