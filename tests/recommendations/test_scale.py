"""Thousands of comments: the pages ask as often as with five, and come as soon."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from post_office.models import Email

from ledger.canonical import fingerprint
from ledger.clock import now
from ledger.models import Entry
from ledger.verifying import is_whole
from recommendations.models import Comment, CommentRevision, ModerationDecision
from tests import factories

pytestmark = [pytest.mark.django_db]

State = Comment.State
QUEUE = "/admin/recommendations/comment/"
AUTHORS = 40


def _many(row, number, state, parents=()):
    """Put so many comments on the recommendation, by some organisations in turn."""
    authors = [factories.make_representative() for _each in range(min(AUTHORS, number))]
    comments = Comment.objects.bulk_create(
        Comment(
            recommendation=row,
            version=row.current_version,
            organisation=authors[turn % len(authors)].organisation,
            author=authors[turn % len(authors)].user,
            parent=parents[turn % len(parents)] if parents else None,
            stance="asks",
            state=state,
            created=now(),
        )
        for turn in range(number)
    )
    revisions = CommentRevision.objects.bulk_create(
        CommentRevision(
            comment=comment,
            number=1,
            text=f"How will number {comment.pk} be paid for?",
            language="en",
            author=comment.author,
            fingerprint=fingerprint([comment.public_id]),
        )
        for comment in comments
    )
    for revision in revisions:
        revision.comment.revision = revision
    Comment.objects.bulk_update(comments, ["revision"], batch_size=200)
    return comments


@pytest.fixture
def row():
    row = factories.make_recommendation(extracts=[factories.make_extract()])
    for _each in range(3):
        factories.make_endorsement(recommendation=row)
    return row


def _asked(client, address, given=None):
    """Return the answer, how often the database was asked, and the seconds of a second try."""
    ask = client.get if given is None else client.post
    if given is None:
        ask(address)
    with CaptureQueriesContext(connection) as queries:
        begun = time.perf_counter()
        answer = ask(address, given) if given else ask(address)
        took = time.perf_counter() - begun
    return answer, len(queries), took


many = pytest.mark.parametrize(
    ("threads", "answers"), [(2, 3), pytest.param(1000, 4000, marks=pytest.mark.hold)]
)


@many
def test_a_recommendation_is_read_with_ten_questions_to_the_database(client, row, threads, answers):
    first = _many(row, threads, State.PUBLISHED)
    _many(row, answers, State.PUBLISHED, parents=first)

    page, queries, took = _asked(client, f"/recommendations/{row.code}/")
    assert page.context["comment_count"] == threads + answers
    assert len(page.context["reading"].threads.object_list) == min(threads, 20)
    assert queries == 10
    assert took < 1
    thread, queries, took = _asked(client, f"/recommendations/{row.code}/comments/")
    assert thread.status_code == 200
    assert queries <= 10
    assert took < 1


@pytest.mark.parametrize("waiting", [3, pytest.param(10_000, marks=pytest.mark.hold)])
def test_the_queue_takes_fifteen(log_in, moderator, row, waiting):
    first = _many(row, 1, State.PUBLISHED)
    _many(row, waiting, State.PENDING, parents=first)

    page, queries, took = _asked(log_in(moderator), QUEUE)
    assert page.context["cl"].result_count == waiting
    assert queries <= 15
    assert took < 2


@pytest.mark.parametrize(
    ("waiting", "ticked"), [(3, 3), pytest.param(10_000, 100, marks=pytest.mark.hold)]
)
def test_many_are_approved_at_once_with_forty(log_in, moderator, row, waiting, ticked, settings):
    settings.EMAIL_BACKEND = "portal.mail.QueueBackend"
    comments = _many(row, waiting, State.PENDING)[:ticked]
    given = {"action": "approve", "_selected_action": [each.pk for each in comments]}
    given |= {f"read-{each.pk}": 1 for each in comments}
    client = log_in(moderator)
    client.get(QUEUE)

    answer, queries, took = _asked(client, QUEUE, given)
    assert answer.status_code == 302
    assert queries <= 40
    assert took < 5
    done = Comment.objects.filter(state=State.PUBLISHED)
    assert set(done) == set(comments)
    assert ModerationDecision.objects.count() == ticked
    assert Entry.objects.filter(verb="comment.published").count() == ticked
    assert Email.objects.filter(subject__contains="comment").count() == ticked
    assert all(is_whole("comment", each.public_id) for each in comments)
