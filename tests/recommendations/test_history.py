"""What happened to a recommendation, as its page tells it."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger.models import Entry
from recommendations import actions
from recommendations.history import PUBLIC_VERBS, history_of, told
from tests import factories

VISITOR = AnonymousUser()


def _lines(recommendation, user=VISITOR):
    return [act.words for act in history_of(recommendation, user)]


@pytest.fixture
def endorsed(recommendation, representative):
    return factories.make_endorsement(recommendation=recommendation, representative=representative)


def test_every_act_has_its_line_latest_first(
    endorsed, recommendation, representative, organisation, curator
):
    actions.suspend_organisation(organisation=organisation, by=curator, reason="So.")
    actions.restore_organisation(organisation=organisation, by=curator, evidence="So.")
    actions.withdraw(recommendation=recommendation, by=representative)
    recommendation.draft_text = "States should open every harbour."
    recommendation.save()
    actions.publish(recommendation=recommendation, by=curator)
    into = factories.make_recommendation()
    actions.merge_recommendation(recommendation=recommendation, into=into, by=curator)

    assert _lines(recommendation) == [
        f"Merged into {into.code}",
        "New text, version 2",
        "Lantern Coalition withdrew its endorsement of version 1",
        "The endorsement of Lantern Coalition counts again",
        "The endorsement of Lantern Coalition is paused: suspended",
        "Lantern Coalition endorsed version 1",
        "Published, version 1",
    ]


def test_withdrawing_it_is_told(recommendation, curator):
    actions.withdraw_recommendation(recommendation=recommendation, by=curator)

    assert _lines(recommendation) == ["Withdrawn by the secretariat", "Published, version 1"]


def test_a_line_carries_its_entry_and_the_organisation(endorsed, recommendation, organisation):
    act = history_of(recommendation, VISITOR)[0]

    assert act.entry == Entry.objects.get(verb="endorsement.signed")
    assert act.organisation == organisation


def test_an_organisation_that_one_may_not_see_is_not_named(
    endorsed, recommendation, organisation, representative, curator
):
    type(organisation).objects.filter(pk=organisation.pk).update(
        status="rejected", may_endorse=False
    )

    assert _lines(recommendation)[0] == "An organisation endorsed version 1"
    assert history_of(recommendation, VISITOR)[0].organisation is None
    assert _lines(recommendation, curator)[0] == "Lantern Coalition endorsed version 1"
    assert _lines(recommendation, representative.user)[0].startswith("Lantern Coalition")


def test_what_happened_to_others_and_to_comments_is_not_told(recommendation, moderator):
    factories.make_endorsement()
    factories.make_comment("hidden", recommendation=recommendation)

    assert _lines(recommendation) == ["Published, version 1"]


def test_of_no_entries_nothing_is_told(db):
    assert told([], VISITOR) == []


def test_every_verb_about_a_recommendation_has_words(
    endorsed, recommendation, representative, curator
):
    actions.withdraw(recommendation=recommendation, by=representative)
    actions.withdraw_recommendation(recommendation=recommendation, by=curator)
    verbs = Entry.objects.filter(subject_type="recommendation").values_list("verb", flat=True)

    assert set(verbs) <= set(PUBLIC_VERBS)


def test_telling_takes_two_queries(recommendation, number):
    for _each in range(number):
        factories.make_endorsement(recommendation=recommendation)

    with CaptureQueriesContext(connection) as queries:
        lines = _lines(recommendation)

    assert len(lines) == number + 1
    assert len(queries) == 2
