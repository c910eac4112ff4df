"""Whatever is done to comments in whatever order, the table holds and no text leaks."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from post_office.models import Email

from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from ledger.verifying import is_whole
from recommendations import actions
from recommendations.models import (
    Appeal,
    Comment,
    CommentRevision,
    ModerationDecision,
    Recommendation,
    Report,
)
from tests import factories

STEPS = (
    "comment",
    "answer",
    "revise",
    "take back",
    "report",
    "leave",
    "claim",
    "approve",
    "send back",
    "reject",
    "hide",
    "hide the thread",
    "restore",
    "appeal",
    "overturn",
    "let stand",
    "take",
    "decline the text",
    "publish",
    "an hour passes",
    "ten days pass",
)
# The table of the domain model: from where each step may lead where.
TABLE = {
    "revise": {"pending": "pending", "returned": "pending", "published": "published"},
    "take back": dict.fromkeys(("pending", "returned", "published", "hidden"), "withdrawn"),
    "approve": {"pending": "published"},
    "send back": {"pending": "returned"},
    "reject": {"pending": "rejected"},
    "hide": {"published": "hidden"},
    "restore": {"hidden": "published"},
    "overturn": dict.fromkeys(("returned", "rejected", "hidden", "published"), "published"),
}
# What no step but one of the table ever does.
STAYS = set(STEPS) - set(TABLE) - {"hide the thread"}
DECISIONS = ("approve", "send back", "reject", "hide", "restore")
# Decisions on words that wait beside published ones leave the state what it is.
ON_WAITING = ("approve", "send back", "reject")
_WORD = re.compile(r"leak\d+q")


class History:
    """Two organisations, two moderators and a curator around one recommendation."""

    def __init__(self) -> None:
        closes = now() + timedelta(days=60)
        consultation = factories.make_consultation(comment_closes=closes)
        self.row = factories.make_recommendation(consultation=consultation)
        self.authors = [factories.make_representative() for _each in range(2)]
        self.moderators = [factories.make_staff("moderators") for _each in range(2)]
        self.curator = factories.make_staff("curators")
        self.texts = 0
        # What was made a draft is the curators' to read from then on, in its history as well.
        self.taken: set[str] = set()

    def do(self, step: str, whose: int, which: int) -> None:
        self.row = Recommendation.objects.get(pk=self.row.pk)
        self.by, self.moderator = self.authors[whose], self.moderators[whose]
        self.comment = self.chosen(which)
        if self.comment or step in ("comment", "publish", "an hour passes", "ten days pass"):
            getattr(self, f"_{step.replace(' ', '_')}")()

    def chosen(self, which: int) -> Comment | None:
        rows = Comment.objects.select_related("revision", "waiting", "recommendation", "version")
        comments = list(rows.order_by("pk"))
        return comments[which % len(comments)] if comments else None

    def word(self) -> str:
        self.texts += 1
        return f"leak{self.texts}q"

    def _say(self, parent: Comment | None = None) -> None:
        actions.comment(
            about=self.row,
            by=self.by,
            version=self.row.current_version,
            stance="asks",
            text=self.word(),
            suggested_text=self.word(),
            parent=parent,
        )

    def _comment(self) -> None:
        self._say()

    def _answer(self) -> None:
        self._say(parent=self.comment)

    def _revise(self) -> None:
        given = {"text": self.word(), "suggested_text": self.word(), "language": "en"}
        actions.revise(comment=self.comment, by=self.by, **given)

    def _take_back(self) -> None:
        actions.take_back(comment=self.comment, by=self.by)

    def _report(self) -> None:
        given = {"reason": "other", "words": self.word()}
        actions.report(comment=self.comment, by=self.by.user, **given)

    def _leave(self) -> None:
        actions.leave_as_it_is(comment=self.comment, by=self.moderator)

    def _claim(self) -> None:
        actions.claim(comment=self.comment, by=self.moderator)

    def _approve(self) -> None:
        actions.approve(comment=self.comment, by=self.moderator)

    def _why(self) -> dict[str, object]:
        return {"rule": factories.make_rule(), "reason": self.word()}

    def _send_back(self) -> None:
        actions.send_back(comment=self.comment, by=self.moderator, **self._why())

    def _reject(self) -> None:
        actions.reject(comment=self.comment, by=self.moderator, **self._why())

    def _hide(self) -> None:
        actions.hide(comment=self.comment, by=self.moderator, **self._why())

    def _hide_the_thread(self) -> None:
        actions.hide_thread(comment=self.comment, by=self.moderator, **self._why())

    def _restore(self) -> None:
        actions.restore(comment=self.comment, by=self.moderator, reason=self.word())

    def _appeal(self) -> None:
        decision = self.comment.decisions.first()
        if decision:
            actions.appeal(decision=decision, by=self.by, text=self.word())

    def _answered(self, *, is_overturned: bool) -> None:
        appeal = Appeal.objects.filter(decision__comment=self.comment).last()
        if appeal:
            given = {"answer": self.word(), "is_overturned": is_overturned}
            actions.answer_appeal(appeal=appeal, by=self.moderator, **given)

    def _overturn(self) -> None:
        self._answered(is_overturned=True)

    def _let_stand(self) -> None:
        self._answered(is_overturned=False)

    def _take(self) -> None:
        answer = actions.take_suggestion(comment=self.comment, by=self.curator)
        self.taken.add(answer.revision.suggested_text)

    def _decline_the_text(self) -> None:
        given = {"verdict": "not-accepted", "reason": "It leaves something out."}
        actions.answer_suggestion(comment=self.comment, by=self.curator, **given)

    def _publish(self) -> None:
        # What was taken into the draft is public from here on: another text takes its place.
        self.row.draft_text = f"States should keep harbour {self.word()[4:-1]} open."
        self.row.save()
        actions.publish(recommendation=self.row, by=self.curator)

    def _an_hour_passes(self) -> None:
        self.clock.shift(timedelta(hours=1))

    def _ten_days_pass(self) -> None:
        self.clock.shift(timedelta(days=10))


def _states() -> dict[int, tuple[str, bool]]:
    """Return the state of each comment, and whether new words wait beside those shown."""
    rows = Comment.objects.values_list("pk", "state", "waiting")
    return {pk: (state, waiting is not None) for pk, state, waiting in rows}


def _moved(step: str, before: dict[int, tuple[str, bool]], touched: Comment | None) -> None:
    """Assert that what moved is in the table."""
    after = _states()
    for pk, (old, had_words) in before.items():
        new, _has_words = after[pk]
        if new == old:
            continue
        is_of_thread = step == "hide the thread" and (old, new) == ("published", "hidden")
        assert is_of_thread or (touched is not None and pk == touched.pk), (step, old, new)
        assert is_of_thread or TABLE.get(step, {}).get(old) == new, (step, old, new)
        assert is_of_thread or not (had_words and step in ON_WAITING), (step, old, new)


def _refused_rightly(step: str, comment: Comment | None, refusal: Refused) -> None:
    """Assert that a refusal says something, and that no legal decision is refused."""
    assert str(refusal).strip()
    if comment and step in DECISIONS:
        is_appealed = Appeal.objects.open().filter(decision__comment=comment).exists()
        waits = comment.waiting_id is not None and step in ON_WAITING
        assert is_appealed or (comment.state not in TABLE[step] and not waits), (step, comment)


def _entered(step: str, before: int) -> None:
    """Assert that each decision has an entry of its own, and each chain is whole."""
    decisions = ModerationDecision.objects.select_related("entry", "comment")
    assert all(
        each.entry.subject_id == each.comment.public_id
        and each.entry.verb == f"comment.{each.state}"
        for each in decisions
    )
    if step in DECISIONS:
        assert Entry.objects.count() == before + 1
    for public_id in Comment.objects.values_list("public_id", flat=True):
        assert is_whole("comment", public_id)


def _shown() -> set[str]:
    """Return the words that everybody may read: of published comments, those that are shown."""
    rows = CommentRevision.objects.filter(shown_by__state="published")
    return {word for row in rows for word in (row.text, row.suggested_text) if word}


def _addresses(history: History) -> Iterator[str]:
    code, consultation = history.row.code, history.row.consultation
    yield from (f"/recommendations/{code}/", f"/recommendations/{code}/comments/")
    yield from (version.get_absolute_url() for version in history.row.versions.all())
    yield from (each.organisation.get_absolute_url() for each in history.authors)
    yield from ("/", "/recommendations/", "/moderation/log/", "/moderation/log.csv")
    yield consultation.get_absolute_url()
    for comment in Comment.objects.filter(parent=None):
        yield f"/recommendations/{code}/comments/?thread={comment.public_id}"


def _admin_addresses(history: History) -> Iterator[str]:
    row = f"/admin/recommendations/recommendation/{history.row.pk}/"
    yield from ("/admin/", f"{row}change/", f"{row}history/", f"{row}publish/")
    yield from ("/admin/recommendations/suggestion/?answer=all", "/admin/ledger/entry/")
    for comment in Comment.objects.all():
        yield f"/admin/recommendations/suggestion/{comment.pk}/change/"
        yield f"/admin/recommendations/comment/{comment.pk}/change/"


def _read(client: Client, addresses: Iterator[str]) -> set[str]:
    pages = [client.get(address).getvalue().decode() for address in addresses]
    return {word for page in pages for word in _WORD.findall(page)}


def _look(history: History) -> None:
    """Assert that nobody reads what they may not: visitors, curators, receivers of mails."""
    shown = _shown()
    published = Comment.objects.filter(state="published")
    visitor = Client()
    threads = visitor.get(f"/recommendations/{history.row.code}/comments/")
    assert threads.context["comment_count"] == published.count()
    reached = _read(visitor, _addresses(history))
    assert reached <= shown
    assert set(published.values_list("revision__text", flat=True)) <= reached
    for word in (f"leak{number}q" for number in range(1, history.texts + 1)):
        if word not in shown:
            assert not visitor.get("/recommendations/", {"q": word}).context["page_obj"]
    curator = Client()
    curator.force_login(history.curator, "django.contrib.auth.backends.ModelBackend")
    assert _read(curator, _admin_addresses(history)) <= shown | history.taken
    own = {each.user.email for each in history.authors}
    for mail in Email.objects.exclude(to__in=[[address] for address in own]):
        assert not _WORD.search(mail.message), mail.subject
    assert not any(_WORD.search(str(entry.payload)) for entry in Entry.objects.all())
    assert not Report.objects.filter(state="open").exclude(comment__state="published").exists()


def _live_through(steps: list[tuple[str, int, int]]) -> set[str]:
    """Do the steps; return those that were not refused."""
    done = set()
    with transaction.atomic(), time_machine.travel(now(), tick=False) as clock:
        history = History()
        history.clock = clock
        for step, whose, which in steps:
            before, entries = _states(), Entry.objects.count()
            comment = history.chosen(which)
            try:
                with transaction.atomic():
                    history.do(step, whose, which)
            except Refused as refusal:
                assert (_states(), Entry.objects.count()) == (before, entries)
                _refused_rightly(step, comment, refusal)
            else:
                _moved(step, before, comment)
                _entered(step, entries) if comment else None
                done.add(step)
            clock.shift(timedelta(minutes=1))
        history.row = Recommendation.objects.get(pk=history.row.pk)
        _look(history)
        transaction.set_rollback(True)
    return done


_STEP = st.tuples(st.sampled_from(STEPS), st.integers(0, 1), st.integers(0, 1))
# Something is said and decided on first: else most that follows is refused.
_BEGUN = [("comment", 0, 0), ("approve", 0, 0), ("answer", 1, 0), ("approve", 1, 1)]
_ANY = st.lists(_STEP, min_size=10, max_size=30).map(lambda steps: _BEGUN + steps)
_GENTLE = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    "print_blob": True,
}


@pytest.mark.hold
@settings(max_examples=15, derandomize=True, **_GENTLE)
@given(steps=_ANY)
def test_the_table_holds_and_nothing_leaks_in_some_histories(db, steps):
    _live_through(steps)


@pytest.mark.exhaustive
@settings(max_examples=300, **_GENTLE)
@given(steps=_ANY)
def test_the_table_holds_and_nothing_leaks_in_many_histories(db, steps):
    _live_through(steps)


@pytest.mark.hold
def test_it_holds_where_everything_happens(db):
    """One history that takes every step, so that none is only ever refused."""
    done = _live_through(
        [
            ("comment", 0, 0),
            ("claim", 0, 0),
            ("revise", 0, 0),
            ("send back", 0, 0),
            ("appeal", 0, 0),
            ("overturn", 1, 0),
            ("decline the text", 0, 0),
            ("take", 0, 0),
            ("publish", 0, 0),
            ("answer", 1, 0),
            ("approve", 0, 1),
            ("report", 0, 1),
            ("leave", 0, 1),
            ("hide", 0, 1),
            ("restore", 1, 1),
            ("hide the thread", 0, 0),
            ("appeal", 1, 1),
            ("let stand", 1, 1),
            ("comment", 1, 0),
            ("an hour passes", 0, 0),
            ("reject", 0, 2),
            ("ten days pass", 0, 0),
            ("take back", 0, 0),
        ]
    )
    assert done == set(STEPS)
