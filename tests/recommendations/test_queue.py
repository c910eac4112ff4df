"""The moderators' queue in the admin."""

import re
from datetime import timedelta
from http import HTTPStatus

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ledger.clock import now
from ledger.models import Entry
from recommendations import actions
from recommendations.models import Comment
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.hold]

QUEUE = "/admin/recommendations/comment/"
State = Comment.State


@pytest.fixture
def moderating(log_in, moderator) -> Client:
    return log_in(moderator)


@pytest.fixture
def pending(recommendation) -> Comment:
    return factories.make_comment(State.PENDING, recommendation=recommendation, text="Pay for it.")


def _act(comment: Comment, verb: str, filters: str = "") -> str:
    return reverse(f"admin:recommendations_comment_{verb}", args=[comment.pk]) + filters


def _choose(*comments: Comment, action: str, **more: str) -> dict:
    return {"action": action, "_selected_action": [comment.pk for comment in comments]} | more


def _listed(client: Client, **query: str) -> list[Comment]:
    return list(client.get(QUEUE, query).context["cl"].result_list)


def _sent_earlier(**time: int) -> Comment:
    """A pending comment that was sent that much earlier."""
    row = factories.make_recommendation()
    by = factories.make_representative(starts=now() - timedelta(days=9))
    with time_machine.travel(now() - timedelta(**time), tick=False):
        return factories.make_comment(State.PENDING, recommendation=row, representative=by)


def _why(reason: str = "") -> dict:
    return {"rule": factories.make_rule().pk, "reason": reason}


def _state(comment: Comment) -> str:
    return Comment.objects.get(pk=comment.pk).state


