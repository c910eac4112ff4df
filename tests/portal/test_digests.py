"""Once a day moderators read how much waits for them."""

from datetime import UTC, datetime

import pytest
import time_machine

from organisations.models import User
from portal.digesting import digest_next
from portal.models import Digest
from recommendations import actions
from recommendations.models import Comment
from tests import factories

pytestmark = pytest.mark.django_db

State = Comment.State
MORNING = datetime(2026, 11, 2, 7, 30, tzinfo=UTC)


def _told(mailoutbox) -> list[str]:
    while digest_next():
        pass
    letters = [letter for letter in mailoutbox if "for a moderator" in letter.subject]
    mailoutbox.clear()
    return [f"{letter.to[0]}: {letter.subject}\n{letter.body}" for letter in letters]


def test_once_a_day_in_the_morning_and_only_where_something_waits(moderator, mailoutbox):
    with time_machine.travel(MORNING, tick=False):
        assert _told(mailoutbox) == []
    with time_machine.travel(MORNING.replace(day=3), tick=False):
        comment = factories.make_comment(State.PENDING)
    with time_machine.travel(MORNING.replace(day=4, hour=6, minute=59), tick=False):
        assert _told(mailoutbox) == []
    with time_machine.travel(MORNING.replace(day=4), tick=False):
        (letter,) = _told(mailoutbox)
        assert _told(mailoutbox) == []

    assert letter.startswith("moderator@example.org: One comment waits for a moderator\n")
    assert "since 3 Nov 2026, 07:30 UTC" in letter
    assert "http://testserver/admin/recommendations/comment/" in letter
    assert "unsubscribe" in letter
    assert comment.words.text not in letter
    assert str(comment.organisation) not in letter


def test_what_was_reported_and_appealed_is_counted(moderator, mailoutbox):
    with time_machine.travel(MORNING, tick=False):
        factories.make_comment(State.PENDING)
        reported = factories.make_comment()
        for _each in range(2):
            actions.report(comment=reported, by=factories.make_user(), reason="spam")
        factories.make_appeal()
        mailoutbox.clear()
        (letter,) = _told(mailoutbox)

    assert "3 comments wait for a moderator, the first since" in letter
    assert "One of them was reported." in letter
    assert "One decision is appealed against." in letter


def test_nobody_is_told_of_what_another_has_to_decide(moderator, mailoutbox):
    with time_machine.travel(MORNING, tick=False):
        own = factories.make_representative(user=moderator)
        factories.make_comment(State.PENDING, representative=own)
        mailoutbox.clear()

        assert _told(mailoutbox) == []
        assert Digest.objects.get().moderator == moderator


def test_what_one_may_not_see_or_judge_does_not_count(moderator, mailoutbox):
    with time_machine.travel(MORNING, tick=False):
        document = factories.make_document()
        factories.make_comment(State.PENDING, paragraph=document.paragraphs.first())
        type(document).objects.filter(pk=document.pk).update(state="draft")
        by = factories.make_representative()
        comment = factories.make_comment(State.PENDING, representative=by)
        rule = factories.make_rule()
        decision = actions.reject(comment=comment, by=moderator, rule=rule, reason="No.")
        actions.appeal(decision=decision, by=by, text="It is fair.")
        mailoutbox.clear()

        assert _told(mailoutbox) == []
        factories.make_staff("moderators", "second@example.org")
        (letter,) = _told(mailoutbox)

    assert letter.startswith("second@example.org: One comment waits")
    assert "One decision is appealed against." in letter


def test_the_morning_is_that_of_the_moderators_own_zone(moderator, mailoutbox):
    User.objects.filter(pk=moderator.pk).update(time_zone="Asia/Manila")
    factories.make_comment(State.PENDING)
    mailoutbox.clear()

    for hour, number in ((22, 0), (23, 1), (23, 0)):
        with time_machine.travel(datetime(2026, 12, 1, hour, tzinfo=UTC), tick=False):
            assert len(_told(mailoutbox)) == number
    assert str(Digest.objects.get()) == "2026-12-02"


def test_who_wants_no_mails_gets_none(moderator, mailoutbox):
    User.objects.filter(pk=moderator.pk).update(wants_notices=False)
    factories.make_comment(State.PENDING)
    mailoutbox.clear()

    with time_machine.travel(MORNING, tick=False):
        assert _told(mailoutbox) == []
        assert not Digest.objects.exists()


def test_new_words_wait_since_they_were_written(moderator, mailoutbox):
    with time_machine.travel(MORNING, tick=False):
        by = factories.make_representative()
        comment = factories.make_comment(representative=by)
    with time_machine.travel(MORNING.replace(day=5), tick=False):
        actions.revise(comment=comment, by=by, text="Other words.", language="en")
        mailoutbox.clear()
        (letter,) = _told(mailoutbox)

    assert "since 5 Nov 2026" in letter
