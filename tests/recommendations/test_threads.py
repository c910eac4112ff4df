"""Comments in their threads, as each person may see them."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger.clock import now
from recommendations import actions
from recommendations.models import Comment
from recommendations.threads import (
    REPLIES_IN_A_THREAD,
    REPLIES_ON_A_PAGE,
    THREADS_ON_A_PAGE,
    threads_of,
)
from tests import factories
from vocabulary.models import Region

pytestmark = pytest.mark.hold

VISITOR = AnonymousUser()
State = Comment.State


def _shown(recommendation, user=VISITOR, page=None):
    """Return the threads as pairs of first comment (None where it is not shown) and answers."""
    return [
        (comment if comment.is_shown else None, comment.shown_replies)
        for comment in threads_of(recommendation, user, page)
    ]


def test_first_comments_come_oldest_first_with_their_answers(recommendation):
    first, second = (factories.make_comment(recommendation=recommendation) for _each in "12")
    answers = [
        factories.make_comment(recommendation=recommendation, parent=first) for _each in "12"
    ]
    factories.make_comment()

    assert _shown(recommendation) == [(first, answers), (second, [])]


@pytest.mark.parametrize("state", sorted(set(State) - {State.PUBLISHED}))
def test_what_is_not_published_is_seen_by_its_organisation_and_moderators(
    state, recommendation, representative, other, moderator, curator
):
    comment = factories.make_comment(
        state, recommendation=recommendation, representative=representative
    )
    colleague = factories.make_representative(organisation=representative.organisation)

    for user in (VISITOR, other.user, curator):
        assert _shown(recommendation, user) == []
    for user in (representative.user, colleague.user, moderator):
        assert _shown(recommendation, user) == [(comment, [])]


def test_hiding_a_comment_does_not_take_its_answers_with_it(
    recommendation, representative, moderator
):
    first = factories.make_comment(recommendation=recommendation, representative=representative)
    answer = factories.make_comment(recommendation=recommendation, parent=first)
    actions.hide(
        rule=factories.make_rule(), comment=first, by=moderator, reason="It names a person."
    )

    ((shown, answers),) = _shown(recommendation)
    (gap,) = threads_of(recommendation, VISITOR, None)

    assert (shown, answers) == (None, [answer])
    assert (gap.public_id, gap.created) == (first.public_id, first.created)
    assert gap.organisation_id is gap.revision_id is None
    assert _shown(recommendation, representative.user) == [(first, [answer])]


def test_where_the_answers_are_hidden_too_nothing_stands(recommendation, moderator):
    first = factories.make_comment(recommendation=recommendation)
    answer = factories.make_comment(recommendation=recommendation, parent=first)
    for comment in (first, answer):
        actions.hide(
            rule=factories.make_rule(), comment=comment, by=moderator, reason="It names a person."
        )

    assert _shown(recommendation) == []


def test_a_waiting_answer_is_shown_to_its_own_organisation_alone(recommendation, representative):
    first = factories.make_comment(recommendation=recommendation)
    answer = factories.make_comment(
        State.PENDING, recommendation=recommendation, parent=first, representative=representative
    )

    assert _shown(recommendation) == [(first, [])]
    assert _shown(recommendation, representative.user) == [(first, [answer])]


def test_one_whose_time_has_ended_sees_what_everybody_sees(recommendation, representative):
    factories.make_comment(
        State.PENDING, recommendation=recommendation, representative=representative
    )
    type(representative).objects.filter(pk=representative.pk).update(ends=now())

    assert _shown(recommendation, representative.user) == []


def test_threads_are_turned_page_by_page(recommendation, representative):
    comments = [
        factories.make_comment(recommendation=recommendation, representative=representative)
        for _each in range(THREADS_ON_A_PAGE + 1)
    ]

    assert [first for first, _answers in _shown(recommendation)] == comments[:-1]
    assert _shown(recommendation, page="2") == [(comments[-1], [])]
    for page in ("99", "-1"):
        assert _shown(recommendation, page=page) == [(comments[-1], [])]
    assert len(_shown(recommendation, page="x")) == THREADS_ON_A_PAGE


def test_a_page_of_threads_takes_three_queries_and_for_its_author_those_of_rights_more(
    recommendation, representative, number
):
    for _each in range(number):
        comment = factories.make_comment(
            recommendation=recommendation, representative=representative
        )
        factories.make_comment(
            recommendation=recommendation, representative=representative, parent=comment
        )

    for user, most in ((VISITOR, 3), (representative.user, 4)):
        with CaptureQueriesContext(connection) as queries:
            for comment, answers in _shown(recommendation, user):
                for each in (comment, *answers):
                    _read = each.organisation.region, each.version.number, each.words.text
                    if user != VISITOR:
                        _said = [decision.rule for decision in each.decisions.all()]

        assert len(queries) == most


# Order, choice, and threads that are long


def _page(client, recommendation, **asked):
    return client.get(f"/recommendations/{recommendation.code}/comments/", asked)


def _first(answer):
    return [comment.pk for comment in answer.context["threads"]]


def test_threads_come_in_the_order_asked_for(client, recommendation):
    old, middle, new = (factories.make_comment(recommendation=recommendation) for _each in "123")
    factories.make_comment(recommendation=recommendation, parent=middle)
    factories.make_comment("hidden", recommendation=recommendation, parent=new)
    factories.make_comment("pending", recommendation=recommendation, parent=new)

    assert _first(_page(client, recommendation)) == [old.pk, middle.pk, new.pk]
    assert _first(_page(client, recommendation, order="newest")) == [new.pk, middle.pk, old.pk]
    assert _first(_page(client, recommendation, order="answered")) == [middle.pk, old.pk, new.pk]
    assert _first(_page(client, recommendation, order="\x00odd")) == [old.pk, middle.pk, new.pk]


def test_threads_are_narrowed_by_stance_kind_and_region(client, recommendation):
    regions = {
        name: Region.objects.create(code=code, name=name)
        for code, name in (("901", "Harbours"), ("902", "Hills"))
    }
    network = factories.make_organisation(kind="network")
    type(network).objects.filter(pk=network.pk).update(region=regions["Harbours"])
    by = factories.make_representative(organisation=network)
    wanted = factories.make_comment(recommendation=recommendation, representative=by, stance="asks")
    factories.make_comment(recommendation=recommendation, stance="supports")

    for asked in ({"stance": "asks"}, {"kind": "network"}, {"region": regions["Harbours"].pk}):
        assert _first(_page(client, recommendation, **asked)) == [wanted.pk], asked
    nothing = _page(client, recommendation, region=regions["Hills"].pk)
    assert _first(nothing) == []
    assert "No comment fits all of this." in nothing.content.decode()


def test_nothing_can_be_narrowed_down_to_what_is_hidden_or_not_listed(client, recommendation):
    unlisted = factories.make_organisation(kind="network")
    by = factories.make_representative(organisation=unlisted)
    factories.make_comment(recommendation=recommendation, representative=by, stance="asks")
    type(unlisted).objects.filter(pk=unlisted.pk).update(is_listed=False)
    hidden = factories.make_comment(recommendation=recommendation, stance="objects")
    factories.make_comment(recommendation=recommendation, parent=hidden)
    actions.hide(comment=hidden, by=factories.make_user(), rule=factories.make_rule())

    assert len(_first(_page(client, recommendation))) == 2
    assert _first(_page(client, recommendation, kind="network")) == []
    assert _first(_page(client, recommendation, stance="objects")) == []


def test_of_many_answers_the_first_are_shown_and_the_rest_have_a_page(client, recommendation):
    first = factories.make_comment(recommendation=recommendation)
    by = factories.make_representative()
    answers = [
        factories.make_comment(recommendation=recommendation, parent=first, representative=by)
        for _each in range(REPLIES_ON_A_PAGE + 2)
    ]

    page = _page(client, recommendation)
    (shown,) = page.context["threads"]
    assert shown.shown_replies == answers[:REPLIES_IN_A_THREAD]
    assert f"{len(answers) - REPLIES_IN_A_THREAD} more answers" in page.content.decode()
    thread = _page(client, recommendation, thread=first.public_id)
    (whole,) = thread.context["threads"]
    assert whole.shown_replies == answers[:REPLIES_ON_A_PAGE]
    assert "Show all threads" in thread.content.decode()
    last = client.get(answers[-1].get_absolute_url())
    assert f"?thread={first.public_id}&page=2#comment-" in last.headers["Location"]
    assert f'id="comment-{answers[-1].public_id}"' in client.get(last.url).content.decode()


@pytest.mark.parametrize("wanted", ["nothing", "\x00", "x" * 300])
def test_there_is_no_page_for_what_begins_no_thread(client, recommendation, wanted):
    assert _page(client, recommendation, thread=wanted).status_code == 404


def test_a_hidden_comment_begins_a_thread_of_the_answers_that_stay(client, recommendation):
    first = factories.make_comment(recommendation=recommendation, text="Loud words.")
    factories.make_comment(recommendation=recommendation, parent=first, text="Quiet answer.")
    actions.hide(comment=first, by=factories.make_user(), rule=factories.make_rule())

    page = _page(client, recommendation, thread=first.public_id).content.decode()

    assert "Quiet answer." in page
    assert "Loud words." not in page
