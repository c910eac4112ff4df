"""What each act comes to: by grade, naming, state, change of the text, window and right.

Each act is tried on each state in which an organisation's backing of a text can be, with each right
and in and out of the window; asserted are the row, the entry, the mails and every number shown.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from itertools import product
from typing import Any, NamedTuple

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from post_office.models import Email

from consultations.models import Consultation
from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.models import Representative
from recommendations import actions
from recommendations.backing import backing_of
from recommendations.models import Endorsement, Recommendation
from recommendations.terms import Terms
from tests import factories

pytestmark = pytest.mark.hold

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
# Half of it makes sure of what the other half tells already.
OFTEN = [
    pytest.param("in full"),
    pytest.param("with a reservation", marks=pytest.mark.exhaustive),
]
GRADES = {"in full": "", "with a reservation": "Not the second half."}
NAMINGS = ("named", "unnamed")
WINDOWS = ("open", "closed")
RIGHTS = ("sign", "prepare", "ended")
# Domain model, “Endorsement”: its table of moves. `changed` and `worded` are what a change of the
# text makes of what was signed, in substance and in wording.
STATES = ("none", "prepared", "live", "changed", "worded", "withdrawn", "lapsed", "paused")
REFUSED = "refused"
NOTHING = "nothing"
# By act and state: the entry that it makes and the state of the latest row then.
MOVES: dict[str, dict[str, Any]] = {
    "sign": {
        "none": ("signed", "live"),
        "prepared": ("signed", "live"),
        "live": NOTHING,
        "changed": ("confirmed", "live"),
        "worded": NOTHING,
        "withdrawn": ("signed", "live"),
        "lapsed": ("signed", "live"),
        "paused": REFUSED,
    },
    "prepare": {
        "none": ("prepared", "prepared"),
        "prepared": ("prepared", "prepared"),
        "live": REFUSED,
        "changed": ("prepared", "prepared"),
        "worded": REFUSED,
        "withdrawn": ("prepared", "prepared"),
        "lapsed": ("prepared", "prepared"),
        "paused": REFUSED,
    },
    "decline": dict.fromkeys(STATES, NOTHING)
    | {"prepared": ("declined", "declined"), "paused": REFUSED},
    "withdraw": {
        "none": NOTHING,
        "prepared": NOTHING,
        "live": ("withdrawn", "withdrawn"),
        "changed": ("withdrawn", "withdrawn"),
        "worded": ("withdrawn", "withdrawn"),
        "withdrawn": NOTHING,
        "lapsed": NOTHING,
        "paused": REFUSED,
    },
    "rename": dict.fromkeys(STATES, REFUSED)
    | {
        "live": ("renamed", "live"),
        "changed": ("renamed", "awaiting"),
        "worded": ("renamed", "live"),
    },
    "object": dict.fromkeys(STATES, REFUSED) | {"worded": ("objected", "awaiting")},
    "conceal": {
        "none": NOTHING,
        "prepared": NOTHING,
        "live": ("concealed", "live"),
        "changed": ("concealed", "awaiting"),
        "worded": ("concealed", "live"),
        "withdrawn": ("concealed", "withdrawn"),
        "lapsed": ("concealed", "lapsed"),
        "paused": ("concealed", "paused"),
    },
}
ROW = {"changed": "awaiting", "worded": "live"}
IN_WINDOW_ONLY = {"sign", "prepare"}
# Who hears of what, by mail.
HEAR = {
    "signed": {"actor"},
    "confirmed": {"actor"},
    "prepared": {"signatory"},
    "declined": {"drafter"},
    "withdrawn": {"actor", "signatory"},
}


class Told(NamedTuple):
    """What everybody reads."""

    total: int
    named: int


class Case:
    """An organisation, its people and one text, in one of the states, with three others unnamed."""

    def __init__(self, state: str, grade: str, naming: str, clock: Any) -> None:
        self.state, self.naming, self.clock = state, naming, clock
        self.terms = Terms(naming, None, GRADES[grade])
        consultation = factories.make_consultation(
            endorsement_opens=NOON - DAY, endorsement_closes=NOON + 15 * DAY
        )
        self.row = factories.make_recommendation(consultation=consultation)
        self.curators = [factories.make_staff("curators") for _each in range(2)]
        self.signatory = factories.make_representative(starts=NOON - DAY)
        own = {"organisation": self.signatory.organisation, "starts": NOON - DAY}
        self.drafter = factories.make_representative(may_sign=False, **own)
        self.actor = factories.make_representative(**own)
        for _each in range(3):
            self._sign(factories.make_representative(starts=NOON - DAY), Terms("unnamed"))
        if state not in ("none", "prepared"):
            self._sign(self.signatory, self.terms)
        clock.shift(DAY)
        getattr(self, f"_{state}", bool)()
        clock.shift(DAY)

    def _sign(self, by: Representative, terms: Terms) -> Endorsement:
        fingerprint = self._fresh().text.fingerprint
        return actions.sign(recommendation=self.row, by=by, fingerprint=fingerprint, terms=terms)

    def _fresh(self) -> Recommendation:
        return Recommendation.objects.get(pk=self.row.pk)

    def _reword(self) -> None:
        Recommendation.objects.filter(pk=self.row.pk).update(draft_text="Open every harbour.")
        self.row.refresh_from_db()

    def _prepared(self) -> None:
        self.prepare(self.drafter)

    def _changed(self) -> None:
        self._reword()
        actions.publish(recommendation=self.row, by=self.curators[0], note="More.")

    def _worded(self) -> None:
        self._reword()
        actions.propose_wording(recommendation=self.row, by=self.curators[0], note="Words.")
        actions.publish_wording(recommendation=self.row, by=self.curators[1])

    def _withdrawn(self) -> None:
        actions.withdraw(recommendation=self.row, by=self.signatory)

    def _lapsed(self) -> None:
        self._changed()
        self.clock.shift(15 * DAY)
        while actions.lapse_next():
            pass
        Consultation.objects.update(endorsement_closes=NOON + 90 * DAY)
        Recommendation.objects.update(endorsement_opens=None, endorsement_closes=None)

    def _paused(self) -> None:
        organisation = self.signatory.organisation
        actions.suspend_organisation(
            organisation=organisation, by=self.curators[0], reason="Looked at."
        )

    # The acts

    def sign(self, by: Representative) -> None:
        self._sign(by, self.terms)

    def prepare(self, by: Representative) -> None:
        fingerprint = self._fresh().text.fingerprint
        given = {"fingerprint": fingerprint, "reservation": self.terms.reservation}
        actions.prepare(recommendation=self.row, by=by, **given)

    def decline(self, by: Representative) -> None:
        actions.decline(recommendation=self.row, by=by)

    def withdraw(self, by: Representative) -> None:
        actions.withdraw(recommendation=self.row, by=by)

    def rename(self, by: Representative) -> None:
        actions.choose_naming(recommendation=self.row, by=by, naming=self.other_naming)

    def object(self, by: Representative) -> None:
        actions.object_to_wording(recommendation=self.row, by=by)

    def conceal(self, _by: Representative) -> None:
        signed = self.rows().exclude(signed_at=None).last()
        if signed:
            actions.conceal(endorsement=signed, by=self.curators[0])

    # What is there

    @property
    def other_naming(self) -> str:
        return "unnamed" if self.naming == "named" else "named"

    def rows(self) -> Any:
        return self.row.endorsements.filter(organisation=self.signatory.organisation).order_by("pk")

    def told(self) -> Told:
        row = Recommendation.objects.for_list().get(pk=self.row.pk)
        backing = backing_of(row.text, AnonymousUser())
        assert (backing.total, len(backing.named)) == (row.endorsement_count, row.named_count)
        return Told(row.endorsement_count, row.named_count)

    @property
    def others(self) -> int:
        """How many others the total may hold unnamed: a change of substance asks them all."""
        return 0 if self.state in ("changed", "lapsed") else 3


@contextmanager
def _tried(clock: Any) -> Iterator[None]:
    """Let what is done here leave nothing, not even time."""
    moment = now()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    clock.move_to(moment)


@pytest.mark.parametrize("naming", NAMINGS)
@pytest.mark.parametrize("grade", OFTEN)
@pytest.mark.parametrize("state", STATES)
def test_each_act_comes_to_what_the_table_says(db, state, grade, naming):
    with time_machine.travel(NOON, tick=False) as clock:
        case = Case(state, grade, naming, clock)
        for act, window, right in product(MOVES, WINDOWS, RIGHTS):
            with _tried(clock):
                _try(case, act, window, right)


def _expected(case: Case, act: str, window: str, right: str) -> Any:
    move = MOVES[act][case.state]
    if act == "conceal":
        return move if case.naming == "named" else NOTHING
    may = {"sign", "prepare"} if act == "prepare" else {"sign"}
    if right not in may or (act in IN_WINDOW_ONLY and window == "closed"):
        return REFUSED
    return move


def _try(case: Case, act: str, window: str, right: str) -> None:
    expected = _expected(case, act, window, right)
    where = (case.state, case.naming, act, window, right)
    _set(case, window, right)
    rows, before = list(case.rows().values()), case.told()
    was_counted = case.naming == "unnamed" and case.state in ("live", "worded")
    entries = set(Entry.objects.values_list("pk", flat=True))
    mails = set(Email.objects.values_list("pk", flat=True))

    outcome = _carried_out(case, act)

    verbs = list(Entry.objects.exclude(pk__in=entries).values_list("verb", flat=True))
    heard = sorted(each.to[0] for each in Email.objects.exclude(pk__in=mails))
    if expected in (REFUSED, NOTHING):
        assert outcome == expected, where
        assert (verbs, heard) == ([], []), where
        assert list(case.rows().values()) == rows, where
        assert case.told() == before, where
        return
    verb, state = expected
    assert outcome == NOTHING, where
    renamed = "named" if case.other_naming == "named" else "concealed"
    assert verbs == [f"endorsement.{renamed if verb == 'renamed' else verb}"], where
    people = {"actor": case.actor, "signatory": case.signatory, "drafter": case.drafter}
    hearing = HEAR.get(verb, set()) | (
        {"drafter"} if (case.state, verb) == ("prepared", "signed") else set()
    )
    assert heard == sorted(people[who].user.email for who in hearing), where
    row = case.rows().last()
    assert (row.state, row.reservation) == (state, case.terms.reservation), where
    if act in ("sign", "prepare"):
        assert row.version_id == case.row.current_version_id, where
    if verb in ("renamed", "concealed"):
        assert row.naming == case.other_naming, where
    _look_at_the_numbers(case, row, was_counted=was_counted, where=where)


def _set(case: Case, window: str, right: str) -> None:
    if window == "closed":
        Consultation.objects.update(endorsement_closes=now())
    changes = {"prepare": {"may_sign": False}, "ended": {"ends": now()}}.get(right, {})
    Representative.objects.filter(pk=case.actor.pk).update(**changes)


def _carried_out(case: Case, act: str) -> str:
    """Return whether it was refused."""
    case.actor.refresh_from_db()
    do: Callable[[Representative], None] = getattr(case, act)
    try:
        with transaction.atomic():
            do(case.actor)
    except Refused:
        return REFUSED
    return NOTHING


def _look_at_the_numbers(case: Case, row: Endorsement, *, was_counted: bool, where: Any) -> None:
    """Assert the numbers of today, in which nobody unnamed moves, and those after midnight."""
    counts = row.state == "live"
    is_named = counts and row.naming == "named"
    named_today = int(is_named and not was_counted)
    unnamed_today = case.others + int(was_counted)
    assert case.told() == _told(named_today, unnamed_today), where
    midnight = datetime.combine(now().date() + DAY, time(), UTC)
    with time_machine.travel(midnight, tick=False):
        unnamed = case.others + int(counts and not is_named)
        assert case.told() == _told(int(is_named), unnamed), where


def _told(named: int, unnamed: int) -> Told:
    """Domain model, “One definition of the count”: fewer than three unnamed are not told of."""
    return Told(named + (unnamed if unnamed >= 3 else 0), named)
