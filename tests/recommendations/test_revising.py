"""An organisation mends its own comment or withdraws it; nobody else changes its words."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from ledger.clock import now
from ledger.refusal import Refused
from recommendations import actions
from recommendations.models import Comment
from recommendations.policies import TIME_TO_EDIT, TIME_TO_MEND
from tests import factories
from tests.moments import as_the_act_begins

State = Comment.State
DAY = timedelta(days=1)
WORDS = "We have said it better."


@pytest.fixture
def comment(recommendation, drafter):
    return factories.make_comment(
        State.PENDING, recommendation=recommendation, representative=drafter, text="We said it."
    )


def _made(state, recommendation, drafter):
    return factories.make_comment(
        state, recommendation=recommendation, representative=drafter, text="We said it."
    )


def _revise(comment, by, text=WORDS, language="en"):
    return actions.revise(comment=comment, by=by, text=text, language=language)


def _fresh(comment):
    return Comment.objects.select_related("revision", "waiting").get(pk=comment.pk)


def _close(recommendation):
    consultation = recommendation.consultation
    consultation.comment_closes = now()
    consultation.save()


def _page(comment, act="edit"):
    return f"/comments/{comment.public_id}/{act}/"


def _sent(by, **more):
    return {"representative": by.pk, "text": WORDS, "language": "en"} | more


# Before a moderator has read it


def test_what_waits_is_changed_for_half_an_hour(comment, drafter, new_entries):
    new_entries()

    words = _revise(comment, drafter)

    fresh = _fresh(comment)
    assert (fresh.state, fresh.words, fresh.waiting) == (State.PENDING, words, None)
    assert (words.number, words.text, words.author) == (2, WORDS, drafter.user)
    (entry,) = new_entries()
    assert entry.verb == "comment.revised"
    assert entry.payload["fingerprint"] == words.fingerprint
    assert WORDS not in str(entry.payload)


@pytest.mark.parametrize(("late", "is_possible"), [(timedelta(seconds=1), True), (None, False)])
def test_after_half_an_hour_it_is_at_a_moderator(comment, drafter, late, is_possible):
    with time_machine.travel(comment.created + TIME_TO_EDIT - (late or timedelta()), tick=False):
        if is_possible:
            _revise(comment, drafter)
            return
        with pytest.raises(Refused, match="half an hour"):
            _revise(comment, drafter)
    assert comment.revisions.count() == 1


def test_a_moderator_decides_on_the_words_they_read_and_no_others(comment, drafter, moderator):
    _revise(comment, drafter)

    with pytest.raises(Refused, match="have changed since you read them"):
        actions.approve(comment=comment, by=moderator, read=1)
    assert _fresh(comment).state == State.PENDING
    assert actions.approve(comment=comment, by=moderator, read=2).revision.text == WORDS


# Once it is published


def test_new_words_of_a_published_comment_wait_while_the_approved_ones_show(
    recommendation, drafter, moderator, client, log_in, new_entries
):
    comment = _made(State.PUBLISHED, recommendation, drafter)
    new_entries()

    _revise(comment, drafter)

    thread = f"/recommendations/{recommendation.code}/comments/"
    assert _fresh(comment).state == State.PUBLISHED
    shown = client.get(thread).content.decode()
    assert ("We said it." in shown, WORDS in shown) == (True, False)
    own = log_in(drafter).get(thread).content.decode()
    assert "New words wait for approval" in own
    assert WORDS in own

    decision = actions.approve(comment=comment, by=moderator, read=2)

    fresh = _fresh(comment)
    assert (fresh.words.text, fresh.waiting, decision.revision) == (WORDS, None, fresh.words)
    shown = Client().get(thread).content.decode()
    assert ("We said it." in shown, WORDS in shown) == (False, True)
    assert "changed on" in shown
    assert [each.verb for each in new_entries()] == ["comment.revised", "comment.published"]


def test_words_that_wait_are_replaced_by_later_ones(recommendation, drafter, moderator):
    comment = _made(State.PUBLISHED, recommendation, drafter)
    _revise(comment, drafter)
    last = _revise(comment, drafter, "Better still.")

    assert _fresh(comment).waiting == last
    actions.approve(comment=comment, by=moderator)
    assert _fresh(comment).words == last


@pytest.mark.parametrize(("act", "state"), [("send_back", "returned"), ("reject", "rejected")])
def test_new_words_that_are_not_approved_leave_those_that_were(
    recommendation, drafter, moderator, log_in, act, state, new_mails
):
    comment = _made(State.PUBLISHED, recommendation, drafter)
    _revise(comment, drafter)
    new_mails()

    why = {"rule": factories.make_rule(), "reason": "A name is in it."}
    decision = getattr(actions, act)(comment=comment, by=moderator, **why)

    fresh = _fresh(comment)
    assert (fresh.state, fresh.words.text, fresh.waiting) == (State.PUBLISHED, "We said it.", None)
    assert (decision.state, decision.revision.text) == (state, WORDS)
    ((to, _subject, body),) = new_mails()
    assert to == [drafter.user.email]
    assert "A name is in it." in body
    thread = f"/recommendations/{recommendation.code}/comments/"
    assert "A name is in it." in log_in(drafter).get(thread).content.decode()
    assert "A name is in it." not in Client().get(thread).content.decode()
    assert _revise(comment, drafter, "Without the name.").number == 3


def test_where_moderation_comes_afterwards_new_words_show_at_once(drafter, db):
    consultation = factories.make_consultation(moderation="after")
    row = factories.make_recommendation(consultation=consultation)
    say = {"about": row, "by": drafter, "stance": "asks", "version": row.text}
    comment = actions.comment(**say, text="We said it.")

    words = _revise(comment, drafter)

    assert (_fresh(comment).words, _fresh(comment).waiting) == (words, None)


def test_once_it_is_hidden_new_words_wait_no_longer(recommendation, drafter, moderator):
    comment = _made(State.PUBLISHED, recommendation, drafter)
    _revise(comment, drafter)

    decision = actions.hide(
        rule=factories.make_rule(), comment=comment, by=moderator, reason="It names a person."
    )

    assert (_fresh(comment).state, _fresh(comment).waiting) == (State.HIDDEN, None)
    assert decision.revision.text == "We said it."


# Returned


def test_what_was_returned_is_mended_and_sent_again(
    recommendation, drafter, moderator, new_entries
):
    comment = _made(State.RETURNED, recommendation, drafter)
    new_entries()

    _revise(comment, drafter)

    assert _fresh(comment).state == State.PENDING
    assert [each.verb for each in new_entries()] == ["comment.resubmitted"]
    assert [each.text for each in comment.revisions.order_by("number")] == ["We said it.", WORDS]
    actions.approve(comment=comment, by=moderator)
    assert _fresh(comment).words.text == WORDS


@pytest.mark.parametrize(("time", "is_possible"), [(TIME_TO_MEND, False), (DAY, True)])
def test_it_is_mended_for_fourteen_days_whatever_the_window(
    recommendation, drafter, time, is_possible
):
    comment = _made(State.RETURNED, recommendation, drafter)
    _close(recommendation)

    with time_machine.travel(now() + time):
        if is_possible:
            assert _revise(comment, drafter)
            return
        with pytest.raises(Refused, match="closed"):
            _revise(comment, drafter)


# What stands in the way


@pytest.mark.parametrize("state", [State.REJECTED, State.HIDDEN, State.WITHDRAWN])
def test_what_was_decided_otherwise_is_not_changed(recommendation, drafter, state, everything):
    comment = _made(state, recommendation, drafter)
    before = everything()

    with pytest.raises(Refused, match="cannot be changed any more"):
        _revise(comment, drafter)
    assert everything() == before


def test_the_same_words_are_not_sent_again(comment, drafter):
    with pytest.raises(Refused, match="words as they are"):
        _revise(comment, drafter, "We said it.\r\n")
    assert _revise(comment, drafter, "We said it.", "fr").language == "fr"


@pytest.mark.parametrize("act", ["revise", "take_back"])
def test_only_its_organisation_touches_a_comment(comment, other, drafter, act):
    words = {"text": WORDS, "language": "en"} if act == "revise" else {}
    with pytest.raises(Refused, match="Only the organisation"):
        getattr(actions, act)(comment=comment, by=other, **words)
    drafter.may_comment = False
    drafter.save()
    with pytest.raises(Refused, match="not been given this right"):
        getattr(actions, act)(comment=comment, by=drafter, **words)


def test_what_is_published_is_changed_while_comments_are_open(recommendation, drafter):
    comment = _made(State.PUBLISHED, recommendation, drafter)
    _close(recommendation)

    with pytest.raises(Refused, match="closed"):
        _revise(comment, drafter)


# Withdrawing


@pytest.mark.parametrize("state", sorted(Comment.CAN_BE_WITHDRAWN))
def test_a_comment_is_withdrawn_whatever_the_window(
    recommendation, drafter, state, client, new_entries
):
    comment = _made(state, recommendation, drafter)
    _close(recommendation)
    new_entries()

    actions.take_back(comment=comment, by=drafter)
    actions.take_back(comment=comment, by=drafter)

    assert _fresh(comment).state == State.WITHDRAWN
    assert [each.verb for each in new_entries()] == ["comment.withdrawn"]
    thread = f"/recommendations/{recommendation.code}/comments/"
    assert "We said it." not in client.get(thread).content.decode()


def test_the_answers_to_what_was_withdrawn_stay(recommendation, drafter, client):
    comment = _made(State.PUBLISHED, recommendation, drafter)
    factories.make_comment(recommendation=recommendation, parent=comment, text="We answer.")
    actions.take_back(comment=comment, by=drafter)

    page = client.get(f"/recommendations/{recommendation.code}/comments/").content.decode()

    assert "withdrawn by its author. The answers to it stay." in page
    assert "We answer." in page
    assert "We said it." not in page


def test_new_words_are_withdrawn_with_it(recommendation, drafter):
    comment = _made(State.PUBLISHED, recommendation, drafter)
    _revise(comment, drafter)
    actions.take_back(comment=comment, by=drafter)
    assert _fresh(comment).waiting is None


@pytest.mark.parametrize("state", [State.REJECTED])
def test_what_was_rejected_is_not_withdrawn(recommendation, drafter, state):
    comment = _made(state, recommendation, drafter)
    with pytest.raises(Refused, match="cannot be changed any more"):
        actions.take_back(comment=comment, by=drafter)


# Pages


def test_the_page_shows_all_words_with_their_differences(log_in, comment, drafter):
    client = log_in(drafter)
    assert "We said it.</textarea>" in client.get(_page(comment)).content.decode()

    answer = client.post(_page(comment), _sent(drafter), follow=True)

    assert "Your new words wait for approval." in answer.content.decode()
    page = client.get(_page(comment)).content.decode()
    assert "<ins>have </ins>" in page or "<ins> have</ins>" in page
    assert "We said it." in page


@pytest.mark.parametrize(
    ("moderation", "told"),
    [("before", "Those that were approved keep showing."), ("after", "are published.")],
)
def test_the_page_says_what_became_of_new_words(log_in, drafter, moderation, told):
    consultation = factories.make_consultation(moderation="before")
    row = factories.make_recommendation(consultation=consultation)
    comment = factories.make_comment(recommendation=row, representative=drafter)
    type(consultation).objects.update(moderation=moderation)

    answer = log_in(drafter).post(_page(comment), _sent(drafter), follow=True)

    assert told in answer.content.decode()


def test_a_preview_of_new_words_sends_nothing(log_in, comment, drafter):
    page = log_in(drafter).post(_page(comment), _sent(drafter, preview="yes")).content.decode()

    assert "Preview: not sent yet" in page
    assert comment.revisions.count() == 1


def test_what_cannot_be_sent_stays_on_the_page(log_in, comment, drafter):
    client = log_in(drafter)
    same = client.post(_page(comment), _sent(drafter, text="We said it."))
    assert "words as they are" in same.content.decode()
    empty = client.post(_page(comment), _sent(drafter, text="\u200b"))
    assert (empty.status_code, comment.revisions.count()) == (422, 1)
    with time_machine.travel(comment.created + TIME_TO_EDIT):
        late = client.post(_page(comment), _sent(drafter))
    assert late.status_code == 403
    assert f"{WORDS}</textarea>" in late.content.decode()


def test_a_moderator_reads_a_pending_comment_and_changes_no_word(log_in, comment, moderator):
    for act in ("edit", "withdraw"):
        answer = log_in(moderator).post(_page(comment, act), _sent(moderator))
        assert answer.status_code == 403
        assert "Only the organisation that wrote a comment" in answer.content.decode()


def test_a_comment_is_withdrawn_on_a_page(log_in, comment, drafter):
    client = log_in(drafter)
    assert "We said it." in client.get(_page(comment, "withdraw")).content.decode()

    answer = client.post(_page(comment, "withdraw"), {"representative": drafter.pk}, follow=True)

    assert "Only your organisation sees it now." in answer.content.decode()
    again = client.post(_page(comment, "withdraw"), {"representative": drafter.pk})
    assert again.status_code == 403


def test_what_was_rejected_meanwhile_is_not_withdrawn_and_the_page_says_so(
    log_in, comment, drafter, moderator
):
    client = log_in(drafter)
    rule = factories.make_rule()

    with as_the_act_begins(lambda: actions.reject(comment=comment, by=moderator, rule=rule)):
        answer = client.post(_page(comment, "withdraw"), {"representative": drafter.pk})

    page = client.get(answer.headers["Location"], follow=True).content.decode()
    assert "This comment cannot be changed any more." in page
    assert _fresh(comment).state == State.REJECTED


def test_what_awaits_its_author_is_a_comment_to_mend(log_in, recommendation, drafter):
    comment = _made(State.RETURNED, recommendation, drafter)
    client = log_in(drafter)

    page = client.get("/awaiting/").content.decode()
    assert "A moderator returned your comment to be mended:" in page
    assert "Leave the name out." in page
    assert _page(comment) in page
    _revise(comment, drafter)
    assert _page(comment) not in client.get("/awaiting/").content.decode()


# The queue


def test_the_queue_shows_new_words_with_what_they_change(
    log_in, recommendation, drafter, moderator
):
    comment = _made(State.PUBLISHED, recommendation, drafter)
    _revise(comment, drafter)
    client = log_in(moderator)

    queue = client.get("/admin/recommendations/comment/").content.decode()
    assert "New words of a published comment" in queue
    assert WORDS in queue
    address = f"/admin/recommendations/comment/{comment.pk}/approve/?read=2"
    assert address in queue.replace("&amp;", "&")
    _revise(comment, drafter, "Later words.")
    late = client.post(address, follow=True).content.decode()
    assert "The words have changed since you read them." in late
    client.post(address.replace("read=2", "read=3"))
    assert _fresh(comment).words.text == "Later words."


def test_of_several_that_are_ticked_what_changed_meanwhile_is_left(
    log_in, comment, drafter, moderator, recommendation
):
    other = factories.make_comment(State.PENDING, recommendation=recommendation)
    _revise(comment, drafter)
    form = {"action": "approve", "_selected_action": [comment.pk, other.pk]}

    form |= {f"read-{comment.pk}": "1", f"read-{other.pk}": "1"}
    answer = log_in(moderator).post("/admin/recommendations/comment/", form, follow=True)

    assert "The words have changed since you read them." in answer.content.decode()
    assert (_fresh(comment).state, _fresh(other).state) == (State.PENDING, State.PUBLISHED)
