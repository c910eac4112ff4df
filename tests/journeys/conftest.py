"""What a journey needs: the running product, a browser, people's pages, and a sharp eye on them."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import resources
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

from tests.journeys.ways import DESKTOP, PHONE, WAYS, Way
from tests.product import Product, running_product

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NO_CHROMIUM = (
    "The journeys need a Chromium, and none was found. Install one "
    "(Debian: apt install chromium libatomic1; Ubuntu: snap install chromium; "
    "macOS: brew install --cask chromium) "
    "or say where one is: make journeys CHROMIUM=/path/to/chrome"
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PICTURES = Path("var/journeys")
# Machines that build and test are slow at times; a journey that works waits for nothing.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Keep a picture of each page of a journey that failed; in CI let no journey be skipped."""
    report = yield
    if report.skipped and os.environ.get("CI"):
        report.outcome, report.longrepr = "failed", "a journey may not be skipped here"
    if report.failed and (product := item.funcargs.get("server")):
        report.sections.append(("What the product printed", product.printed[-4000:]))
    if report.failed and call.when == "call" and (people := item.funcargs.get("open_page")):
        PICTURES.mkdir(parents=True, exist_ok=True)
        for number, watched in enumerate(people.opened, start=1):
            watched.page.screenshot(path=PICTURES / f"{item.name}-{number}.png", full_page=True)
    return report


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[Product]:
    """The product as `make run` starts it, on a database of its own."""
    with running_product(tmp_path_factory.mktemp("product")) as product:
        yield product


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    given = os.environ.get("CHROMIUM")
    found = given or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if not found:
        pytest.fail(NO_CHROMIUM, pytrace=False)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


@dataclass
class WatchedPage:
    """One person's page, and whatever went wrong on it."""

    page: Page
    host: str
    javascript: bool
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", self._note_request)
        self.page.on("response", self._note_response)
        self.page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        self.page.on("console", self._note_message)

    def _note_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != self.host:
            self.problems.append(f"request to another host: {request.url}")

    def _note_response(self, response: Response) -> None:
        # A journey says itself what it expects of the pages; what a page is made of must be there.
        allowed = 400 if response.request.resource_type != "document" else 500
        if response.status >= allowed:
            self.problems.append(f"{response.status}: {response.url}")

    def _note_message(self, message) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"console: {message.text}")


@dataclass
class PageOpener:
    """Opens a page for one more person, with cookies of their own."""

    browser: Browser
    server: Product
    opened: list[WatchedPage] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def __call__(self, size: dict[str, int] = DESKTOP, *, javascript: bool = True) -> Page:
        context = self.browser.new_context(
            base_url=self.server.url, viewport=size, java_script_enabled=javascript, locale="en-GB"
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        page = context.new_page()
        self.opened.append(WatchedPage(page, urlsplit(self.server.url).netloc, javascript))
        return page

    def runs_scripts(self, page: Page) -> bool:
        return next(watched.javascript for watched in self.opened if watched.page == page)

    def copy_that_runs_scripts(self, page: Page) -> Page:
        """Return another page of the same size with what this one shows, for tools that script."""
        shown = page.content()
        copy = self(page.viewport_size)
        copy.route(page.url, lambda route: route.fulfill(body=shown, content_type="text/html"))
        copy.goto(page.url)
        return copy


@pytest.fixture
def open_page(browser: Browser, server: Product) -> Iterator[PageOpener]:
    opener = PageOpener(browser, server)
    yield opener
    for context in opener.contexts:
        context.close()
    problems = [problem for watched in opener.opened for problem in watched.problems]
    assert not problems, "\n".join(problems)


@pytest.fixture
def page(open_page: PageOpener) -> Page:
    return open_page(DESKTOP)


@pytest.fixture
def phone_page(open_page: PageOpener) -> Page:
    return open_page(PHONE)


@pytest.fixture
def plain_page(open_page: PageOpener) -> Page:
    """A page in a browser whose JavaScript is off."""
    return open_page(DESKTOP, javascript=False)


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def size(request) -> dict[str, int]:
    """Runs a journey twice: `open_page(size)`."""
    return request.param


@pytest.fixture(params=WAYS.values(), ids=WAYS)
def new_page(request, open_page: PageOpener) -> Callable[[], Page]:
    """Runs a journey at both sizes, on the phone without JavaScript: `new_page()` each person."""
    way: Way = request.param
    return lambda: open_page(way.size, javascript=way.javascript)


@pytest.fixture
def keep_picture(request) -> Callable[[Page, str], None]:
    """Keep a picture of what a page shows, where SCREENSHOTS names a folder for them."""
    folder, numbers = os.environ.get("SCREENSHOTS"), count(1)

    def keep_picture(page: Page, name: str) -> None:
        if folder:
            journey = request.node.name.removeprefix("test_")
            picture = Path(folder) / journey / f"{next(numbers):02}-{name}.png"
            page.screenshot(path=picture, full_page=True)

    return keep_picture


@pytest.fixture
def look(open_page: PageOpener, no_violations, keep_picture) -> Callable[[Page, str], None]:
    """Look at a public page: nothing on it may hinder anybody, or stick out of the screen."""

    def look(page: Page, name: str) -> None:
        page.wait_for_load_state()
        keep_picture(page, name)
        no_violations(page)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= page.viewport_size["width"], f"{page.url} is {width} pixels wide"

    return look


@pytest.fixture
def log_in(server: Product) -> Callable[[Page, str], None]:
    def log_in(page: Page, email: str) -> None:
        page.goto("/accounts/login/")
        page.locator("input[name=login]").fill(email)
        page.locator("input[name=password]").fill(server.password)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url(lambda url: "/accounts/login/" not in url)

    return log_in


@pytest.fixture(scope="session")
def axe() -> str:
    return (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def no_violations(axe: str, open_page: PageOpener) -> Callable[[Page], None]:
    def no_violations(page: Page) -> None:
        # A click is over when the next page begins to come, and may find it without a body.
        page.wait_for_load_state()
        judged = page if open_page.runs_scripts(page) else open_page.copy_that_runs_scripts(page)
        # Evaluating is not held back by the content security policy, as adding a script is.
        judged.evaluate(axe)
        found = judged.evaluate("tags => axe.run({runOnly: tags})", RULES)["violations"]
        report = [
            f"{violation['id']}: {violation['help']}\n    {node['html']}\n    {node['target']}"
            for violation in found
            for node in violation["nodes"]
        ]
        assert not report, f"{page.url}\n" + "\n".join(report)

    return no_violations


@pytest.fixture
def first_view_bytes(open_page: PageOpener) -> Callable[[str], int]:
    """What a page and all it is made of weigh for somebody who comes for the first time."""

    def first_view_bytes(path: str) -> int:
        page = open_page()
        weights: list[int] = []
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        network.on("Network.loadingFinished", lambda e: weights.append(e["encodedDataLength"]))
        page.goto(path, wait_until="networkidle")
        return int(sum(weights))

    return first_view_bytes
