"""What holds for every page that a visitor can reach: its weight, its policy, its hosts."""

import re

import pytest

from tests.journeys.visiting import ask, follow_links

# All on one worker: each that takes part would follow all links again.
pytestmark = pytest.mark.xdist_group("links")
KILOBYTES = 1000
READER = 100 * KILOBYTES
OTHERS = 40 * KILOBYTES
KINDS = {
    "home": r"/",
    "consultations": r"/consultations/",
    "consultation": r"/consultations/[^/]+/",
    "session": r"/consultations/[^/]+/sessions/\d+/",
    "speakers": r"/speakers/",
    "speaker": r"/speakers/[^/]+/",
    "document": r"/documents/[^/]+/",
    "recommendations": r"/recommendations/",
    "recommendation": r"/recommendations/[^/]+/",
    "reflected": r"/consultations/[^/]+/reflected/",
    "reflected by theme": r"/recommendations/reflected/",
    "how it is judged": r"/about/using/reflected/",
    "version": r"/recommendations/[^/]+/v\d+/",
    "comments": r"/recommendations/[^/]+/comments/",
    "organisations": r"/organisations/",
    "organisation": r"/organisations/(?!appl)[^/]+/",
    "registering": r"/organisations/apply/",
    "glossary": r"/glossary/",
    "about": r"/about/([^/]+/)?",
    "log": r"/moderation/log/",
    "login": r"/accounts/login/",
    "code": r"/accounts/login/code/",
    "reset": r"/accounts/password/reset/",
}
# Where a visitor types something in, a token against forged forms is set.
MAY_SET_COOKIES = re.compile(r"/accounts/.*|/organisations/apply/|/language/")
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


@pytest.fixture(scope="module")
def answers(server):
    return follow_links(server.url)


@pytest.fixture(scope="module")
def weights(answers):
    """Return what each page weighs together with all it is made of."""
    return {
        path: answer.weight + sum(answers[part].weight for part in answer.parts)
        for path, answer in answers.items()
        if answer.is_page
    }


def _budget(path):
    return READER if re.fullmatch(KINDS["document"], path) else OTHERS


def test_links_lead_to_pages_of_every_kind_and_nowhere_else(answers):
    wrong = [path for path, answer in answers.items() if answer.status not in {200, 302}]
    missing = [kind for kind, form in KINDS.items() if not _of_kind(form, answers)]

    assert not wrong
    assert not missing


def _of_kind(form, paths):
    return [path for path in paths if re.fullmatch(form, path)]


def test_every_page_is_light_at_the_first_view(weights):
    heavy = {path: weight for path, weight in weights.items() if weight > _budget(path)}

    assert not heavy


@pytest.mark.parametrize("kind", KINDS)
def test_a_browser_loads_the_heaviest_of_each_kind_within_the_budget(
    kind, weights, first_view_bytes
):
    heaviest = max(_of_kind(KINDS[kind], weights), key=weights.__getitem__)

    assert 0 < first_view_bytes(heaviest) <= _budget(heaviest)


def test_every_answer_carries_the_strict_policy(server, answers):
    others = [
        ask(server.url, "/recommendations/NOWHERE-99/"),
        ask(server.url, "/admin/"),
        ask(server.url, "/healthz"),
        ask(server.url, "/accounts/login/", "POST"),
    ]

    assert [answer.status for answer in others] == [404, 302, 200, 403]
    for answer in [*answers.values(), *others]:
        assert _policy(answer) == POLICY, answer.path


def _policy(answer):
    parts = answer.headers["content-security-policy"].split(";")
    return dict(part.strip().split(" ", 1) for part in parts)


def test_no_page_that_is_only_read_sets_a_cookie(answers):
    for path, answer in answers.items():
        assert "set-cookie" not in answer.headers or MAY_SET_COOKIES.fullmatch(path), path
