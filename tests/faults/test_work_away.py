"""The mail server refuses, hangs and fails; workers die, meet, and come back after a week."""

import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import send_mail
from post_office.models import STATUS, Email

from ledger.clock import now
from ledger.models import Entry, Seal
from ledger.sealing import seal_next
from portal.models import Digest, NameQuestion, OpenDataArchive
from recommendations.actions import publish, sign
from recommendations.models import Comment, Endorsement, Recommendation, Support
from recommendations.terms import Terms
from tests import factories
from tests.faults.writing import form_of
from tests.portal.mail_server import MailServer, mail_server
from tests.test_races import ROOT

pytestmark = pytest.mark.hold

SECONDS = 90
MAILS = 30


@pytest.fixture(scope="module")
def mail_host() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def post(mail_host, settings) -> Iterator[MailServer]:
    """The mail server as it is when all is well; what we queue ourselves goes into the queue."""
    settings.EMAIL_BACKEND = "portal.mail.QueueBackend"
    Email.objects.all().delete()
    mail_host.taken.clear()
    mail_host.goes_on.clear()
    yield mail_host
    mail_host.refuses, mail_host.holds_from, mail_host.breaks_at_each = False, None, None
    mail_host.goes_on.set()


@pytest.fixture
def worker(environment, mail_host, tmp_path) -> Iterator[Callable[..., Any]]:
    """Starts a worker of its own, which ends with the test at the latest."""
    started = []
    more = {"EMAIL_URL": mail_host.url, "MEDIA_ROOT": str(tmp_path)}

    def start(*arguments: str) -> Any:
        command = [sys.executable, "manage.py", "work", *arguments]
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment | more, stderr=subprocess.DEVNULL
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def _queue(number: int = MAILS) -> None:
    for each in range(number):
        send_mail(f"Mail {each}", "Something awaits you.", None, [f"{each}@example.org"])


def _wait_for(condition: Callable[[], bool], seconds: float = SECONDS) -> float:
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() < begun + seconds, "it never came"
        time.sleep(0.05)
    return time.monotonic() - begun


def _is_sent() -> bool:
    """Tell whether nothing waits, and let what waits for a later try be due now."""
    waiting = Email.objects.exclude(status=STATUS.sent)
    waiting.filter(status=STATUS.requeued).update(scheduled_time=now())
    return not waiting.exists()


def _killed(workers: list[Any]) -> set[str]:
    """Kill the workers; return the subjects of the mails that they had in hand.

    Those are due again when the time for which they were taken is over: here at once.
    """
    for each in workers:
        each.kill()
        each.wait()
    # What they sent last, the database may be about to do.
    time.sleep(1)
    taken = Email.objects.filter(status=STATUS.queued).exclude(scheduled_time=None)
    in_hand = {mail.subject for mail in taken}
    taken.update(scheduled_time=now())
    return in_hand


def _assert_each_came_once(post: MailServer, number: int = MAILS) -> None:
    assert sorted(post.subjects) == sorted(f"Mail {each}" for each in range(number))


def test_acts_and_other_duties_go_on_while_the_mail_server_hangs(
    server, record, post, worker, tell
):
    post.holds_from = 0
    _queue(3)
    worker()
    assert post.is_holding.wait(SECONDS)

    text, by = record.texts[0], record.people[0]
    assert server.ask(by.user, *form_of("endorse", text, by)).status == 302
    counted = _wait_for(lambda: Support.objects.get(pk=text.pk).total == 1)

    post.holds_from = None
    post.goes_on.set()
    _wait_for(_is_sent)
    assert Counter(post.subjects)["Receipt of what you signed"] == 1
    tell(f"counted {counted:.1f} s after the act, while each mail was waited for")


def test_acts_go_on_while_mails_are_refused_and_each_is_sent_once_after(
    server, record, post, worker
):
    post.refuses = True
    text, by = record.texts[0], record.people[0]
    worker()

    for verb in ("endorse", "withdraw", "endorse"):
        assert server.ask(by.user, *form_of(verb, text, by)).status == 302
    _wait_for(lambda: Email.objects.filter(status=STATUS.requeued).count() == 3)
    assert post.taken == []

    post.refuses = False
    _wait_for(_is_sent)
    assert Counter(post.subjects)["Receipt of what you signed"] == 2
    assert len(post.subjects) == 3


