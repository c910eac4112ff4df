"""Moderators say what they are looking at, read the thread beside it, and may hide all of it."""

from datetime import timedelta

import pytest
import time_machine

from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from recommendations import actions
from recommendations.models import Comment, ModerationDecision
from recommendations.models.comment import TIME_TO_LOOK
from tests import factories

pytestmark = pytest.mark.hold

State = Comment.State
QUEUE = "/admin/recommendations/comment/"
WHY = "They quarrel about a person."


@pytest.fixture
def pending(db):
    return factories.make_comment(State.PENDING)


@pytest.fixture
def second(db):
    return factories.make_staff("moderators", "second@example.org")


def _fresh(comment):
    return Comment.objects.get(pk=comment.pk)


def _act(comment, act):
    return f"{QUEUE}{comment.pk}/{act}/"


# Claims


def test_others_read_who_looks_at_a_comment_and_until_when(pending, moderator, second, log_in):
    answer = log_in(moderator).post(_act(pending, "claim"), follow=True)
    assert answer.redirect_chain[-1][0].endswith(f"#comment-{pending.pk}")
    assert f"{moderator} looks at it, until" in answer.text
    assert _act(pending, "release") in answer.text

    page = log_in(second).get(QUEUE).text
    assert f"{moderator} looks at it, until" in page
    assert _act(pending, "release") not in page
    assert _act(pending, "claim") not in page
    assert _act(pending, "approve") in page


def test_of_two_who_claim_at_once_one_is_told(pending, moderator, second, log_in):
    actions.claim(comment=pending, by=moderator)

    with pytest.raises(Refused, match=f"{moderator} looks at it already"):
        actions.claim(comment=pending, by=second)
    answer = log_in(second).post(_act(pending, "claim"), follow=True)
    assert f"{moderator} looks at it already" in answer.text
    assert _fresh(pending).claimed_by == moderator


def test_a_claim_ends_by_itself_is_prolonged_and_is_given_back(pending, moderator, second, log_in):
    ends = actions.claim(comment=pending, by=moderator)
    assert ends - now() <= TIME_TO_LOOK
    with time_machine.travel(ends - timedelta(minutes=1)):
        assert actions.claim(comment=pending, by=moderator) > ends
    with time_machine.travel(ends + TIME_TO_LOOK):
        actions.claim(comment=pending, by=second)
    with pytest.raises(Refused, match="You have not claimed"):
        actions.release(comment=pending, by=moderator)
    assert _fresh(pending).claimed_by == second
    log_in(second).post(_act(pending, "release"))
    assert _fresh(pending).claimed_by is None


def test_it_binds_nobody_and_ends_with_the_decision(pending, moderator, second):
    actions.claim(comment=pending, by=moderator)
    actions.approve(comment=pending, by=second)

    assert _fresh(pending).claimed_by is None
    assert not Entry.objects.filter(verb__contains="claim").exists()
    with pytest.raises(Refused, match="Nothing waits here any more"):
        actions.claim(comment=pending, by=moderator)


def test_nobody_claims_what_is_of_their_own_organisation(pending, moderator):
    factories.make_representative(user=moderator, organisation=pending.organisation)

    with pytest.raises(Refused, match="your own organisation"):
        actions.claim(comment=pending, by=moderator)


def test_several_are_claimed_and_given_back_at_once(pending, moderator, log_in):
    other = factories.make_comment(State.PENDING)
    client, ticked = log_in(moderator), {"_selected_action": [pending.pk, other.pk]}

    answer = client.post(QUEUE, {"action": "claim", **ticked}, follow=True)
    assert "2 comments: Others see for half an hour" in answer.text
    assert Comment.objects.filter(claimed_by=moderator).count() == 2
    client.post(QUEUE, {"action": "release", **ticked})
    assert not Comment.objects.filter(claimed_by=moderator).exists()


def test_a_claim_that_no_one_made_has_no_end(pending):
    with pytest.raises(TypeError, match="Nobody has claimed"):
        _ = pending.claim_ends


# The thread


def test_the_thread_stands_beside_a_comment_and_beside_its_answers(
    recommendation, moderator, log_in
):
    first = factories.make_comment(recommendation=recommendation, text="What begins it.")
    for state, text in ((State.PUBLISHED, "An answer."), (State.HIDDEN, "A hidden one.")):
        factories.make_comment(state, recommendation=recommendation, parent=first, text=text)
    waits = factories.make_comment(
        State.PENDING, recommendation=recommendation, parent=first, text="It waits."
    )
    client = log_in(moderator)

    for page in (client.get(QUEUE).text, client.get(_act(waits, "reject")).text):
        assert "The thread" in page
        for text in ("What begins it.", "An answer.", "A hidden one.", "This comment."):
            assert text in page
    beside_the_first = client.get(_act(first, "hide")).text
    assert "It waits." in beside_the_first
    assert "This comment." not in beside_the_first


