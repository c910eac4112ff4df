"""Who stands behind a text, and where in the world."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recommendations import actions
from recommendations.backing import breakdown_by_region, named_endorsements
from recommendations.models import Endorsement, Recommendation
from tests import factories

VISITOR = AnonymousUser()


def _endorse(recommendation, **organisation):
    rights = {"is_name_public": organisation.pop("is_name_public", False)}
    representative = factories.make_representative(
        organisation=factories.make_organisation(**organisation), **rights
    )
    return factories.make_endorsement(recommendation=recommendation, representative=representative)


def test_those_who_stand_behind_it_now_are_named_and_no_others(recommendation, curator):
    live = _endorse(recommendation)
    withdrawn, paused = _endorse(recommendation), _endorse(recommendation)
    _endorse(factories.make_recommendation())
    by = withdrawn.organisation.representatives.get()
    actions.withdraw(recommendation=recommendation, by=by)
    actions.suspend_organisation(organisation=paused.organisation, by=curator, reason="So.")

    assert list(named_endorsements(recommendation, VISITOR)) == [live]


def test_the_number_told_is_the_number_named(recommendation):
    for _each in range(3):
        _endorse(recommendation)

    counted = Recommendation.objects.with_endorsement_count().get(pk=recommendation.pk)

    assert counted.endorsement_count == named_endorsements(recommendation, VISITOR).count() == 3


def test_nobody_is_named_beneath_what_one_may_not_see(recommendation, curator):
    _endorse(recommendation)
    consultation = recommendation.consultation
    consultation.state = "draft"
    consultation.save()

    assert not named_endorsements(recommendation, VISITOR).exists()
    assert named_endorsements(recommendation, curator).exists()


@pytest.mark.parametrize("is_name_public", [True, False])
def test_whoever_signed_is_named_only_if_they_agreed(recommendation, is_name_public):
    _endorse(recommendation, is_name_public=is_name_public)

    assert named_endorsements(recommendation, VISITOR).get().is_signatory_public is is_name_public


def test_agreeing_for_one_organisation_is_not_agreeing_for_another(recommendation):
    user = factories.make_user()
    named = factories.make_representative(user=user, is_name_public=True)
    unnamed = factories.make_representative(user=user)
    for representative in (named, unnamed):
        factories.make_endorsement(recommendation=recommendation, representative=representative)

    shown = {
        row.organisation: row.is_signatory_public
        for row in named_endorsements(recommendation, VISITOR)
    }

    assert shown == {named.organisation: True, unnamed.organisation: False}


def test_a_colleagues_agreement_does_not_name_whoever_signed(recommendation):
    endorsement = _endorse(recommendation)
    factories.make_representative(organisation=endorsement.organisation, is_name_public=True)

    assert not named_endorsements(recommendation, VISITOR).get().is_signatory_public


def test_parts_of_the_world_are_counted_most_first_then_by_name(recommendation):
    # Western Africa and Eastern Africa are parts of Africa; Europe and the world are none.
    for region in ("011", "014", "150", "001", None, "019"):
        _endorse(recommendation, region_id=region)

    assert breakdown_by_region(named_endorsements(recommendation, VISITOR)) == [
        ("Africa", 2),
        ("Worldwide, or region not given", 2),
        ("Americas", 1),
        ("Europe", 1),
    ]


def test_of_none_there_is_no_breakdown():
    assert breakdown_by_region([]) == []


def test_naming_and_counting_takes_one_query(recommendation, number):
    for each in range(number):
        _endorse(recommendation, region_id=("011", "150", None)[each % 3])
    assert Endorsement.objects.count() == number

    with CaptureQueriesContext(connection) as queries:
        rows = named_endorsements(recommendation, VISITOR)
        breakdown_by_region(rows)
        _read = [(row.organisation.country, row.signed_by.name) for row in rows]

    assert len(queries) == 1
