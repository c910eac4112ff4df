"""Hostile words through every field about comments: nothing acts anywhere, nothing takes long."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from post_office.models import Email

from ledger.canonical import canonical_text
from recommendations import actions
from recommendations.forms import LONGEST_COMMENT, is_readable
from recommendations.models import Comment, ModerationDecision, Rule, Suggestion
from tests import factories
from tests.recommendations.hostile import HOSTILE, Live

pytestmark = [pytest.mark.hold, pytest.mark.django_db]

State = Comment.State
LONGEST = 0.5  # seconds of an answer
EVERY = [*HOSTILE, "a" * 100_000, "\u202e" * 3000, "&" * 4999, "'\"><b onclick=alert(1)>"]


class Visit:
    """Sends and reads with one client; keeps what took too long or acts."""

    def __init__(self, person: Any = None) -> None:
        self.client = Client()
        self.wrong: list[str] = []
        if person:
            self.client.force_login(person, "django.contrib.auth.backends.ModelBackend")

    def read(self, address: str) -> None:
        self._look("GET", address, lambda: self.client.get(address))

    def send(self, address: str, **given: Any) -> None:
        self._look("POST", address, lambda: self.client.post(address, given))

    def _look(self, verb: str, address: str, ask: Any) -> None:
        # The second of two tries: what is slow once, on a busy machine, is not slow by its words.
        for is_last in (False, True):
            with transaction.atomic():
                begun = time.process_time()
                answer = ask()
                page = answer.getvalue().decode()
                took = time.process_time() - begun
                again = took > LONGEST and not is_last
                transaction.set_rollback(again)
            if not again:
                break
        if took > LONGEST:
            self.wrong.append(f"{verb} {address}: {took:.2f} s")
        if answer.status_code >= 500:
            self.wrong.append(f"{verb} {address}: {answer.status_code}")
        self.wrong += [f"{verb} {address}: {each}" for each in Live(page).found]


@pytest.fixture
def people(db: None) -> dict[str, Any]:
    return {
        "by": factories.make_representative(),
        "other": factories.make_representative(),
        "moderator": factories.make_staff("moderators"),
        "second": factories.make_staff("moderators"),
        "curator": factories.make_staff("curators"),
    }


def _sent_by_its_author(words: str, people: dict[str, Any], row: Any) -> Visit:
    """Send it as a comment, as a suggested text, as mended words and as an appeal."""
    visit, by = Visit(people["by"].user), {"representative": people["by"].pk}
    comments = f"/recommendations/{row.code}/comments/"
    said = {"stance": "asks", "language": "en", "version": 1}
    for preview in ({"preview": "yes"}, {}):
        visit.send(comments, text=words, suggested_text=words, **by, **said, **preview)
    decided = {"by": people["moderator"], "rule": factories.make_rule(), "reason": words[:2000]}
    for comment in Comment.objects.pending():
        actions.approve(comment=comment, by=people["moderator"])
        visit.send(f"/comments/{comment.public_id}/edit/", text=f"{words} ", **by, language="en")
    returned = factories.make_comment(
        State.PENDING, recommendation=row, representative=people["by"]
    )
    actions.send_back(comment=returned, **decided)
    visit.send(f"/comments/{returned.public_id}/appeal/", text=words, **by)
    for page in ("edit", "appeal", "withdraw"):
        visit.read(f"/comments/{returned.public_id}/{page}/")
    return visit


def _sent_by_others(words: str, people: dict[str, Any], row: Any) -> list[Visit]:
    """Send it as a report, as reasons and answers of moderators and curators, and as a rule."""
    reporter, moderating = Visit(people["other"].user), Visit(people["second"])
    curating = Visit(people["curator"])
    comment = factories.make_comment(recommendation=row, suggested_text="States should do more.")
    reporter.send(f"/comments/{comment.public_id}/report/", reason="other", words=words)
    suggestion = f"/admin/recommendations/suggestion/{comment.pk}/"
    curating.send(f"{suggestion}answer/", verdict="partly", reason=words)
    admin, rule = "/admin/recommendations/", factories.make_rule().pk
    moderating.send(f"{admin}comment/{comment.pk}/hide/", rule=rule, reason=words)
    moderating.send(f"{admin}comment/{comment.pk}/restore/", reason=words)
    decided = ModerationDecision.objects.filter(appeal__state="open").first()
    if decided:
        moderating.send(f"{admin}appeal/{decided.appeal.pk}/overturn/", answer=words)
    wording = {"name": words[:120], "text": words, "template": words}
    curating.send(
        f"{admin}rule/{rule}/change/", slug="safety", position=1, is_in_force="on", **wording
    )
    moderating.send(
        f"{admin}comment/", action="reject", reason=words, rule=rule, _selected_action=[comment.pk]
    )
    return [reporter, moderating, curating]


def _read_by_all(people: dict[str, Any], row: Any) -> Iterator[Visit]:
    visitor, author = Visit(), Visit(people["by"].user)
    moderating, curating = Visit(people["second"]), Visit(people["curator"])
    for visit in (visitor, author):
        visit.read(f"/recommendations/{row.code}/")
        visit.read(f"/recommendations/{row.code}/comments/")
        visit.read("/moderation/log/")
        visit.read("/moderation/rules/")
    author.read("/awaiting/")
    admin = "/admin/recommendations/"
    moderating.read(f"{admin}comment/?state=all")
    for comment in Comment.objects.all():
        moderating.read(f"{admin}comment/{comment.pk}/change/")
        author.read(f"/comments/{comment.public_id}/edit/")
    moderating.read(f"{admin}appeal/")
    curating.read(f"{admin}suggestion/?answer=all")
    for suggestion in Suggestion.objects.all():
        curating.read(f"{admin}suggestion/{suggestion.pk}/change/")
    for rule in Rule.objects.all()[:2]:
        curating.read(f"{admin}rule/{rule.pk}/change/")
    yield from (visitor, author, moderating, curating)


@pytest.mark.parametrize("words", EVERY, ids=range(len(EVERY)))
def test_nothing_acts_nothing_leads_elsewhere_and_nothing_takes_long(words, people, settings):
    settings.EMAIL_BACKEND = "portal.mail.QueueBackend"
    row = factories.make_recommendation()

    visits = [_sent_by_its_author(words, people, row), *_sent_by_others(words, people, row)]
    visits += _read_by_all(people, row)
    assert [each for visit in visits for each in visit.wrong] == []
    was_sent = Comment.objects.filter(revision__text=canonical_text(words)).exists()
    assert was_sent is (is_readable(words) and len(words) <= LONGEST_COMMENT)
    mails = Email.objects.all()
    assert mails
    for mail in mails:
        assert not Live(mail.html_message).found, mail.subject


def test_this_test_finds_what_acts():
    acting = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<p style='color:red'>x</p>",
        "<iframe src=/></iframe>",
        "<img src='https://elsewhere.example/x.png'>",
        "<form action='https://elsewhere.example/'>",
        "<meta http-equiv=refresh content=0>",
        "<base href=/>",
    ]
    assert all(Live(page).found for page in acting)
    assert not Live("<p><a href='https://elsewhere.example/'>x</a></p>").found