# Hiding all of it


@pytest.fixture
def thread(recommendation):
    first = factories.make_comment(recommendation=recommendation, text="What begins it.")
    answers = [
        factories.make_comment(state, recommendation=recommendation, parent=first, text="We say.")
        for state in (State.PUBLISHED, State.PUBLISHED, State.PENDING)
    ]
    return first, *answers


def test_all_that_is_shown_is_hidden_and_each_author_reads_why(
    thread, moderator, log_in, client, new_mails
):
    first, *_answers = thread
    new_mails()
    given = {"rule": factories.make_rule().pk, "reason": WHY}

    answer = log_in(moderator).post(_act(first, "hide-thread"), given, follow=True)
    assert "Hidden, with all answers to it." in answer.text
    assert [_fresh(each).state for each in thread] == ["hidden", "hidden", "hidden", "pending"]
    told = new_mails()
    assert {to[0] for to, _subject, _body in told} == {each.author.email for each in thread[:3]}
    assert all(WHY in body for _to, _subject, body in told)
    entry = Entry.objects.get(verb="comment.thread-hidden")
    assert (entry.subject_id, entry.payload["comments"]) == (first.public_id, 3)
    client.logout()
    page = client.get(f"/recommendations/{first.recommendation.code}/comments/").text
    assert "What begins it." not in page
    assert "No comment has been published yet." in page


def test_what_is_left_of_a_thread_is_hidden_too(thread, moderator):
    first, *_answers = thread
    actions.hide(comment=first, by=moderator, rule=factories.make_rule(), reason=WHY)

    decisions = actions.hide_thread(
        comment=first, by=moderator, rule=factories.make_rule(), reason=WHY
    )
    assert len(decisions) == 2


def test_who_hides_it_has_its_answers_before_their_eyes(thread, moderator, log_in):
    first, *_answers = thread
    client, fold = log_in(moderator), "<summary>The thread</summary>"

    opened = client.get(_act(first, "hide-thread")).text.partition(fold)[0]
    folded = client.get(_act(first, "hide")).text.partition(fold)[0]
    assert opened.rstrip().endswith("<details open>")
    assert folded.rstrip().endswith("<details>")


@pytest.mark.parametrize("reason", ["", " \n"])
def test_it_needs_words_of_its_own(thread, moderator, log_in, reason):
    first, *_answers = thread
    given = {"rule": factories.make_rule().pk, "reason": reason}

    answer = log_in(moderator).post(_act(first, "hide-thread"), given)
    assert answer.status_code == 200
    assert "This field is required." in answer.text
    with pytest.raises(Refused, match="Say why the whole thread"):
        actions.hide_thread(comment=first, by=moderator, rule=factories.make_rule(), reason=reason)
    assert not ModerationDecision.objects.filter(state="hidden").exists()


def test_where_one_cannot_be_hidden_none_is(thread, moderator, everything):
    first, *answers = thread
    factories.make_representative(user=moderator, organisation=answers[1].organisation)
    before = everything()

    with pytest.raises(Refused, match="your own organisation"):
        actions.hide_thread(comment=first, by=moderator, rule=factories.make_rule(), reason=WHY)
    with pytest.raises(Refused, match="There is no thread here"):
        actions.hide_thread(
            comment=answers[0], by=moderator, rule=factories.make_rule(), reason=WHY
        )
    assert everything() == before


def test_it_is_offered_however_many_answers_are_not_shown(recommendation, moderator, log_in):
    first = factories.make_comment(recommendation=recommendation)
    for state in [*["withdrawn"] * 10, "published"]:
        factories.make_comment(state, recommendation=recommendation, parent=first)

    page = log_in(moderator).get(f"{QUEUE}{first.pk}/change/").text
    assert _act(first, "hide-thread") in page


def test_nobody_gives_back_what_another_claimed(pending, moderator, second, log_in):
    actions.claim(comment=pending, by=moderator)
    ticked = {"action": "release", "_selected_action": [pending.pk]}

    answer = log_in(second).post(QUEUE, ticked, follow=True)
    assert "You have not claimed this comment." in answer.text
    assert "Others see that nobody looks at it" not in answer.text
    assert _fresh(pending).claimed_by == moderator


def test_what_has_no_answer_offers_no_thread(thread, moderator, log_in):
    first, answer, *_rest = thread
    page = log_in(moderator).get(f"{QUEUE}?state=published").text

    assert _act(first, "hide-thread") in page
    assert _act(answer, "hide-thread") not in page
