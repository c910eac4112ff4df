"""The frame in which every page stands."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(ROOT.glob("templates/**/*.html")) + sorted(ROOT.glob("*/templates/**/*.html"))


def _page(path: str = "/", template: str = "base.html", **context) -> str:
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    return render_to_string(template, context, request=request)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_carries_a_style_or_script_of_its_own(template: Path):
    text = template.read_text()

    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\bsrc=)", text)


def test_a_visitor_gets_neither_a_cookie_nor_a_form_that_writes(client: Client, db):
    response = client.get("/glossary/")

    assert not response.cookies
    assert b"csrfmiddlewaretoken" not in response.content
    assert b'method="post"' not in response.content


def test_the_entry_one_is_in_is_marked_and_no_other():
    page = _page("/recommendations/")
    beneath = _page("/recommendations/GFMD17-07/")

    assert re.findall(r'href="(/[a-z]*/)" aria-current="page"', page) == ["/recommendations/"] * 2
    assert (
        re.findall(r'href="(/[a-z]*/)" aria-current="true"', beneath) == ["/recommendations/"] * 2
    )
    assert "aria-current" not in _page("/")


def test_a_search_stays_in_its_field():
    assert (
        _page("/recommendations/?q=one%20%22glossary%22").count('value="one &quot;glossary&quot;"')
        == 2
    )


def test_logging_in_leads_back_to_the_page_one_was_on():
    assert 'href="/accounts/login/?next=/glossary/%3Fq%3Dchild"' in _page("/glossary/?q=child")
    assert 'href="/accounts/login/"' in _page("/accounts/password/reset/")


def test_a_demonstration_says_so_and_asks_not_to_be_indexed(settings):
    settings.DEMO = True
    demo = _page()
    settings.DEMO = False
    real = _page()

    assert "A demonstration:" in demo
    assert '<meta name="robots" content="noindex, nofollow">' in demo
    assert "A demonstration:" not in real
    assert '<meta name="robots" content="index, follow">' in real


def test_a_language_written_from_the_right_turns_the_page_round():
    with translation.override("ar"):
        arabic = _page()

    assert '<html lang="ar" dir="rtl">' in arabic
    assert "bootstrap.rtl.min" in arabic
    assert '<html lang="en" dir="ltr">' in _page()


def test_a_signed_in_person_sees_whom_they_act_for_and_may_log_out(log_in, representative):
    page = log_in(representative).get("/glossary/").content.decode()

    assert f"<summary>{representative.organisation.name}" in page
    assert f'name="representative" value="{representative.pk}" aria-current="true"' in page
    assert "may sign and comment" in page
    assert 'action="/accounts/logout/"' in page
    assert "Administration" not in page
    assert "Register your organisation" not in page


def test_the_staff_finds_the_administration(log_in, curator):
    assert 'href="/admin/"' in log_in(curator).get("/glossary/").content.decode()


def test_pages_of_a_list_keep_what_was_asked_for():
    page_obj = Paginator(range(100), 10).page(5)

    html = _page("/recommendations/?q=words&page=5", "partials/pagination.html", page_obj=page_obj)

    links = re.findall(r'href="\?q=words&amp;page=(\d+)"', html)
    assert links == ["4", "1", "4", "5", "6", "10", "6"]
    assert 'page=5" aria-current="page"' in html


def test_a_list_on_one_page_has_no_pages_to_turn():
    page_obj = Paginator(range(5), 10).page(1)

    assert not _page("/", "partials/pagination.html", page_obj=page_obj).strip()


def test_a_fault_is_told_without_context_and_database():
    assert "Something went wrong" in engines["django"].get_template("500.html").render()


@pytest.mark.parametrize("template", ["403.html", "403_csrf.html", "404.html", "429.html"])
def test_every_refusal_stands_in_the_frame(template):
    page = _page("/", template)

    assert '<header class="masthead">' in page
    assert "<h1>" in page


@pytest.mark.parametrize(
    "path",
    [
        "login/",
        "login/code/",
        "signup/",
        "inactive/",
        "password/reset/",
        "password/reset/done/",
        "password/reset/key/1-used/",
        "confirm-email/",
        "confirm-email/old/",
    ],
)
def test_every_page_before_logging_in_stands_in_the_frame(client: Client, db, path):
    page = client.get(f"/accounts/{path}", follow=True).content.decode()

    assert '<div class="entrance">' in page
    assert "Sign" not in page.split("<main")[1]


@pytest.mark.parametrize("path", ["email/", "password/change/", "2fa/"])
def test_every_page_of_the_account_stands_in_the_frame(log_in, representative, path):
    page = log_in(representative).get(f"/accounts/{path}", follow=True).content.decode()

    assert "<h1>Your account</h1>" in page
    assert page.count('nav-link active"') == 1


def test_the_login_page_offers_the_accounts_of_a_demonstration():
    page = _page("/", "account/_demo_accounts.html", demo_accounts=[("a@demo.example", "keeps it")])

    assert 'name="email" value="a@demo.example"' in page
    assert "keeps it" in page


@pytest.mark.parametrize("address", ["http://[", "//[", "//elsewhere.example/"])
def test_what_is_no_address_of_ours_leads_home_after_logging_in(log_in, representative, address):
    answer = log_in(representative).get("/accounts/login/", {"next": address})

    assert (answer.status_code, answer.url) == (302, "/")
