"""An organisation appeals against a decision; somebody else answers, in writing."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from ledger.clock import now
from ledger.refusal import Refused
from recommendations import actions
from recommendations.models import Appeal, Comment
from recommendations.policies import TIME_TO_APPEAL
from tests import factories
from tests.moments import as_the_act_begins

State = Comment.State
pytestmark = pytest.mark.hold

QUEUE = "/admin/recommendations/comment/"
TEXT = "We name nobody."


@pytest.fixture
def second(db):
    return factories.make_staff("moderators")


@pytest.fixture
def hidden(recommendation, drafter, moderator):
    comment = factories.make_comment(
        recommendation=recommendation, representative=drafter, text="We said it."
    )
    actions.hide(comment=comment, by=moderator, rule=factories.make_rule())
    return comment


def _decision(comment):
    return comment.decisions.latest("pk")


def _appeal(comment, by, text=TEXT):
    return actions.appeal(decision=_decision(comment), by=by, text=text)


def _answer(made, by, *, is_overturned=True, answer="You are right."):
    return actions.answer_appeal(appeal=made, by=by, answer=answer, is_overturned=is_overturned)


def _fresh(row):
    return type(row).objects.get(pk=row.pk)


def _page(comment):
    return f"/comments/{comment.public_id}/appeal/"


def _act(made, act):
    return reverse(f"admin:recommendations_appeal_{act}", args=[made.pk])


def test_an_overturned_decision_shows_the_words_at_once(
    hidden, drafter, second, client, new_entries, new_mails
):
    new_entries(), new_mails()
    made = _appeal(hidden, drafter)

    answered = _answer(made, second)

    assert (answered.state, answered.answer, answered.answered_by) == (
        "overturned",
        "You are right.",
        second,
    )
    comment = _fresh(hidden)
    assert (comment.state, comment.words.text) == (State.PUBLISHED, "We said it.")
    assert _decision(hidden).reason == "You are right."
    thread = f"/recommendations/{hidden.recommendation.code}/comments/"
    assert "We said it." in client.get(thread).content.decode()
    assert [each.verb for each in new_entries()] == [
        "comment.appealed",
        "comment.appeal-answered",
        "comment.published",
    ]
    ((to, subject, body),) = new_mails()
    assert (to, subject) == ([drafter.user.email], "Your appeal has been answered")
    assert "You are right." in body
    assert str(answered) == f"{made.decision}: the decision was overturned"


def test_a_decision_that_stands_changes_nothing(hidden, drafter, second, new_mails, new_entries):
    made = _appeal(hidden, drafter)
    new_entries(), new_mails()

    _answer(made, second, is_overturned=False, answer="Her town is too small.")

    assert _fresh(hidden).state == State.HIDDEN
    assert _fresh(made).state == Appeal.State.STANDS
    assert [each.verb for each in new_entries()] == ["comment.appeal-answered"]
    ((_to, _subject, body),) = new_mails()
    assert "The decision stands." in body


@pytest.mark.parametrize("act", ["reject", "send_back"])
@pytest.mark.parametrize("is_revision", [True, False])
def test_words_that_never_showed_show_when_the_appeal_is_won(
    recommendation, drafter, moderator, second, act, is_revision
):
    comment = factories.make_comment(
        "published" if is_revision else "pending",
        recommendation=recommendation,
        representative=drafter,
    )
    if is_revision:
        actions.revise(comment=comment, by=drafter, text="Better words.", language="en")
    getattr(actions, act)(comment=comment, by=moderator, rule=factories.make_rule())
    words = _decision(comment).revision

    _answer(_appeal(comment, drafter), second)

    assert (_fresh(comment).state, _fresh(comment).revision) == (State.PUBLISHED, words)


# What stands in the way


def test_a_decision_is_appealed_against_once(hidden, drafter, second):
    made = _appeal(hidden, drafter)
    with pytest.raises(Refused, match="no decision here"):
        _appeal(hidden, drafter)
    _answer(made, second, is_overturned=False)
    with pytest.raises(Refused, match="no decision here"):
        _appeal(hidden, drafter)


@pytest.mark.parametrize(
    ("time", "is_possible"), [(timedelta(days=19), True), (TIME_TO_APPEAL, False)]
)
def test_there_are_twenty_days_to_appeal(hidden, drafter, time, is_possible):
    with time_machine.travel(now() + time):
        if is_possible:
            assert _appeal(hidden, drafter)
            return
        with pytest.raises(Refused, match="twenty days"):
            _appeal(hidden, drafter)


@pytest.mark.parametrize("state", [State.PUBLISHED, State.WITHDRAWN])
def test_what_is_published_or_withdrawn_has_nothing_to_appeal(
    recommendation, drafter, moderator, state
):
    comment = factories.make_comment(recommendation=recommendation, representative=drafter)
    if state == State.WITHDRAWN:
        actions.hide(comment=comment, by=moderator, rule=factories.make_rule())
        actions.take_back(comment=comment, by=drafter)
    with pytest.raises(Refused, match="no decision here"):
        _appeal(comment, drafter)


def test_only_its_organisation_appeals(hidden, other, drafter):
    with pytest.raises(Refused, match="Only the organisation"):
        _appeal(hidden, other)
    drafter.may_comment = False
    drafter.save()
    with pytest.raises(Refused, match="not been given this right"):
        _appeal(hidden, drafter)


def test_an_earlier_decision_is_not_appealed_against(hidden, drafter, moderator):
    first = _decision(hidden)
    actions.restore(comment=hidden, by=moderator)
    actions.hide(comment=hidden, by=moderator, rule=factories.make_rule())

    with pytest.raises(Refused, match="no decision here"):
        actions.appeal(decision=first, by=drafter, text=TEXT)


def test_while_an_appeal_is_open_nothing_else_is_decided(hidden, drafter, moderator, everything):
    _appeal(hidden, drafter)
    before = everything()

    with pytest.raises(Refused, match="until it is answered"):
        actions.restore(comment=hidden, by=moderator)
    with pytest.raises(Refused, match="until it is answered"):
        actions.revise(comment=hidden, by=drafter, text="Other words.", language="en")
    assert everything() == before


def test_who_decided_does_not_answer_nor_anybody_of_the_organisation(
    hidden, drafter, moderator, second, curator, everything
):
    made = _appeal(hidden, drafter)
    factories.make_representative(organisation=hidden.organisation, user=second)
    third, stranger = factories.make_staff("moderators"), factories.make_user()
    before = everything()

    for person, why in (
        (moderator, "You took the decision"),
        (second, "your own organisation"),
        (curator, "Another moderator answers"),
        (stranger, "not been given this right"),
    ):
        with pytest.raises(Refused, match=why):
            _answer(made, person)
    assert everything() == before
    assert _answer(made, third).answered_by == third


def test_where_there_is_one_moderator_a_curator_answers(hidden, drafter, curator, log_in):
    made = _appeal(hidden, drafter)
    client = log_in(curator)
    assert (
        "We said it."
        in client.get(reverse("admin:recommendations_appeal_changelist")).content.decode()
    )

    client.post(_act(made, "overturn"), {"answer": "You are right."})

    assert _fresh(made).answered_by == curator
    assert _fresh(hidden).state == State.PUBLISHED


def test_a_curator_sees_no_appeal_that_a_moderator_can_answer(
    hidden, drafter, curator, second, log_in
):
    made = _appeal(hidden, drafter)
    client = log_in(curator)

    assert (
        "We said it."
        not in client.get(reverse("admin:recommendations_appeal_changelist")).content.decode()
    )
    assert client.get(_act(made, "overturn")).status_code == 404


def test_who_has_no_part_in_moderation_sees_no_appeal(hidden, drafter, log_in):
    made = _appeal(hidden, drafter)
    client = log_in(factories.make_user(is_staff=True))

    for page in (reverse("admin:recommendations_appeal_changelist"), _act(made, "overturn")):
        assert client.get(page).status_code in (403, 404)


def test_an_answer_is_written(hidden, drafter, second):
    made = _appeal(hidden, drafter)
    with pytest.raises(Refused, match="Answer in writing"):
        _answer(made, second, answer=" \n")


def test_of_two_who_answer_the_slower_is_told(hidden, drafter, second):
    made = _appeal(hidden, drafter)
    third = factories.make_staff("moderators")

    with (
        as_the_act_begins(lambda: _answer(made, second, is_overturned=False)),
        pytest.raises(Refused, match="Somebody was faster"),
    ):
        _answer(made, third)
    assert _fresh(hidden).state == State.HIDDEN


def test_what_was_withdrawn_meanwhile_stays_withdrawn(hidden, drafter, second):
    made = _appeal(hidden, drafter)
    actions.take_back(comment=hidden, by=drafter)

    assert _answer(made, second).state == Appeal.State.OVERTURNED
    assert _fresh(hidden).state == State.WITHDRAWN


@pytest.mark.parametrize(
    "change",
    [{"state": "stands"}, {"answer": "So."}, {"answered_at": now()}],
    ids=["state", "answer", "time"],
)
def test_an_appeal_is_open_or_answered_whole(hidden, drafter, change):
    made = _appeal(hidden, drafter)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.filter(pk=made.pk).update(**change)


# Pages


def test_the_page_states_the_reasons_and_takes_an_appeal(hidden, drafter, second, log_in):
    client = log_in(drafter)
    rule = factories.make_rule().current

    page = client.get(_page(hidden)).content.decode()
    for told in ("We said it.", rule.name, rule.text, rule.template, "You can appeal until"):
        assert told in page
    sent = {"representative": drafter.pk, "text": TEXT}
    answer = client.post(_page(hidden), sent, follow=True).content.decode()
    assert "Your appeal is sent." in answer
    assert TEXT in answer
    assert "Another moderator, or a curator, reads it" in answer
    late = client.post(_page(hidden), sent | {"text": "Once more."})
    assert late.status_code == 403
    assert "Once more." in late.content.decode() or TEXT in late.content.decode()

    _answer(Appeal.objects.get(), second, is_overturned=False, answer="Her town is too small.")
    page = client.get(_page(hidden)).content.decode()
    assert "The decision stands" in page
    assert "Her town is too small." in page


def test_what_cannot_be_sent_stays_on_the_page(hidden, drafter, log_in):
    client = log_in(drafter)
    empty = client.post(_page(hidden), {"representative": drafter.pk, "text": " "})
    assert "This field is required" in empty.content.decode()
    nothing = client.post(_page(hidden), {"representative": drafter.pk, "text": "\u200b"})
    assert "nothing to read" in nothing.content.decode()
    with time_machine.travel(now() + TIME_TO_APPEAL):
        client.force_login(drafter.user)
        late = client.post(_page(hidden), {"representative": drafter.pk, "text": TEXT})
    assert late.status_code == 403
    assert f"{TEXT}</textarea>" in late.content.decode()
    long = client.post(_page(hidden), {"representative": drafter.pk, "text": "x" * 2001})
    assert not Appeal.objects.exists()
    assert "2000" in long.content.decode() or "2,000" in long.content.decode()


def test_a_decision_taken_back_while_one_types_keeps_what_was_typed(
    hidden, drafter, moderator, log_in
):
    client = log_in(drafter)

    with as_the_act_begins(lambda: actions.restore(comment=hidden, by=moderator)):
        answer = client.post(_page(hidden), {"representative": drafter.pk, "text": TEXT})

    assert "no decision here" in answer.content.decode()
    assert TEXT in answer.content.decode()


def test_strangers_and_those_with_nothing_decided_find_no_form(
    hidden, other, drafter, recommendation, log_in
):
    assert log_in(other).get(_page(hidden)).status_code == 404
    published = factories.make_comment(recommendation=recommendation, representative=drafter)
    assert log_in(other).get(_page(published)).status_code == 403
    page = log_in(drafter).get(_page(published))
    assert page.status_code == 403
    assert "no decision here" in page.content.decode()


def test_what_was_hidden_is_told_under_what_awaits_until_it_is_appealed(hidden, drafter, log_in):
    client = log_in(drafter)
    assert _page(hidden) in client.get("/awaiting/").content.decode()
    thread = f"/recommendations/{hidden.recommendation.code}/comments/"
    assert f'{_page(hidden)}">Appeal<' in client.get(thread).content.decode()

    _appeal(hidden, drafter)

    assert _page(hidden) not in client.get("/awaiting/").content.decode()
    assert f'{_page(hidden)}">Your appeal<' in client.get(thread).content.decode()
    assert _page(hidden) not in Client().get(thread).content.decode()


def test_the_queue_leads_to_an_appeal_and_moderators_answer_it_there(
    hidden, drafter, moderator, second, log_in
):
    made = _appeal(hidden, drafter)
    client = log_in(second)
    queue = client.get(reverse("admin:recommendations_comment_changelist")).content.decode()
    assert "Appealed: read it, and answer" in queue
    case = client.get(reverse("admin:recommendations_appeal_change", args=[made.pk]))
    assert TEXT in case.content.decode()

    own = log_in(moderator).get(_act(made, "overturn"), follow=True).content.decode()
    assert "You took the decision" in own
    answer = log_in(second).post(_act(made, "let-stand"), {"answer": "No."}, follow=True)

    assert "Answered: the decision stands" in answer.content.decode()
    assert _fresh(made).state == "stands"
    assert "This is not possible any more." in (
        log_in(second).get(_act(made, "overturn"), follow=True).content.decode()
    )


# Who is told, and what they read


def test_a_curator_answers_with_the_case_before_them_and_goes_on_reading_it(
    moderator, curator, log_in
):
    by = factories.make_representative()
    comment = factories.make_comment(representative=by, text="Quay seven is closed.")
    rule = factories.make_rule()
    decision = actions.hide(rule=rule, comment=comment, by=moderator, reason="It names a person.")
    made = actions.appeal(decision=decision, by=by, text="A quay is no person.")
    case = f"/admin/recommendations/appeal/{made.pk}/"
    client = log_in(curator)

    page = client.get(f"{case}overturn/").text
    for told in ("Quay seven is closed.", "It names a person.", "A quay is no person."):
        assert told in page
    answer = client.post(f"{case}overturn/", {"answer": "True."}, follow=True)
    assert answer.status_code == 200
    assert "Overturned" in answer.text
    assert "True." in client.get(f"{case}change/").text


def test_while_an_appeal_waits_the_queue_offers_no_decision(moderator, log_in):
    by = factories.make_representative()
    comment = factories.make_comment("hidden", representative=by)
    address = f"/admin/recommendations/comment/{comment.pk}/"
    assert f"{address}restore/" in log_in(moderator).get(QUEUE + "?state=all").text

    actions.appeal(decision=comment.decisions.latest("pk"), by=by, text="We name nobody.")
    assert f"{address}restore/" not in log_in(moderator).get(QUEUE).text


# Who hears of it


def test_curators_are_told_of_an_appeal_that_only_they_can_answer(moderator, curator, new_mails):
    by = factories.make_representative()
    comment = factories.make_comment(representative=by)
    rule = factories.make_rule()
    decision = actions.hide(rule=rule, comment=comment, by=moderator, reason="It names a person.")
    concerned = factories.make_staff("curators", "concerned@example.org")
    factories.make_representative(user=concerned, organisation=by.organisation)
    new_mails()

    made = actions.appeal(decision=decision, by=by, text="We name nobody.")
    ((to, subject, body),) = new_mails()
    assert (to, subject) == ([curator.email], "An appeal waits for you")
    assert f"/admin/recommendations/appeal/{made.pk}/change/" in body
    assert "We name nobody." not in body


def test_where_another_moderator_may_answer_no_curator_is_told(moderator, curator, new_mails):
    factories.make_staff("moderators", "another@example.org")
    by = factories.make_representative()
    comment = factories.make_comment(representative=by)
    rule = factories.make_rule()
    decision = actions.hide(rule=rule, comment=comment, by=moderator, reason="It names a person.")
    new_mails()

    actions.appeal(decision=decision, by=by, text="We name nobody.")
    assert new_mails() == []
