"""Whatever is done in whatever order, the rules hold and the ledger tells the same story."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from ledger.verifying import is_whole
from organisations.actions import end_rights
from recommendations import actions
from recommendations.backing import backing_of
from recommendations.models import Endorsement, Recommendation, Version
from recommendations.terms import Terms
from tests import factories

State = Endorsement.State
NAMINGS = ("named", "unnamed")
STEPS = (
    "prepare",
    "decline",
    "sign",
    "withdraw",
    "rename",
    "substantive",
    "editorial",
    "object",
    "suspend",
    "restore",
    "end a right",
    "conceal",
    "lapse",
    "a day passes",
)
# What an entry makes of the row that it is about.
_BECOMES = {
    "prepared": State.PREPARED,
    "declined": State.DECLINED,
    "signed": State.LIVE,
    "confirmed": State.LIVE,
    "withdrawn": State.WITHDRAWN,
    "paused": State.PAUSED,
    "resumed": State.LIVE,
    "asked": State.AWAITING,
    "objected": State.AWAITING,
    "superseded": State.SUPERSEDED,
    "lapsed": State.LAPSED,
}


class History:
    """Three organisations and two curators around one recommendation."""

    def __init__(self) -> None:
        closes = now() + timedelta(days=25)
        consultation = factories.make_consultation(endorsement_closes=closes)
        self.row = factories.make_recommendation(consultation=consultation)
        self.curators = [factories.make_staff("curators") for _each in range(2)]
        self.signers = [factories.make_representative() for _each in range(3)]
        self.drafters = [
            factories.make_representative(organisation=each.organisation, may_sign=False)
            for each in self.signers
        ]
        self.texts = 0
        # Whom the day's total holds unnamed, as it stood at the last midnight.
        self.day, self.counted = now().date(), set[int]()

    def do(self, step: str, whose: int, naming: str) -> None:
        self.row = Recommendation.objects.get(pk=self.row.pk)
        self.by, self.drafter = self.signers[whose], self.drafters[whose]
        self.organisation = type(self.by.organisation).objects.get(pk=self.by.organisation_id)
        self.naming = naming
        getattr(self, f"_{step.replace(' ', '_')}")()

    def _prepare(self) -> None:
        text = {"recommendation": self.row, "fingerprint": self.row.text.fingerprint}
        actions.prepare(by=self.drafter, **text)

    def _decline(self) -> None:
        actions.decline(recommendation=self.row, by=self.by)

    def _sign(self) -> None:
        text = {"recommendation": self.row, "fingerprint": self.row.text.fingerprint}
        actions.sign(by=self.by, terms=Terms(self.naming), **text)

    def _withdraw(self) -> None:
        actions.withdraw(recommendation=self.row, by=self.by)

    def _rename(self) -> None:
        actions.choose_naming(recommendation=self.row, by=self.by, naming=self.naming)

    def _draft(self) -> None:
        self.texts += 1
        self.row.draft_text = f"States should keep harbour {self.texts} open."
        self.row.save()

    def _substantive(self) -> None:
        self._draft()
        actions.publish(recommendation=self.row, by=self.curators[0], note="More.")
        self.counted = set()

    def _editorial(self) -> None:
        self._draft()
        actions.propose_wording(recommendation=self.row, by=self.curators[0], note="Words.")
        actions.publish_wording(recommendation=self.row, by=self.curators[1])

    def _object(self) -> None:
        actions.object_to_wording(recommendation=self.row, by=self.by)

    def _suspend(self) -> None:
        given = {"organisation": self.organisation, "by": self.curators[0]}
        actions.suspend_organisation(reason="Looked at.", **given)

    def _restore(self) -> None:
        given = {"organisation": self.organisation, "by": self.curators[0]}
        actions.restore_organisation(evidence="Seen.", **given)

    def _end_a_right(self) -> None:
        end_rights(representative=self.by, by=self.curators[0])

    def _conceal(self) -> None:
        endorsement = self.row.endorsements.exclude(signed_at=None).first()
        if endorsement:
            actions.conceal(endorsement=endorsement, by=self.curators[1])

    def _lapse(self) -> None:
        while actions.lapse_next():
            pass

    def _a_day_passes(self) -> None:
        self.clock.shift(timedelta(days=1, hours=3))


def _told(code: str) -> dict[int, str]:
    """Return the state of each endorsement as the entries alone tell it."""
    states: dict[int, str] = {}
    entries = Entry.objects.about("recommendation", code).order_by("sequence")
    for entry in entries.filter(verb__startswith="endorsement."):
        verb, key = entry.verb.removeprefix("endorsement."), entry.payload["endorsement"]
        before = entry.payload.get("succeeds")
        if verb == "carried":
            states[key] = states[before]
        states[key] = _BECOMES.get(verb, states.get(key))
        if before:
            states[before] = State.SUPERSEDED
    return states


def _look(history: History) -> None:
    """Assert what must never be false."""
    row = Recommendation.objects.with_endorsement_count().get(pk=history.row.pk)
    endorsements = list(row.endorsements.select_related("version"))
    assert {each.pk: each.state for each in endorsements} == _told(row.code)
    assert is_whole("recommendation", row.code)
    for organisation in {each.organisation_id for each in endorsements}:
        own = [each.state for each in endorsements if each.organisation_id == organisation]
        assert sum(state in Endorsement.STANDING for state in own) <= 1
        assert own.count(State.PREPARED) <= 1
    live = [each for each in endorsements if each.state == State.LIVE]
    assert all(each.version_id == row.current_version_id for each in live)
    named = [each for each in live if each.is_named(now())]
    backing = backing_of(row.text, AnonymousUser())
    assert {each.pk for each in backing.named} == {each.pk for each in named}
    assert backing.unnamed == 0 or backing.unnamed >= 3
    assert row.endorsement_count == backing.total
    assert row.named_count == len(named)
    _look_at_the_count(history, endorsements)
    for each in endorsements:
        if each.state == State.AWAITING and each.version_id == row.current_version_id:
            assert each.objected_at
        if each.naming != "named":
            assert each.named_from is None
    for version in Version.objects.filter(recommendation=row):
        assert version.fingerprint == version.computed_fingerprint(row.code)


def _look_at_the_count(history: History, endorsements: list[Endorsement]) -> None:
    """Assert that the unnamed count as they stood at midnight, each organisation once."""
    live = [each for each in endorsements if each.state == State.LIVE]
    if now().date() != history.day:
        history.day = now().date()
        unnamed = (each for each in live if each.naming != "named")
        history.counted = {each.organisation_id for each in unnamed}
    rows = Endorsement.objects.counted_unnamed().filter(recommendation=history.row)
    counted = [each.organisation_id for each in rows]
    assert sorted(counted) == sorted(history.counted)
    named = {each.organisation_id for each in live if each.is_named(now())}
    assert named.isdisjoint(counted)
    for each in endorsements:
        if each.state != State.LIVE:
            assert each.counted_from is None or each.counted_until is not None


def _live_through(steps: list[tuple[str, int, str]]) -> None:
    with transaction.atomic(), time_machine.travel(now(), tick=False) as clock:
        history = History()
        history.clock = clock
        for step in steps:
            entries = Entry.objects.count()
            try:
                with transaction.atomic():
                    history.do(*step)
            except Refused:
                assert Entry.objects.count() == entries
            clock.shift(timedelta(minutes=1))
            _look(history)
        transaction.set_rollback(True)


_ANY = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(0, 2), st.sampled_from(NAMINGS)), max_size=30
)
_GENTLE = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    "print_blob": True,
}


@settings(max_examples=4, derandomize=True, **_GENTLE)
@given(steps=_ANY)
@pytest.mark.hold
def test_the_rules_hold_in_some_histories(db, steps):
    _live_through(steps)


@pytest.mark.exhaustive
@settings(max_examples=300, **_GENTLE)
@given(steps=_ANY)
def test_the_rules_hold_in_many_histories(db, steps):
    _live_through(steps)


@pytest.mark.hold
def test_the_rules_hold_where_everything_happens(db):
    """One history that takes every step, so that none is only ever refused."""
    named, unnamed = NAMINGS
    _live_through(
        [
            ("prepare", 0, named),
            ("decline", 0, named),
            ("prepare", 0, named),
            ("sign", 0, named),
            ("sign", 1, unnamed),
            ("sign", 2, unnamed),
            ("rename", 0, unnamed),
            ("a day passes", 0, named),
            ("rename", 0, named),
            ("editorial", 0, named),
            ("object", 1, named),
            ("conceal", 0, named),
            ("suspend", 2, named),
            ("editorial", 0, named),
            ("restore", 2, named),
            ("substantive", 0, named),
            ("sign", 0, named),
            ("suspend", 2, named),
            ("substantive", 0, named),
            ("restore", 2, named),
            ("withdraw", 0, named),
            ("end a right", 1, named),
            ("sign", 1, named),
            ("sign", 0, unnamed),
            ("a day passes", 0, named),
            ("withdraw", 0, named),
            ("sign", 0, named),
            ("sign", 2, named),
            ("substantive", 0, named),
            ("rename", 0, unnamed),
            *[("a day passes", 0, named)] * 30,
            ("lapse", 0, named),
        ]
    )
