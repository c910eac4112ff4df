"""Suspending an organisation, bringing it back, and whether it may endorse at all."""

import pytest
from django.db import IntegrityError

from ledger.refusal import Refused
from organisations.models import Organisation, VerificationDecision
from recommendations import actions
from recommendations.models import Endorsement, Recommendation
from tests import factories

Status = Organisation.Status
State = Endorsement.State


@pytest.fixture
def endorsed(representative):
    """Two texts that the organisation endorses, first first."""
    return [
        factories.make_endorsement(
            recommendation=factories.make_recommendation(), representative=representative
        )
        for _each in "12"
    ]


def _suspend(organisation, by):
    return actions.suspend_organisation(organisation=organisation, by=by, reason="An inquiry.")


def _restore(organisation, by):
    return actions.restore_organisation(organisation=organisation, by=by, evidence="A letter.")


def _states():
    return list(Endorsement.objects.order_by("pk").values_list("state", flat=True))


def _count(recommendation):
    return Recommendation.objects.with_endorsement_count().get(pk=recommendation.pk)


def test_suspending_pauses_what_the_organisation_endorses(endorsed, organisation, curator):
    decision = _suspend(organisation, curator)

    assert Organisation.objects.get(pk=organisation.pk).status == Status.SUSPENDED
    assert (decision.status, decision.reason) == (Status.SUSPENDED, "An inquiry.")
    assert _states() == [State.PAUSED, State.PAUSED]
    assert _count(endorsed[0].recommendation).endorsement_count == 0


def test_suspending_is_an_entry_for_it_and_one_for_each_endorsement(
    endorsed, organisation, curator, new_entries
):
    new_entries()

    decision = _suspend(organisation, curator)

    first, *others = new_entries()
    assert (first.verb, first.subject_type) == ("organisation.suspended", "organisation")
    assert decision.entry == first
    for entry, endorsement in zip(others, endorsed, strict=True):
        assert (entry.verb, entry.source) == ("endorsement.paused", "admin")
        assert (entry.actor_id, entry.organisation_id) == (curator.pk, organisation.pk)
        assert entry.subject_id == endorsement.recommendation.code
        assert entry.payload == {
            "endorsement": endorsement.pk,
            "version": 1,
            "fingerprint": endorsement.version.fingerprint,
        }


def test_verifying_again_brings_back_what_was_paused(endorsed, organisation, curator, new_entries):
    _suspend(organisation, curator)
    new_entries()

    decision = _restore(organisation, curator)

    assert (decision.status, decision.evidence) == (Status.VERIFIED, "A letter.")
    assert Organisation.objects.get(pk=organisation.pk).can_endorse
    assert _states() == [State.LIVE, State.LIVE]
    assert _count(endorsed[0].recommendation).endorsement_count == 1
    assert [entry.verb for entry in new_entries()] == [
        "organisation.verified",
        "endorsement.resumed",
        "endorsement.resumed",
    ]


def test_what_was_withdrawn_stays_withdrawn(endorsed, organisation, representative, curator):
    actions.withdraw(recommendation=endorsed[0].recommendation, by=representative)

    _suspend(organisation, curator)
    assert _states() == [State.WITHDRAWN, State.PAUSED]

    _restore(organisation, curator)
    assert _states() == [State.WITHDRAWN, State.LIVE]


def test_what_others_endorse_is_not_touched(endorsed, organisation, other, curator):
    recommendation = endorsed[0].recommendation
    theirs = factories.make_endorsement(recommendation=recommendation, representative=other)

    _suspend(organisation, curator)

    assert Endorsement.objects.get(pk=theirs.pk).state == State.LIVE
    assert _count(recommendation).endorsement_count == 1


def test_one_that_endorses_nothing_is_suspended_with_one_entry(organisation, curator, new_entries):
    new_entries()

    _suspend(organisation, curator)

    assert [entry.verb for entry in new_entries()] == ["organisation.suspended"]


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.VERIFIED}))
def test_only_a_verified_organisation_is_suspended(status, curator, everything):
    organisation = factories.make_organisation(status=status)
    before = everything()

    with pytest.raises(Refused, match="this can no longer be decided"):
        _suspend(organisation, curator)

    assert everything() == before


