"""A text changes: what was signed is asked again, or carried where only the wording changed."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from ledger.refusal import Refused
from ledger.verifying import is_whole
from recommendations import actions
from recommendations.backing import asked_of, backing_of, once_endorsed
from recommendations.models import Endorsement, Proposal, Recommendation, Version
from recommendations.terms import Terms, terms_of
from tests import factories

VISITOR = AnonymousUser()
State = Endorsement.State
NOON = datetime(2027, 3, 10, 12, tzinfo=UTC)
MIDNIGHT = datetime(2027, 3, 11, tzinfo=UTC)
CLOSES = datetime(2027, 3, 20, 16, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.fixture
def clock(db):
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def asked(clock):
    """A recommendation that can be endorsed for ten days more."""
    consultation = factories.make_consultation(
        endorsement_opens=NOON - DAY, endorsement_closes=CLOSES
    )
    return factories.make_recommendation(consultation=consultation)


@pytest.fixture
def second(clock):
    return factories.make_staff("curators")


def _fresh(row):
    return type(row).objects.get(pk=row.pk)


def _sign(asked, by=None, terms=None):
    by = by or factories.make_representative(starts=NOON - 30 * DAY)
    fingerprint = _fresh(asked).text.fingerprint
    return actions.sign(recommendation=asked, by=by, fingerprint=fingerprint, terms=terms)


def _signatory(endorsement):
    return endorsement.organisation.representatives.get()


def _reword(asked, text="States should open every harbour."):
    Recommendation.objects.filter(pk=asked.pk).update(draft_text=text)
    asked.refresh_from_db()


def _substantive(asked, curator=None):
    _reword(asked)
    return actions.publish(recommendation=asked, by=curator, note="It asks for more.")


def _editorial(asked, curator, second, text="States should open harbors for longer."):
    _reword(asked, text)
    actions.propose_wording(recommendation=asked, by=curator, note="A misspelt word.")
    return actions.publish_wording(recommendation=asked, by=second)


def _total(asked):
    return Recommendation.objects.for_list().get(pk=asked.pk).endorsement_count


def _verbs(entries):
    return [entry.verb for entry in entries]


# A change of substance


def test_after_a_change_of_substance_nobody_counts_until_they_confirm(
    asked, new_entries, new_mails
):
    endorsements = [_sign(asked), _sign(asked)]
    new_entries(), new_mails()

    _substantive(asked)

    assert [_fresh(each).state for each in endorsements] == [State.AWAITING] * 2
    assert _total(asked) == 0
    (told,) = asked_of(asked, VISITOR)
    assert (told.version.number, told.number) == (1, 2)
    verbs = _verbs(new_entries())
    assert verbs[0] == "version.published"
    assert sorted(verbs[1:]) == ["endorsement.asked"] * 2 + ["recommendation.kept-open"]
    mails = new_mails()
    assert [to for to, _subject, _body in mails] == [
        [_signatory(each).user.email] for each in endorsements
    ]
    for _to, subject, body in mails:
        assert subject == "Something awaits you"
        assert f"/recommendations/{asked.code}/endorse/" in body


def test_those_who_are_asked_have_fourteen_days_at_least_and_read_until_when(asked, new_mails):
    _sign(asked)
    new_mails()
    _substantive(asked)
    assert _fresh(asked).endorsement_window.closes == NOON + 14 * DAY
    ((_to, _subject, body),) = new_mails()
    assert "That is possible until Wednesday 24 March 2027, 13:00" in body


@pytest.mark.parametrize("days", [14, 40])
def test_a_window_that_stays_open_long_enough_stays_as_it_is(asked, days):
    asked.consultation.endorsement_closes = NOON + days * DAY
    asked.consultation.save()
    _sign(asked)

    _substantive(asked)

    assert _fresh(asked).endorsement_closes is None


def test_the_window_moves_alike_whether_anybody_is_asked_or_not(asked, new_entries):
    new_entries()
    _substantive(asked)
    assert _fresh(asked).endorsement_window.closes == NOON + 14 * DAY
    assert _verbs(new_entries()) == ["version.published", "recommendation.kept-open"]


def test_confirming_signs_the_present_text_and_succeeds_what_was_signed(asked, new_entries):
    old = _sign(asked, terms=Terms(reservation="Not the second half."))
    _substantive(asked)
    new_entries()

    new = _sign(asked, _signatory(old), Terms())

    assert (new.state, new.version.number, new.succeeds) == (State.LIVE, 2, old)
    assert _fresh(old).state == State.SUPERSEDED
    assert _total(asked) == 1
    assert asked_of(asked, VISITOR) == []
    (entry,) = new_entries()
    assert (entry.verb, entry.payload["succeeds"]) == ("endorsement.confirmed", old.pk)


def test_confirming_without_a_name_takes_it_off_what_was_signed_before(asked, curator):
    old, into = _sign(asked), factories.make_recommendation(consultation=asked.consultation)
    _substantive(asked)
    second = _sign(asked, _signatory(old))
    actions.merge_recommendation(recommendation=asked, into=into, by=curator)

    _sign(into, _signatory(old), Terms("unnamed"))

    assert [_fresh(each).named_from for each in (old, second)] == [None, None]
    versions = asked.versions.all()
    assert [list(once_endorsed(each, VISITOR)) for each in versions] == [[], []]


def test_where_it_went_on_to_is_told_to_those_alone_who_see_it(asked, clock):
    old = _sign(asked)
    version = old.version
    _substantive(asked)
    new = _sign(asked, _signatory(old))
    (told,) = once_endorsed(version, VISITOR)
    assert told.is_successor_seen
    Endorsement.objects.filter(pk=new.pk).update(named_from=NOON + DAY)

    (told,) = once_endorsed(version, VISITOR)
    assert not told.is_successor_seen
    (told,) = once_endorsed(version, _signatory(old).user)
    assert told.is_successor_seen


def test_confirming_twice_is_confirming_once(asked, everything):
    old = _sign(asked)
    _substantive(asked)
    new = _sign(asked, _signatory(old))
    before = everything()

    assert _sign(asked, _signatory(old)) == new
    assert everything() == before


def test_a_version_shows_for_ever_who_signed_exactly_it(asked, clock):
    confirmed, silent, gone = (_sign(asked) for _each in range(3))
    _substantive(asked)
    _sign(asked, _signatory(confirmed))
    actions.withdraw(recommendation=asked, by=_signatory(gone))
    clock.move_to(NOON + 20 * DAY)
    actions.lapse_next()

    first = asked.versions.get(number=1)
    shown = {each.pk: each.state for each in once_endorsed(first, VISITOR)}
    assert shown == {
        confirmed.pk: State.SUPERSEDED,
        silent.pk: State.LAPSED,
        gone.pk: State.WITHDRAWN,
    }
    assert list(once_endorsed(_fresh(asked).text, VISITOR)) == []


def test_the_unnamed_are_asked_too_and_shown_nowhere(asked, clock):
    rows = [_sign(asked, terms=Terms("unnamed")) for _each in range(3)]
    clock.move_to(MIDNIGHT)
    assert _total(asked) == 3

    _substantive(asked)

    assert {_fresh(each).state for each in rows} == {State.AWAITING}
    assert (_total(asked), asked_of(asked, VISITOR)) == (0, [])
    assert list(once_endorsed(asked.versions.get(number=1), VISITOR)) == []
    for each in rows:
        _sign(asked, _signatory(each), Terms("unnamed"))
    assert _total(asked) == 0
    clock.move_to(MIDNIGHT + DAY)
    assert _total(asked) == 3


# Silence


def test_silence_lapses_when_the_window_closes_and_not_before(asked, clock, new_entries):
    endorsement = _sign(asked)
    _substantive(asked)
    new_entries()

    clock.move_to(NOON + 14 * DAY - SECOND)
    assert not actions.lapse_next()
    clock.move_to(NOON + 14 * DAY)
    assert actions.lapse_next()
    assert not actions.lapse_next()

    assert _fresh(endorsement).state == State.LAPSED
    assert _total(asked) == 0
    (entry,) = new_entries()
    assert (entry.verb, entry.actor_id, entry.source) == ("endorsement.lapsed", None, "command")
    assert is_whole("recommendation", asked.code)


def test_who_has_lapsed_may_sign_anew_where_the_window_opens_again(asked, clock):
    old = _sign(asked)
    _substantive(asked)
    clock.move_to(NOON + 15 * DAY)
    actions.lapse_next()
    Recommendation.objects.filter(pk=asked.pk).update(endorsement_closes=NOON + 30 * DAY)

    new = _sign(asked, _signatory(old))

    assert (new.state, new.succeeds) == (State.LIVE, None)


def test_who_withdraws_instead_does_not_lapse(asked, clock):
    endorsement = _sign(asked)
    _substantive(asked)
    actions.withdraw(recommendation=asked, by=_signatory(endorsement))
    clock.move_to(NOON + 20 * DAY)

    assert not actions.lapse_next()
    assert _fresh(endorsement).state == State.WITHDRAWN


# A change of wording


def test_a_change_of_wording_carries_what_was_signed(
    asked, curator, second, new_entries, new_mails
):
    old = _sign(asked, terms=Terms(reservation="Not the second half."))
    new_entries(), new_mails()

    version = _editorial(asked, curator, second)

    new = Endorsement.objects.get(succeeds=old)
    assert (new.state, new.version, terms_of(new)) == (State.LIVE, version, terms_of(old))
    assert (new.signed_at, new.signed_by, new.capacity) == (
        old.signed_at,
        old.signed_by,
        old.capacity,
    )
    assert _fresh(old).state == State.SUPERSEDED
    assert _total(asked) == 1
    assert _verbs(new_entries()) == [
        "version.proposed",
        "version.published",
        "endorsement.carried",
    ]
    (proposed, (to, subject, body)) = new_mails()
    assert proposed[0] == [second.email]
    assert to == [_signatory(old).user.email]
    assert subject == "A text that you signed has a new wording"
    assert f"/recommendations/{asked.code}/object/" in body


def test_the_unnamed_that_are_carried_keep_their_place_in_the_count(asked, clock, curator, second):
    rows = [_sign(asked, terms=Terms("unnamed")) for _each in range(3)]
    clock.move_to(MIDNIGHT)
    actions.withdraw(recommendation=asked, by=_signatory(rows[0]))
    assert _total(asked) == 3

    _editorial(asked, curator, second)

    assert _total(asked) == 3
    clock.move_to(MIDNIGHT + DAY)
    assert _total(asked) == 0


def test_the_same_curator_does_not_publish_the_wording_they_proposed(asked, curator, everything):
    _reword(asked)
    actions.propose_wording(recommendation=asked, by=curator, note="A misspelt word.")
    before = everything()

    with pytest.raises(Refused, match="a second curator"):
        actions.publish_wording(recommendation=asked, by=curator)
    assert everything() == before


def test_what_was_not_proposed_is_not_published_as_wording(asked, curator, second):
    _reword(asked)
    with pytest.raises(Refused, match="No change of wording is proposed"):
        actions.publish_wording(recommendation=asked, by=second)

    actions.propose_wording(recommendation=asked, by=curator, note="A misspelt word.")
    _reword(asked, "States should close every harbour.")
    with pytest.raises(Refused, match="The draft has changed since"):
        actions.publish_wording(recommendation=asked, by=second)
    assert Version.objects.count() == 1


def test_the_other_curators_are_told_of_a_proposal_and_the_proposer_of_its_end(
    asked, curator, second, new_mails, new_entries
):
    _reword(asked)
    new_mails(), new_entries()
    actions.propose_wording(recommendation=asked, by=curator, note="A misspelt word.")
    ((to, _subject, body),) = new_mails()
    assert to == [second.email]
    assert "A misspelt word." in body
    assert f"/admin/recommendations/recommendation/{asked.pk}/change/" in body

    actions.drop_wording(recommendation=asked, by=second)

    assert Proposal.objects.get().state == "dropped"
    assert _verbs(new_entries()) == ["version.proposed", "version.proposal-dropped"]
    assert [to for to, _subject, _body in new_mails()] == [[curator.email]]
    with pytest.raises(Refused, match="No change of wording is proposed"):
        actions.publish_wording(recommendation=asked, by=second)
    with pytest.raises(Refused, match="No change of wording is proposed"):
        actions.drop_wording(recommendation=asked, by=second)
    assert asked.proposals.model.objects.count() == 1


def test_who_takes_their_own_proposal_back_gets_no_mail(asked, curator, new_mails):
    _reword(asked)
    actions.propose_wording(recommendation=asked, by=curator, note="A misspelt word.")
    new_mails()

    actions.drop_wording(recommendation=asked, by=curator)

    assert new_mails() == []


def test_wording_alone_is_never_published_by_one_curator(asked, curator):
    _reword(asked)
    with pytest.raises(Refused, match="takes a second curator"):
        actions.publish(recommendation=asked, by=curator, change="editorial", note="A word.")


def test_a_later_proposal_or_text_drops_the_one_before(asked, curator):
    _reword(asked)
    for note in ("One.", "Another."):
        actions.propose_wording(recommendation=asked, by=curator, note=note)
    assert [each.state for each in Proposal.objects.all()] == ["open", "dropped"]
    assert str(Proposal.objects.first()) == f"{asked.code}: waits for a second curator"

    _substantive(asked)

    assert {each.state for each in Proposal.objects.all()} == {"dropped"}


# Objecting to it


def test_who_objects_no_longer_counts_and_may_confirm(asked, curator, second, new_entries):
    old = _sign(asked)
    _editorial(asked, curator, second)
    new_entries()

    carried = actions.object_to_wording(recommendation=asked, by=_signatory(old))

    assert (carried.state, carried.objected_at) == (State.AWAITING, NOON)
    assert _total(asked) == 0
    assert _verbs(new_entries()) == ["endorsement.objected"]
    new = _sign(asked, _signatory(old))
    assert (new.state, new.version.number, new.succeeds) == (State.LIVE, 2, carried)
    assert _total(asked) == 1


def test_there_are_fourteen_days_to_object(asked, clock, curator, second, everything):
    old = _sign(asked)
    _editorial(asked, curator, second)
    clock.move_to(NOON + 14 * DAY)
    before = everything()

    with pytest.raises(Refused, match="fourteen days"):
        actions.object_to_wording(recommendation=asked, by=_signatory(old))
    assert everything() == before
    clock.move_to(NOON + 14 * DAY - SECOND)
    assert actions.object_to_wording(recommendation=asked, by=_signatory(old)).is_awaiting


def test_only_what_was_carried_can_be_objected_to(asked, curator, second):
    with pytest.raises(Refused, match="Nothing you signed was carried"):
        actions.object_to_wording(recommendation=asked, by=factories.make_representative())
    _sign(asked)
    _editorial(asked, curator, second)
    later = _sign(asked)
    with pytest.raises(Refused, match="Nothing you signed was carried"):
        actions.object_to_wording(recommendation=asked, by=_signatory(later))


def test_one_who_may_not_sign_does_not_object(asked, curator, second):
    old = _sign(asked)
    _editorial(asked, curator, second)
    by = _signatory(old)
    by.may_sign = False
    by.save()

    with pytest.raises(Refused, match="not been given this right"):
        actions.object_to_wording(recommendation=asked, by=by)


# Merging


def test_merging_asks_for_the_others_text_and_confirming_signs_that(asked, curator, new_mails):
    old = _sign(asked)
    into = factories.make_recommendation(consultation=asked.consultation)
    new_mails()

    actions.merge_recommendation(recommendation=asked, into=into, by=curator)

    assert _fresh(old).state == State.AWAITING
    (told,) = asked_of(into, VISITOR)
    assert (told.version.recommendation, told.number) == (asked, 1)
    ((_to, _subject, body),) = new_mails()
    assert f"It was merged into {into.code}" in body
    assert f"/recommendations/{into.code}/endorse/" in body
    assert _fresh(into).endorsement_window.closes == NOON + 14 * DAY

    new = _sign(into, _signatory(old))

    assert (new.recommendation, new.succeeds, _fresh(old).state) == (into, old, State.SUPERSEDED)
    assert asked_of(into, VISITOR) == []


def test_who_endorses_the_other_already_is_not_asked(asked, curator, new_mails):
    old = _sign(asked)
    into = factories.make_recommendation(consultation=asked.consultation)
    _sign(into, _signatory(old))
    new_mails()

    actions.merge_recommendation(recommendation=asked, into=into, by=curator)

    assert _fresh(old).state == State.SUPERSEDED
    assert new_mails() == []
    assert _total(into) == 1


def test_who_was_asked_before_and_endorses_the_other_is_asked_no_longer(asked, curator):
    old = _sign(asked)
    _substantive(asked)
    into = factories.make_recommendation(consultation=asked.consultation)
    _sign(into, _signatory(old))

    actions.merge_recommendation(recommendation=asked, into=into, by=curator)

    assert _fresh(old).state == State.SUPERSEDED
    assert is_whole("recommendation", asked.code)


def test_whom_a_withdrawal_leaves_without_an_answer_lapses(asked, curator, new_entries):
    old = _sign(asked)
    into = factories.make_recommendation(consultation=asked.consultation)
    actions.merge_recommendation(recommendation=asked, into=into, by=curator)
    stands = _sign(into)
    new_entries()

    actions.withdraw_recommendation(recommendation=into, by=curator)

    assert (_fresh(old).state, _fresh(stands).state) == (State.LAPSED, State.LIVE)
    assert _verbs(new_entries()) == ["recommendation.withdrawn", "endorsement.lapsed"]


def test_who_was_merged_lapses_with_the_window_of_the_other(asked, clock, curator):
    old = _sign(asked)
    into = factories.make_recommendation(consultation=asked.consultation)
    actions.merge_recommendation(recommendation=asked, into=into, by=curator)

    clock.move_to(NOON + 14 * DAY - SECOND)
    assert not actions.lapse_next()
    clock.move_to(NOON + 14 * DAY)
    assert actions.lapse_next()
    assert _fresh(old).state == State.LAPSED


def test_what_was_merged_twice_is_confirmed_at_the_end_of_the_way(asked, curator):
    old = _sign(asked)
    into, last = (
        factories.make_recommendation(consultation=asked.consultation) for _each in range(2)
    )
    actions.merge_recommendation(recommendation=asked, into=into, by=curator)
    actions.merge_recommendation(recommendation=into, into=last, by=curator)

    assert _fresh(asked).successor == last
    assert _sign(last, _signatory(old)).succeeds == old


def test_one_signature_answers_all_that_was_asked_and_each_has_an_entry(
    asked, curator, new_entries
):
    into = factories.make_recommendation(consultation=asked.consultation)
    first = _sign(asked)
    second = _sign(into, _signatory(first))
    Endorsement.objects.filter(pk=first.pk).update(state="awaiting")
    _substantive(into)
    actions.merge_recommendation(recommendation=asked, into=into, by=curator)
    Endorsement.objects.filter(pk=first.pk).update(state="awaiting")
    new_entries()

    _sign(into, _signatory(first))

    assert {_fresh(each).state for each in (first, second)} == {State.SUPERSEDED}
    verbs = sorted(_verbs(new_entries()))
    assert verbs == ["endorsement.confirmed", "endorsement.superseded"]


# Suspended meanwhile


@pytest.mark.parametrize("change", ["substance", "wording", "none", "objected"])
def test_who_was_suspended_meanwhile_comes_back_to_the_present_text(
    asked, curator, second, change, new_mails
):
    old = _sign(asked)
    organisation = old.organisation
    if change == "objected":
        _editorial(asked, curator, second)
        actions.object_to_wording(recommendation=asked, by=_signatory(old))
    actions.suspend_organisation(organisation=organisation, by=curator, reason="An inquiry.")
    assert {"paused"} == set(Endorsement.objects.standing().values_list("state", flat=True))
    if change == "substance":
        _substantive(asked)
    if change == "wording":
        _editorial(asked, curator, second)
    new_mails()

    actions.restore_organisation(organisation=organisation, by=curator, evidence="A letter.")

    standing = Endorsement.objects.standing().get()
    counts = change in ("wording", "none")
    assert standing.state == (State.LIVE if counts else State.AWAITING)
    assert len(new_mails()) == (0 if counts else 1)
    assert _total(asked) == (1 if counts else 0)


@pytest.mark.parametrize("is_objected", [False, True], ids=["substance", "objection"])
def test_wording_carries_nobody_who_has_not_agreed_to_the_text_before(
    asked, curator, second, is_objected
):
    old = _sign(asked)
    if is_objected:
        _editorial(asked, curator, second)
        actions.object_to_wording(recommendation=asked, by=_signatory(old))
    actions.suspend_organisation(organisation=old.organisation, by=curator, reason="An inquiry.")
    paused = Endorsement.objects.standing().get()
    if not is_objected:
        _substantive(asked)

    _editorial(asked, curator, second, "States should open every harbor soon.")

    assert Endorsement.objects.standing().get() == paused
    actions.restore_organisation(organisation=old.organisation, by=curator, evidence="A letter.")
    assert Endorsement.objects.standing().get().state == State.AWAITING
    assert _total(asked) == 0


def test_coming_back_moves_no_window(asked, clock, curator):
    old = _sign(asked)
    organisation = old.organisation
    actions.suspend_organisation(organisation=organisation, by=curator, reason="An inquiry.")
    _substantive(asked)
    clock.move_to(NOON + 10 * DAY)

    actions.restore_organisation(organisation=organisation, by=curator, evidence="A letter.")

    assert _fresh(old).state == State.AWAITING
    assert _fresh(asked).endorsement_window.closes == NOON + 14 * DAY


@pytest.mark.parametrize(
    "fields", [{"objected_at": NOON}, {"state": "awaiting"}], ids=["objected and live", "twice"]
)
def test_the_database_keeps_states_apart(asked, fields):
    endorsement = _sign(asked)
    rows = Endorsement.objects.filter(pk=endorsement.pk)
    if "state" in fields:
        rows.update(state="withdrawn", withdrawn_by=endorsement.signed_by, withdrawn_at=NOON)
        _sign(asked, _signatory(endorsement))
        fields = fields | {"withdrawn_by": None, "withdrawn_at": None}

    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**fields)


def test_the_backing_of_a_changed_text_begins_anew(asked):
    _sign(asked)
    _substantive(asked)
    _sign(asked)

    backing = backing_of(_fresh(asked).text, VISITOR)

    assert (len(backing.named), backing.total) == (1, 1)