@pytest.mark.parametrize("each", [2, 3])
def test_each_mail_is_sent_once_where_the_line_keeps_breaking(post, worker, record, each):
    post.breaks_at_each = each
    _queue()

    worker()
    _wait_for(_is_sent)

    _assert_each_came_once(post)


def test_each_mail_is_sent_once_by_workers_that_meet_and_are_killed(post, worker, record):
    _queue()
    workers = [worker(), worker()]
    _wait_for(lambda: len(post.taken) >= MAILS // 3)

    in_hand = _killed(workers)
    workers = [worker(), worker()]
    _wait_for(_is_sent)

    times = Counter(post.subjects)
    assert set(times) == {f"Mail {each}" for each in range(MAILS)}
    # Whether the server took the last one, nobody heard: it comes again as the same mail.
    assert {subject for subject, number in times.items() if number > 1} <= in_hand
    assert max(times.values()) <= 2


@pytest.fixture
def a_week_ago(record, post, time_machine) -> Recommendation:
    """What fell due while no worker ran: who was asked had fourteen days, until a week ago."""
    today = now()
    time_machine.move_to(today - timedelta(days=22), tick=False)
    closes = now() + timedelta(days=4)
    consultation = factories.make_consultation(endorsement_closes=closes)
    text = factories.make_recommendation(consultation=consultation)
    by, silent = record.people[:2]
    later = Terms(naming="ask-again", ask_again_on=(now() + timedelta(days=3)).date())
    for each, terms in ((by, later), (silent, None)):
        sign(recommendation=text, by=each, fingerprint=text.text.fingerprint, terms=terms)
    seal_next()
    Recommendation.objects.filter(pk=text.pk).update(draft_text="States should say when.")
    text.refresh_from_db()
    publish(recommendation=text, by=None)
    again = Recommendation.objects.get(pk=text.pk)
    sign(recommendation=again, by=by, fingerprint=again.text.fingerprint, terms=later)
    moderator = factories.make_staff("moderators")
    # Where it is past seven in the morning, whenever this is run.
    moderator.time_zone = "Etc/GMT-12" if today.hour < 8 else "UTC"
    moderator.save()
    factories.make_comment(Comment.State.PENDING, recommendation=again)
    time_machine.move_to(today)
    again.moderator = moderator
    return again


@pytest.mark.exhaustive
def test_what_was_due_in_a_week_without_a_worker_is_done_once(post, worker, a_week_ago):
    waiting = Email.objects.count()
    seals = Seal.objects.count()
    assert waiting > 0

    workers = [worker(), worker()]
    _wait_for(lambda: len(post.taken) > waiting // 2)
    in_hand = _killed(workers)
    workers = [worker(), worker()]
    _wait_for(lambda: _is_sent() and Seal.objects.count() > seals)
    for _each in range(2):
        assert worker("--once").wait(SECONDS) == 0

    lapsed = Entry.objects.about("recommendation", a_week_ago.code).filter(
        verb="endorsement.lapsed"
    )
    assert lapsed.count() == 1
    assert a_week_ago.endorsements.filter(state=Endorsement.State.LAPSED).count() == 1
    assert NameQuestion.objects.filter(endorsement__recommendation=a_week_ago).count() == 1
    assert Digest.objects.values("moderator", "day").distinct().count() == Digest.objects.count()
    assert Seal.objects.count() == seals + 1
    assert OpenDataArchive.objects.count() <= 1
    told = Email.objects.filter(to__contains=a_week_ago.moderator.email)
    assert [mail.status for mail in told] == [STATUS.sent]
    came = Counter(re.findall(r"^Message-ID: (.*)$", "\n".join(post.taken), re.MULTILINE))
    assert set(came) == set(Email.objects.values_list("message_id", flat=True))
    assert sum(came.values()) - len(came) <= len(in_hand)
