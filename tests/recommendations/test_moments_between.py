"""What changes between the moment a page looks and the moment the act is written."""

from datetime import timedelta

import pytest
import time_machine

from ledger.clock import now
from organisations.models import Representative
from recommendations import actions
from recommendations.models import Endorsement
from tests import factories
from tests.moments import as_the_act_begins

pytestmark = pytest.mark.hold


def _told(answer):
    return [str(message) for message in answer.context["messages"]]


@pytest.fixture
def rights(representative):
    """The row of the representative, to be changed behind the page's back."""
    return Representative.objects.filter(pk=representative.pk)


def _form(representative, recommendation):
    return {
        "representative": representative.pk,
        "fingerprint": recommendation.text.fingerprint,
        "naming": "named",
    }


def test_a_right_that_ends_before_the_signature_is_told_on_the_page(
    log_in, representative, recommendation, rights
):
    client = log_in(representative)

    with as_the_act_begins(lambda: rights.update(ends=now())):
        answer = client.post(
            f"/recommendations/{recommendation.code}/endorse/",
            _form(representative, recommendation),
        )

    assert _told(answer) == ["Your time as a representative has ended."]
    assert not Endorsement.objects.exists()


def test_a_window_that_closes_before_the_signature_is_written_is_closed(
    log_in, representative, recommendation
):
    end = recommendation.endorsement_window.closes
    client = log_in(representative)

    with (
        time_machine.travel(end - timedelta(microseconds=1), tick=False) as clock,
        as_the_act_begins(lambda: clock.move_to(end)),
    ):
        answer = client.post(
            f"/recommendations/{recommendation.code}/endorse/",
            _form(representative, recommendation),
        )

    assert answer.status_code == 403
    assert "This has closed." in answer.content.decode()
    assert not Endorsement.objects.exists()


@pytest.mark.parametrize("number", [1, 2])
def test_of_several_texts_the_one_withheld_just_before_is_not_signed(
    log_in, representative, recommendation, number
):
    rows = [recommendation, *(factories.make_recommendation() for _each in range(number - 1))]
    texts = [row.text.fingerprint for row in rows]
    withheld = type(recommendation.text).objects.filter(pk=recommendation.text.pk)
    client = log_in(representative)

    with as_the_act_begins(lambda: withheld.set_withheld("It names a village.")):
        answer = client.post(
            "/recommendations/endorse-several/",
            {"representative": representative.pk, "texts": texts, "naming": "named"},
            follow=True,
        )

    told = [f"{recommendation.code}: The text is withheld at the moment."]
    assert _told(answer) == told + ["Lantern Coalition endorses 1 text more."] * (number - 1)
    assert Endorsement.objects.count() == number - 1


def test_a_right_that_ends_before_the_withdrawal_is_told_on_the_page(
    log_in, representative, recommendation, rights
):
    factories.make_endorsement(recommendation=recommendation, representative=representative)
    client = log_in(representative)

    with as_the_act_begins(lambda: rights.update(may_sign=False)):
        answer = client.post(
            f"/recommendations/{recommendation.code}/withdraw/",
            {"representative": representative.pk},
            follow=True,
        )

    assert _told(answer) == ["You have not been given this right."]
    assert Endorsement.objects.get().state == Endorsement.State.LIVE


def test_a_right_that_ends_before_a_signature_is_declined_is_told(
    log_in, representative, recommendation, rights
):
    fingerprint = recommendation.text.fingerprint
    actions.prepare(recommendation=recommendation, by=representative, fingerprint=fingerprint)
    client = log_in(representative)

    with as_the_act_begins(lambda: rights.update(may_sign=False)):
        answer = client.post(
            f"/recommendations/{recommendation.code}/decline/",
            {"representative": representative.pk},
            follow=True,
        )

    assert _told(answer) == ["You have not been given this right."]
    assert Endorsement.objects.get().state == Endorsement.State.PREPARED


@pytest.mark.parametrize("page", ["object", "naming"])
def test_a_right_that_ends_before_the_objection_or_the_name_is_told(
    log_in, representative, recommendation, rights, curator, page
):
    factories.make_endorsement(recommendation=recommendation, representative=representative)
    type(recommendation).objects.filter(pk=recommendation.pk).update(draft_text="Open them.")
    actions.propose_wording(recommendation=recommendation, by=curator, note="A word.")
    second = factories.make_staff("curators")
    actions.publish_wording(recommendation=recommendation, by=second)
    client = log_in(representative)

    with as_the_act_begins(lambda: rights.update(may_sign=False)):
        answer = client.post(
            f"/recommendations/{recommendation.code}/{page}/",
            {"representative": representative.pk, "naming": "unnamed"},
            follow=True,
        )

    assert _told(answer) == ["You have not been given this right."]
    assert Endorsement.objects.standing().get().naming == "named"
    assert Endorsement.objects.standing().get().state == Endorsement.State.LIVE


def test_what_is_confirmed_just_before_it_would_lapse_does_not(recommendation, representative):
    factories.make_endorsement(recommendation=recommendation, representative=representative)
    type(recommendation).objects.filter(pk=recommendation.pk).update(draft_text="Open them.")
    recommendation.refresh_from_db()
    actions.publish(recommendation=recommendation, by=None, note="It asks for more.")
    recommendation.refresh_from_db()
    rows = Endorsement.objects.filter(state="awaiting")

    with (
        time_machine.travel(recommendation.endorsement_closes),
        as_the_act_begins(lambda: rows.update(state="superseded")),
    ):
        assert not actions.lapse_next()

    assert Endorsement.objects.get().state == Endorsement.State.SUPERSEDED


def test_a_right_that_ends_before_the_comment_keeps_what_was_typed(
    log_in, representative, recommendation, rights
):
    client = log_in(representative)

    with as_the_act_begins(lambda: rights.update(may_comment=False)):
        answer = client.post(
            f"/recommendations/{recommendation.code}/comments/",
            {
                "representative": representative.pk,
                "version": 1,
                "stance": "asks",
                "language": "en",
                "text": "Who will pay for it?",
            },
        )

    assert answer.status_code == 422
    assert not recommendation.comments.exists()
    html = answer.content.decode()
    assert "You have not been given this right." in html
    assert "Who will pay for it?" in html


def test_one_who_acts_for_nobody_withdraws_nothing_and_reads_why(log_in, recommendation):
    factories.make_endorsement(recommendation=recommendation)
    client = log_in(factories.make_user())

    answer = client.post(f"/recommendations/{recommendation.code}/withdraw/")

    assert answer.status_code == 403
    assert "You do not act for any organisation yet." in answer.content.decode()
    assert Endorsement.objects.get().state == Endorsement.State.LIVE


def test_the_list_knows_what_ones_organisation_endorses(log_in, representative, other):
    mine, theirs = (factories.make_recommendation() for _each in "12")
    factories.make_endorsement(recommendation=mine, representative=representative)
    factories.make_endorsement(recommendation=theirs, representative=other)

    context = log_in(representative).get("/recommendations/").context

    own = {line.recommendation.pk: line.own for line in context["lines"]}
    assert own == {mine.pk: "endorsed", theirs.pk: "may sign"}


def test_a_draft_is_found_in_the_admin_and_what_is_published_on_its_page(recommendation):
    draft = factories.make_draft()

    assert draft.get_absolute_url() == (f"/admin/recommendations/recommendation/{draft.pk}/change/")
    assert recommendation.get_absolute_url() == f"/recommendations/{recommendation.code}/"
