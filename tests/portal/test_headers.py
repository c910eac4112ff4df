"""The rules by which Mozilla's Observatory grades a site: each page passes all of them, so A+.

Of the rules as they were published in 2024; each row is one of its tests and what has to be true
for no points to be taken off. https://developer.mozilla.org/en-US/observatory
"""

import re
import runpy
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from tests import factories

ROOT = Path(__file__).resolve().parents[2]
HOST = "plenary.example.org"
SIX_MONTHS = 15_768_000
# A site served as the guide says, with the settings that come of it.
SERVED = {
    "PUBLIC_URL": f"https://{HOST}",
    "ALLOWED_HOSTS": HOST,
    "TRUSTED_PROXIES": "1",
    "SECRET_KEY": "kept-where-passwords-are-kept-0123456789-abcdefghijk",
}
OF_HEADERS = re.compile(
    "SECURE_|SESSION_COOKIE_|CSRF_|LANGUAGE_COOKIE_|X_FRAME|CONTENT_SEC|PERMIS|ALLOWED_H"
)
BY_HTTPS = {"Host": HOST, "X-Forwarded-Proto": "https"}


class _Loaded(HTMLParser):
    """Gathers from where a page loads scripts, styles and pictures."""

    def __init__(self, text):
        super().__init__()
        self.addresses, self.inline = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "script" and not given.get("src"):
            self.inline.append(tag)
        if tag in ("script", "img", "iframe") and given.get("src"):
            self.addresses.append(given["src"])
        if tag == "link" and given.get("rel") in ("stylesheet", "icon"):
            self.addresses.append(given["href"])


def _policy(answer):
    said = answer["Content-Security-Policy"]
    directives = (each.split() for each in said.split(";") if each.strip())
    return {name: values for name, *values in directives}


def _has_policy_without_unsafe(answer):
    policy = _policy(answer)
    values = {value for values in policy.values() for value in values}
    return (
        policy["default-src"] == ["'none'"]
        and policy["script-src"] == ["'self'"]
        and not [value for value in values if value.startswith(("'unsafe", "http:", "https:", "*"))]
    )


def _is_framed_by_nobody(answer):
    return _policy(answer)["frame-ancestors"] == ["'none'"] and answer["X-Frame-Options"] == "DENY"


def _has_safe_cookies(answer):
    return all(
        cookie["secure"] and cookie["httponly"] and cookie["samesite"] in ("Lax", "Strict")
        for cookie in answer.cookies.values()
    )


def _is_read_by_no_other_site(answer):
    return "Access-Control-Allow-Origin" not in answer


def _keeps_addresses_to_itself(answer):
    return answer["Referrer-Policy"] in ("no-referrer", "same-origin", "strict-origin")


def _is_asked_by_https_for_long(answer):
    said = answer["Strict-Transport-Security"]
    age = int(re.search(r"max-age=(\d+)", said)[1])
    return age >= SIX_MONTHS and "includeSubDomains" in said and "preload" in said


def _loads_from_itself_alone(answer):
    loaded = _Loaded(answer.content.decode())
    return not loaded.inline and all(re.match(r"/(?!/)|data:", each) for each in loaded.addresses)


def _is_of_the_type_it_says(answer):
    return answer["X-Content-Type-Options"] == "nosniff"


def _is_embedded_nowhere(answer):
    said = answer.get("Cross-Origin-Resource-Policy", "same-origin")
    return (
        said in ("same-origin", "same-site")
        and answer["Cross-Origin-Opener-Policy"] == "same-origin"
    )


RULES = {
    "Content Security Policy": _has_policy_without_unsafe,
    "Cookies": _has_safe_cookies,
    "Cross-origin Resource Sharing": _is_read_by_no_other_site,
    "Referrer Policy": _keeps_addresses_to_itself,
    "Strict Transport Security": _is_asked_by_https_for_long,
    "Subresource Integrity": _loads_from_itself_alone,
    "X-Content-Type-Options": _is_of_the_type_it_says,
    "X-Frame-Options": _is_framed_by_nobody,
    "Cross Origin Resource Policy": _is_embedded_nowhere,
}


@pytest.fixture
def browser(settings, monkeypatch, db):
    """Reads the site by HTTPS."""
    for name, value in SERVED.items():
        monkeypatch.setenv(name, value)
    made = runpy.run_path(str(ROOT / "config" / "settings.py"))
    for name in filter(OF_HEADERS.match, made):
        setattr(settings, name, made[name])
    return Client(
        headers={"Host": HOST, "X-Forwarded-Proto": "https"}, raise_request_exception=False
    )


def _home(browser):
    return browser.get("/")


def _login(browser):
    return browser.get("/accounts/login/")


def _logging_in(browser):
    user = factories.make_user("somebody@example.org")
    user.set_password("a-long-passphrase")
    user.save()
    form = {"login": "somebody@example.org", "password": "a-long-passphrase"}
    return browser.post("/accounts/login/", form)


def _admin_login(browser):
    return browser.get("/admin/login/", follow=True)


def _admin(browser):
    browser.force_login(
        factories.make_staff("curators"), backend="django.contrib.auth.backends.ModelBackend"
    )
    return browser.get("/admin/")


def _not_found(browser):
    return browser.get("/no/such/page/")


def _forged(_browser):
    strict = Client(enforce_csrf_checks=True, headers=BY_HTTPS)
    return strict.post("/accounts/login/", {"login": "a"})


def _unreadable(browser):
    return browser.get("/about/%00/")


def _of_another_host(_browser):
    return Client(headers=BY_HTTPS | {"Host": "other.example"}).get("/")


def _broken(browser):
    def fail(*_given):
        raise RuntimeError

    with connection.execute_wrapper(fail):
        return browser.get("/recommendations/")


@pytest.mark.parametrize(
    ("visit", "status"),
    [
        (_home, 200),
        (_login, 200),
        (_logging_in, 302),
        (_admin_login, 200),
        (_admin, 200),
        (_not_found, 404),
        (_forged, 403),
        (_unreadable, 400),
        (_of_another_host, 400),
        (_broken, 500),
    ],
)
def test_each_page_passes_every_rule(browser, visit, status):
    answer = visit(browser)
    assert answer.status_code == status
    assert [rule for rule, passes in RULES.items() if not passes(answer)] == []


def test_who_comes_by_http_is_sent_on_to_the_same_host(browser):
    answer = browser.get("/about/", headers={"X-Forwarded-Proto": "http"})
    assert (answer.status_code, answer["Location"]) == (301, f"https://{HOST}/about/")


def test_whoever_asks_for_another_host_without_https_gets_a_page_that_does_nothing(browser):
    answer = browser.get("/", headers={"Host": "other.example", "X-Forwarded-Proto": "http"})
    assert answer.status_code == 400
    assert _has_policy_without_unsafe(answer)
    assert _is_framed_by_nobody(answer)