def _told(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_the_queue_shows_what_waits_oldest_first_with_its_waiting_time(moderating):
    late = factories.make_comment(State.PENDING)
    early = _sent_earlier(hours=30)
    for state in (State.PUBLISHED, State.HIDDEN, State.REJECTED):
        factories.make_comment(state)

    page = moderating.get(QUEUE)

    assert list(page.context["cl"].result_list) == [early, late]
    assert "waits 1\xa0day" in page.content.decode()


def test_the_queue_is_narrowed_to_any_state(moderating):
    comments = {name: factories.make_comment(name) for name in State.values}
    assert len(_listed(moderating, state="all")) == len(comments)
    for state in State.values:
        assert _listed(moderating, state=state) == [comments[state]]


def test_the_filter_marks_the_state_that_is_shown(moderating, pending):
    def marked(**query: str) -> str:
        html = moderating.get(QUEUE, query).content.decode()
        return re.findall(r'<li class="selected">\s*<a href="\?([^"]*)"', html)[0]

    assert marked() == "state=pending"
    assert marked(state="hidden") == "state=hidden"
    assert marked(q="harbour") == "q=harbour&amp;state=all"


def test_words_are_looked_for_in_all_states_unless_one_is_chosen(moderating, pending):
    published = factories.make_comment(text="Who will pay for it?")
    factories.make_comment(State.PENDING, text="Something else.")
    assert set(_listed(moderating, q="pay for")) == {pending, published}
    assert _listed(moderating, q="pay for", state="published") == [published]


def test_a_row_shows_the_whole_comment_its_organisation_and_the_text_it_speaks_of(moderating):
    long = "Harbours matter. " * 60
    comment = factories.make_comment(State.PENDING, text=long, language="fr", stance="objects")
    html = moderating.get(QUEUE).content.decode()
    assert long.strip() in html
    assert f'<div id="words-{comment.pk}" lang="fr" dir="auto">' in html
    assert comment.organisation.name in html
    assert "Objects" in html
    assert comment.recommendation.current_version.text in html
    assert comment.version.get_absolute_url() in html


def test_an_answer_shows_what_it_answers(moderating, recommendation):
    first = factories.make_comment(recommendation=recommendation, text="A first word.")
    factories.make_comment(State.PENDING, recommendation=recommendation, parent=first)
    html = moderating.get(QUEUE).content.decode()
    assert f"Answers {first.organisation}" in html
    assert "A first word." in html


def test_a_comment_on_a_paragraph_shows_the_paragraph(moderating, pending):
    paragraph = factories.make_document().paragraphs.first()
    Comment.objects.filter(pk=pending.pk).update(
        recommendation=None, version=None, paragraph=paragraph
    )
    assert paragraph.text in moderating.get(QUEUE).content.decode()
    page = moderating.get(f"{QUEUE}{pending.pk}/change/")
    assert paragraph.reference in page.content.decode()


def test_the_queue_takes_the_same_queries_for_one_row_and_for_many(
    number, moderating, recommendation
):
    parent = factories.make_comment(recommendation=recommendation)
    for _each in range(number):
        factories.make_comment(State.PENDING, recommendation=recommendation, parent=parent)
    moderating.get(QUEUE)
    with CaptureQueriesContext(connection) as queries:
        page = moderating.get(QUEUE)
    assert len(page.context["cl"].result_list) == min(number, 25)
    assert len(queries) == 14


def test_approving_one_takes_one_click_and_says_how_many_are_left(moderating, pending):
    following = factories.make_comment(State.PENDING)
    html = moderating.get(QUEUE, {"stance": "supports"}).content.decode()
    address = re.search(r'formaction="([^"]*/approve/[^"]*)"', html)[1].replace("&amp;", "&")

    response = moderating.post(address, follow=True)

    assert _state(pending) == State.PUBLISHED
    assert _told(response) == ["Published. 1 left."]
    assert response.redirect_chain[0][0] == f"{QUEUE}?stance=supports#comment-{following.pk}"
    assert Entry.objects.filter(verb="comment.published", source="admin").exists()


def test_after_the_last_comment_the_queue_is_empty(moderating, pending):
    response = moderating.post(_act(pending, "approve"), follow=True)
    assert _told(response) == ["Published. 0 left."]
    assert response.redirect_chain[0][0] == f"{QUEUE}?"
    assert list(response.context["cl"].result_list) == []


@pytest.mark.parametrize(
    ("state", "verb", "after"),
    [
        (State.PENDING, "return", State.RETURNED),
        (State.PENDING, "reject", State.REJECTED),
        (State.PUBLISHED, "hide", State.HIDDEN),
        (State.HIDDEN, "restore", State.PUBLISHED),
    ],
)
def test_other_decisions_have_a_page_with_the_comment_and_its_reason(
    state, verb, after, moderating
):
    comment = factories.make_comment(state, text="We were never asked.")
    page = moderating.get(_act(comment, verb))
    assert "We were never asked." in page.content.decode()
    assert comment.version.text in page.content.decode()

    moderating.post(_act(comment, verb), _why("Read the rules."))

    assert _state(comment) == after
    assert comment.decisions.first().reason == "Read the rules."


@pytest.mark.parametrize("reason", ["", "   "])
def test_rejecting_without_a_reason_asks_for_it(reason, moderating, pending):
    response = moderating.post(_act(pending, "reject"), {"reason": reason})
    assert "This field is required." in response.content.decode()
    assert _state(pending) == State.PENDING


def test_where_another_moderator_was_faster_the_typed_reason_stays(moderating, pending, moderator):
    actions.approve(comment=pending, by=moderator)
    response = moderating.post(_act(pending, "reject"), _why("It names a person."))
    assert response.status_code == HTTPStatus.OK
    assert "Somebody was faster" in response.content.decode()
    assert "It names a person." in response.content.decode()
    assert _state(pending) == State.PUBLISHED


def test_approving_what_another_has_decided_says_so_in_the_queue(moderating, pending, moderator):
    actions.reject(
        rule=factories.make_rule(), comment=pending, by=moderator, reason="It names a person."
    )
    response = moderating.post(_act(pending, "approve"), follow=True)
    assert _told(response) == ["Somebody was faster: this comment is “rejected” now."]
    assert _state(pending) == State.REJECTED


def test_the_page_of_a_decision_that_is_no_longer_possible_leads_back(moderating, pending):
    response = moderating.get(_act(pending, "hide"), follow=True)
    assert _told(response) == ["This is not possible any more."]


def test_looking_at_the_page_of_a_decision_decides_nothing(moderating, pending):
    assert "Approve" in moderating.get(_act(pending, "approve")).content.decode()
    assert _state(pending) == State.PENDING


def test_several_are_approved_at_once(moderating):
    comments = [factories.make_comment(State.PENDING) for _each in range(3)]
    filtered = f"{QUEUE}?stance=supports"
    response = moderating.post(filtered, _choose(*comments[:2], action="approve"), follow=True)
    assert [_state(comment) for comment in comments] == ["published", "published", "pending"]
    assert _told(response) == ["2 comments: Published. 1 left."]
    assert response.redirect_chain[0][0] == filtered


def test_several_are_hidden_for_one_reason(moderating):
    comments = [factories.make_comment() for _each in range(2)]
    moderating.post(QUEUE, _choose(*comments, action="hide", **_why("They name a person.")))
    assert {_state(comment) for comment in comments} == {State.HIDDEN}
    assert {comment.decisions.first().reason for comment in comments} == {"They name a person."}


@pytest.mark.parametrize("key", ["x", "", "9" * 20, "9" * 5000, "1\0", "1 2", "²", b"\xed\xa0\x80"])
def test_ticks_that_no_row_can_have_are_not_understood_and_decide_nothing(moderating, pending, key):
    chosen = {"action": "approve", "_selected_action": [pending.pk, key], "index": "0"}
    for form in (chosen, chosen | {"select_across": "1"}):
        answer = moderating.post(QUEUE, form)
        assert answer.status_code == HTTPStatus.BAD_REQUEST
        assert "This question can’t be answered" in answer.content.decode()
    assert _state(pending) == State.PENDING


def test_a_tick_at_a_row_that_is_not_there_is_passed_over(moderating, pending):
    chosen = {"action": "approve", "_selected_action": [pending.pk, 987654321], "index": "0"}
    moderating.post(QUEUE, chosen)
    assert _state(pending) == State.PUBLISHED


@pytest.mark.parametrize(("action", "state"), [("hide", "published"), ("reject", "pending")])
def test_without_a_reason_a_page_asks_for_it_and_keeps_the_choice(action, state, moderating):
    comments = [factories.make_comment(state) for _each in range(2)]
    page = moderating.post(QUEUE, _choose(*comments, action=action, reason=" ")).content.decode()
    kept = re.findall(r'name="_selected_action" value="(\d+)"', page)
    assert sorted(map(int, kept)) == sorted(comment.pk for comment in comments)
    assert f'name="action" value="{action}"' in page
    assert 'name="reason"' in page
    assert {_state(comment) for comment in comments} == {state}


def test_several_are_restored_without_a_reason(moderating):
    comment = factories.make_comment(State.HIDDEN)
    response = moderating.post(QUEUE, _choose(comment, action="restore"), follow=True)
    assert _state(comment) == State.PUBLISHED
    assert _told(response) == ["1 comment: Published again. 0 left."]


def test_one_that_somebody_else_decided_does_not_stop_the_others(moderating, moderator, pending):
    other = factories.make_comment(State.PENDING)
    actions.reject(
        rule=factories.make_rule(), comment=other, by=moderator, reason="It names a person."
    )
    chosen = _choose(other, pending, action="approve")
    told = _told(moderating.post(QUEUE, chosen, follow=True))
    assert _state(pending) == State.PUBLISHED
    assert any("Somebody was faster" in message for message in told)
    assert "1 comment: Published. 0 left." in told


def test_where_all_were_decided_by_others_only_that_is_told(moderating, moderator, pending):
    actions.approve(comment=pending, by=moderator)
    told = _told(moderating.post(QUEUE, _choose(pending, action="approve"), follow=True))
    assert len(told) == 1
    assert "Somebody was faster" in told[0]


def test_choosing_all_means_all_of_the_list_that_was_shown(moderating, pending):
    published = factories.make_comment()
    chosen = _choose(pending, action="hide", select_across="1")
    page = moderating.post(QUEUE, chosen).content.decode()
    assert 'name="select_across" value="1"' in page
    assert re.findall(r'name="_selected_action" value="(\d+)"', page) == [str(pending.pk)]

    moderating.post(QUEUE, _choose(pending, action="hide", select_across="1", **_why("So.")))
    assert _state(published) == State.PUBLISHED


def test_a_page_that_emptied_meanwhile_shows_the_one_before(moderating, pending):
    assert _listed(moderating, p="2") == [pending]


def test_the_page_of_a_comment_shows_revisions_and_decisions_and_changes_nothing(moderating):
    comment = factories.make_comment(State.HIDDEN, text="Words that stay.")
    address = f"{QUEUE}{comment.pk}/change/"
    html = moderating.get(address).content.decode()
    assert "Words that stay." in html
    assert "It names a person." in html
    assert str(comment.organisation) in html
    assert comment.author.name not in html
    assert _act(comment, "restore") in html
    assert "View on site" not in html
    assert moderating.post(address, {"stance": "objects"}).status_code == HTTPStatus.FORBIDDEN
    assert moderating.get(f"{QUEUE}add/").status_code == HTTPStatus.FORBIDDEN
    gone = moderating.post(f"{QUEUE}{comment.pk}/delete/", {"post": "yes"})
    assert gone.status_code == HTTPStatus.FORBIDDEN


def test_the_page_of_a_published_comment_leads_to_its_place(moderating):
    comment = factories.make_comment()
    html = moderating.get(f"{QUEUE}{comment.pk}/change/").content.decode()
    assert comment.get_absolute_url() in html
    assert "Nothing has been decided yet." not in html


def test_a_comment_that_waits_says_that_nothing_was_decided(moderating, pending):
    html = moderating.get(f"{QUEUE}{pending.pk}/change/").content.decode()
    assert "Nothing has been decided yet." in html


def test_curators_have_no_queue(log_in, curator, pending):
    client = log_in(curator)
    assert client.get(QUEUE).status_code == HTTPStatus.FORBIDDEN
    assert client.get(f"{QUEUE}{pending.pk}/change/").status_code == HTTPStatus.FORBIDDEN
    assert client.get(_act(pending, "approve")).status_code == HTTPStatus.NOT_FOUND
    assert client.post(QUEUE, _choose(pending, action="approve")).status_code == 403
    assert client.post(_act(pending, "approve")).status_code == HTTPStatus.NOT_FOUND
    assert "recommendations/comment" not in client.get("/admin/").content.decode()
    assert _state(pending) == State.PENDING


def test_one_who_may_only_look_at_comments_decides_nothing(log_in, pending):
    user = factories.make_user(is_staff=True)
    client = log_in(user)
    assert client.post(_act(pending, "approve")).status_code == HTTPStatus.NOT_FOUND
    assert _state(pending) == State.PENDING


def test_moderators_edit_no_records(moderating, recommendation):
    address = reverse("admin:recommendations_recommendation_change", args=[recommendation.pk])
    assert moderating.get(address).status_code == HTTPStatus.FORBIDDEN
    publish = reverse("admin:recommendations_recommendation_publish", args=[recommendation.pk])
    assert moderating.post(publish).status_code == HTTPStatus.FORBIDDEN


def test_a_decision_on_what_is_not_there_is_not_found(moderating):
    address = reverse("admin:recommendations_comment_approve", args=[987654])
    assert moderating.post(address).status_code == HTTPStatus.NOT_FOUND