def test_the_slower_of_two_curators_is_told(endorsed, organisation, curator, everything):
    in_hand = Organisation.objects.get(pk=organisation.pk)
    _suspend(organisation, curator)
    before = everything()

    with pytest.raises(Refused, match="“Lantern Coalition” is suspended now"):
        _suspend(in_hand, curator)

    assert everything() == before


@pytest.mark.parametrize("act", [_suspend, _restore])
def test_an_act_that_fails_at_the_last_endorsement_leaves_nothing(
    act, endorsed, organisation, curator, ledger_fails, everything
):
    if act is _restore:
        _suspend(organisation, curator)
    ledger_fails("recommendation", endorsed[-1].recommendation.code)
    before = everything()

    with pytest.raises(IntegrityError):
        act(organisation, curator)

    assert everything() == before


def test_while_suspended_nothing_is_signed_or_withdrawn(
    endorsed, organisation, representative, curator
):
    _suspend(organisation, curator)

    for act in (actions.withdraw, actions.sign):
        fingerprint = {"fingerprint": "0" * 64} if act is actions.sign else {}
        with pytest.raises(Refused, match="not verified at the moment"):
            act(recommendation=endorsed[0].recommendation, by=representative, **fingerprint)


# Whether an organisation may endorse


def _entitle(organisation, by, *, may_endorse):
    return actions.set_may_endorse(
        organisation=organisation, may_endorse=may_endorse, by=by, evidence="Statutes, page 3."
    )


@pytest.mark.parametrize(
    ("may_endorse", "verb"),
    [(True, "organisation.entitled"), (False, "organisation.disentitled")],
)
def test_a_curator_lets_an_organisation_endorse_or_no_longer(
    may_endorse, verb, curator, new_entries
):
    organisation = factories.make_organisation(may_endorse=not may_endorse)
    new_entries()

    decision = _entitle(organisation, curator, may_endorse=may_endorse)

    assert organisation.may_endorse is may_endorse
    assert Organisation.objects.get(pk=organisation.pk).may_endorse is may_endorse
    (entry,) = new_entries()
    assert (entry.verb, entry.actor_id, entry.source) == (verb, curator.pk, "admin")
    assert (entry.subject_type, entry.payload) == ("organisation", {"may_endorse": may_endorse})
    assert decision.entry == entry
    assert (decision.status, decision.evidence) == (Status.VERIFIED, "Statutes, page 3.")


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.VERIFIED}))
def test_only_a_verified_organisation_is_let_endorse(status, curator, everything):
    organisation = factories.make_organisation(status=status, may_endorse=False)
    before = everything()

    with pytest.raises(Refused, match="has changed since"):
        _entitle(organisation, curator, may_endorse=True)

    assert everything() == before


def test_letting_it_endorse_twice_is_refused(organisation, curator, everything):
    before = everything()

    with pytest.raises(Refused, match="has changed since"):
        _entitle(organisation, curator, may_endorse=True)

    assert everything() == before


@pytest.mark.parametrize("state", Endorsement.STANDING)
def test_one_that_endorses_something_keeps_the_right_to(
    state, endorsed, organisation, curator, everything
):
    Endorsement.objects.update(state=state)
    before = everything()

    with pytest.raises(Refused, match="suspend it to pause its endorsements"):
        _entitle(organisation, curator, may_endorse=False)

    assert everything() == before


def test_a_change_of_the_right_that_fails_late_leaves_nothing(organisation, curator, everything):
    before = everything()

    with pytest.raises(IntegrityError):
        actions.set_may_endorse(
            organisation=organisation, may_endorse=False, by=curator, evidence="", source=None
        )

    assert everything() == before
    assert not VerificationDecision.objects.exists()
