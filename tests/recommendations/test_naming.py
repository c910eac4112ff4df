"""How an organisation is named, and the one definition of the count, from midnight to midnight."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from ledger.refusal import Refused
from organisations.models import Organisation
from recommendations import actions
from recommendations.backing import backing_of
from recommendations.history import history_of
from recommendations.models import Endorsement, Recommendation
from recommendations.terms import Terms, terms_of
from tests import factories

VISITOR = AnonymousUser()
Naming, State = Endorsement.Naming, Endorsement.State
NOON = datetime(2027, 3, 10, 12, tzinfo=UTC)
MIDNIGHT = datetime(2027, 3, 11, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
UNNAMED = Terms(Naming.UNNAMED)


@pytest.fixture
def clock(db):
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def asked(clock):
    """A recommendation that can be endorsed for a year."""
    consultation = factories.make_consultation(
        endorsement_opens=NOON - DAY, endorsement_closes=NOON + 365 * DAY
    )
    return factories.make_recommendation(consultation=consultation)


def _representative():
    return factories.make_representative(starts=NOON - 30 * DAY)


def _sign(asked, by=None, terms=None):
    by = by or _representative()
    fingerprint = asked.text.fingerprint
    return actions.sign(recommendation=asked, by=by, fingerprint=fingerprint, terms=terms)


def _signatory(endorsement):
    return endorsement.organisation.representatives.get()


def _choose(asked, endorsement, naming, day=None):
    by = _signatory(endorsement)
    return actions.choose_naming(recommendation=asked, by=by, naming=naming, ask_again_on=day)


def _told(asked):
    """Return the numbers that everybody reads: of the total, and of the named."""
    row = Recommendation.objects.for_list().get(pk=asked.pk)
    backing = backing_of(row.text, VISITOR)
    assert backing.total == row.endorsement_count
    assert len(backing.named) == row.named_count
    return row.endorsement_count, row.named_count


def test_without_a_word_an_organisation_is_named_and_endorses_in_full(asked):
    endorsement = _sign(asked)

    assert terms_of(endorsement) == Terms(Naming.NAMED, None, "")
    assert (endorsement.named_from, endorsement.counted_from) == (NOON, None)
    assert _told(asked) == (1, 1)


def test_a_reservation_is_part_of_what_is_signed(asked):
    endorsement = _sign(asked, terms=Terms(reservation="Not the second half."))

    assert Endorsement.objects.get(pk=endorsement.pk).reservation == "Not the second half."


def test_what_was_chosen_last_is_where_the_next_page_begins(asked):
    by = _representative()
    assert by.organisation.default_naming == ""

    _sign(asked, by, UNNAMED)

    assert Organisation.objects.get(pk=by.organisation_id).default_naming == Naming.UNNAMED


def test_what_was_chosen_on_the_page_of_the_name_is_remembered_too(asked):
    endorsement = _sign(asked, terms=UNNAMED)
    _choose(asked, endorsement, Naming.NAMED)
    assert Organisation.objects.get(pk=endorsement.organisation_id).default_naming == "named"


def test_who_is_not_named_enters_the_total_at_midnight_and_not_before(asked, clock):
    for _each in range(3):
        _sign(asked, terms=UNNAMED)
    assert _told(asked) == (0, 0)

    clock.move_to(MIDNIGHT - SECOND)
    assert _told(asked) == (0, 0)
    clock.move_to(MIDNIGHT)
    assert _told(asked) == (3, 0)


@pytest.mark.parametrize(("unnamed", "told"), [(0, 1), (1, 1), (2, 1), (3, 4), (4, 5)])
def test_fewer_than_three_unnamed_are_not_told_of(asked, clock, unnamed, told):
    _sign(asked)
    for _each in range(unnamed):
        _sign(asked, terms=UNNAMED)

    clock.move_to(MIDNIGHT)

    assert _told(asked) == (told, 1)


def test_who_withdraws_unnamed_leaves_the_total_at_midnight_and_not_before(asked, clock):
    first, *_others = [_sign(asked, terms=UNNAMED) for _each in range(4)]
    clock.move_to(MIDNIGHT + 12 * 60 * 60 * SECOND)

    actions.withdraw(recommendation=asked, by=_signatory(first))
    assert _told(asked) == (4, 0)

    clock.move_to(MIDNIGHT + DAY)
    assert _told(asked) == (3, 0)


def test_who_signs_and_withdraws_within_a_day_is_in_no_total(asked, clock):
    endorsement, *_others = [_sign(asked, terms=UNNAMED) for _each in range(3)]

    actions.withdraw(recommendation=asked, by=_signatory(endorsement))

    clock.move_to(MIDNIGHT)
    assert _told(asked) == (0, 0)


def test_a_name_goes_at_once_and_the_rest_counts_from_midnight(asked, clock):
    named, *_others = [_sign(asked), _sign(asked, terms=UNNAMED), _sign(asked, terms=UNNAMED)]
    assert _told(asked) == (1, 1)

    _choose(asked, named, Naming.UNNAMED)
    assert _told(asked) == (0, 0)

    clock.move_to(MIDNIGHT)
    assert _told(asked) == (3, 0)


def test_who_is_in_no_total_yet_is_named_at_once(asked):
    endorsement = _sign(asked, terms=UNNAMED)

    _choose(asked, endorsement, Naming.NAMED)

    assert _told(asked) == (1, 1)


def test_who_is_in_the_total_is_named_at_midnight_so_that_it_never_counts_twice(asked, clock):
    first, *_others = [_sign(asked, terms=UNNAMED) for _each in range(4)]
    clock.move_to(MIDNIGHT)

    _choose(asked, first, Naming.NAMED)
    assert _told(asked) == (4, 0)

    clock.move_to(MIDNIGHT + DAY - SECOND)
    assert _told(asked) == (4, 0)
    clock.move_to(MIDNIGHT + DAY)
    assert _told(asked) == (4, 1)


def test_who_signs_anew_by_name_is_shown_when_the_total_has_let_it_go(asked, clock):
    rows = [_sign(asked, terms=UNNAMED) for _each in range(4)]
    clock.move_to(MIDNIGHT + SECOND)
    by = _signatory(rows[0])
    actions.withdraw(recommendation=asked, by=by)

    new = _sign(asked, by)

    assert new.named_from == MIDNIGHT + DAY
    assert _told(asked) == (4, 0)
    clock.move_to(MIDNIGHT + DAY)
    assert _told(asked) == (4, 1)


def test_what_does_not_count_enters_no_total_when_it_is_concealed(asked, clock):
    endorsement = _sign(asked)
    Recommendation.objects.filter(pk=asked.pk).update(draft_text="All harbours.")
    asked.refresh_from_db()
    actions.publish(recommendation=asked, by=None, note="More.")

    _choose(asked, endorsement, Naming.UNNAMED)

    endorsement.refresh_from_db()
    assert (endorsement.named_from, endorsement.counted_from) == (None, None)


def test_who_takes_that_back_the_same_day_stays_in_the_total(asked, clock):
    first, *_others = [_sign(asked, terms=UNNAMED) for _each in range(3)]
    clock.move_to(MIDNIGHT)

    _choose(asked, first, Naming.NAMED)
    _choose(asked, first, Naming.UNNAMED)

    assert _told(asked) == (3, 0)
    clock.move_to(MIDNIGHT + DAY)
    assert _told(asked) == (3, 0)


@pytest.mark.parametrize("is_back_the_same_day", [True, False])
def test_a_suspended_one_leaves_the_total_at_midnight(asked, clock, curator, is_back_the_same_day):
    first, *_others = [_sign(asked, terms=UNNAMED) for _each in range(3)]
    organisation = first.organisation
    clock.move_to(MIDNIGHT)

    actions.suspend_organisation(organisation=organisation, by=curator, reason="An inquiry.")
    assert _told(asked) == (3, 0)
    if not is_back_the_same_day:
        clock.move_to(MIDNIGHT + DAY)
        assert _told(asked) == (0, 0)
    actions.restore_organisation(organisation=organisation, by=curator, evidence="A letter.")
    assert _told(asked) == ((3, 0) if is_back_the_same_day else (0, 0))

    clock.move_to(MIDNIGHT + 2 * DAY)
    assert _told(asked) == (3, 0)


def test_asking_again_is_kept_with_its_day_and_names_nobody(asked, clock):
    endorsement = _sign(asked)

    changed = _choose(asked, endorsement, Naming.ASK_AGAIN, date(2027, 6, 1))

    assert terms_of(changed) == Terms(Naming.ASK_AGAIN, date(2027, 6, 1), "")
    clock.move_to(datetime(2027, 6, 2, tzinfo=UTC))
    assert _told(asked) == (0, 0)


def test_each_choice_is_an_entry_without_words_and_the_same_choice_is_none(asked, new_entries):
    endorsement = _sign(asked)
    new_entries()

    _choose(asked, endorsement, Naming.UNNAMED)
    _choose(asked, endorsement, Naming.UNNAMED)
    _choose(asked, endorsement, Naming.NAMED)

    entries = new_entries()
    assert [entry.verb for entry in entries] == ["endorsement.concealed", "endorsement.named"]
    assert [entry.payload["naming"] for entry in entries] == ["unnamed", "named"]
    assert {entry.payload["endorsement"] for entry in entries} == {endorsement.pk}


def test_no_window_and_no_withholding_keeps_an_organisation_from_concealing(asked, clock, curator):
    endorsement = _sign(asked)
    actions.withhold_version(version=asked.text, by=curator, reason="It names a village.")
    clock.move_to(NOON + 400 * DAY)

    assert _choose(asked, endorsement, Naming.UNNAMED).named_from is None


def test_who_may_not_sign_chooses_no_name(asked, everything):
    endorsement = _sign(asked)
    by = _signatory(endorsement)
    by.may_sign = False
    by.save()
    before = everything()

    with pytest.raises(Refused, match="not been given this right"):
        _choose(asked, endorsement, Naming.UNNAMED)
    assert everything() == before


def test_where_nothing_is_endorsed_there_is_nothing_to_name(asked):
    with pytest.raises(Refused, match="does not endorse"):
        actions.choose_naming(recommendation=asked, by=_representative(), naming=Naming.UNNAMED)


def test_a_curator_conceals_at_once_what_stands_and_what_has_ended(asked, curator, new_entries):
    ended = _sign(asked)
    by = _signatory(ended)
    actions.withdraw(recommendation=asked, by=by)
    standing = _sign(asked, by)
    new_entries()

    actions.conceal(endorsement=ended, by=curator)

    rows = Endorsement.objects.filter(recommendation=asked)
    assert set(rows.values_list("naming", "named_from")) == {(Naming.UNNAMED, None)}
    assert Endorsement.objects.get(pk=standing.pk).counted_from == MIDNIGHT
    assert Endorsement.objects.get(pk=ended.pk).counted_from is None
    (entry,) = new_entries()
    assert (entry.verb, entry.actor_id) == ("endorsement.concealed", curator.pk)


def test_concealing_reaches_the_name_on_what_was_signed_before(asked, curator, new_entries):
    old = _sign(asked)
    actions.withdraw(recommendation=asked, by=_signatory(old))
    new = _sign(asked, _signatory(old), UNNAMED)
    Endorsement.objects.filter(pk=old.pk).update(naming="named", named_from=NOON)
    new_entries()

    actions.conceal(endorsement=new, by=curator)

    old.refresh_from_db()
    assert (old.naming, old.named_from) == (Naming.UNNAMED, None)
    assert [entry.verb for entry in new_entries()] == ["endorsement.concealed"]


def test_concealing_twice_is_one_act(asked, curator, new_entries):
    endorsement = _sign(asked)
    actions.conceal(endorsement=endorsement, by=curator)
    new_entries()

    actions.conceal(endorsement=endorsement, by=curator)

    assert new_entries() == []


def test_nobody_but_curators_conceals_for_others(asked, moderator, everything):
    endorsement = _sign(asked)
    before = everything()

    with pytest.raises(Refused, match="Only curators"):
        actions.conceal(endorsement=endorsement, by=moderator)
    assert everything() == before


def test_history_tells_of_an_unnamed_endorsement_to_its_own_people_alone(asked, curator, other):
    endorsement = _sign(asked, terms=UNNAMED)
    own = _signatory(endorsement).user
    acts = {user: [act.words for act in history_of(asked, user)] for user in (own, curator)}

    assert acts[own][0] == f"{endorsement.organisation} endorsed version 1"
    for user in (VISITOR, curator, other.user):
        assert [act.words for act in history_of(asked, user)] == ["Published, version 1"]


def test_what_was_told_leaves_the_history_when_it_is_concealed(asked, curator):
    endorsement = _sign(asked)
    assert len(history_of(asked, VISITOR)) == 2

    actions.conceal(endorsement=endorsement, by=curator)

    assert len(history_of(asked, VISITOR)) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"naming": "named", "named_from": None},
        {"naming": "unnamed"},
        {"naming": "ask-again", "named_from": None},
        {"ask_again_on": date(2027, 6, 1)},
        {"counted_from": NOON, "counted_until": NOON - DAY},
    ],
)
def test_the_database_takes_no_half_terms(asked, fields):
    endorsement = _sign(asked)

    with pytest.raises(IntegrityError), transaction.atomic():
        Endorsement.objects.filter(pk=endorsement.pk).update(**fields)
