from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
import time_machine

from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations import actions
from organisations.models import Application, Organisation, Representative, User
from tests import factories as make

pytestmark = pytest.mark.django_db

Status = Organisation.Status
NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
ALLOWED = {
    ("pending", "verified"),
    ("pending", "rejected"),
    ("rejected", "pending"),
    ("verified", "suspended"),
    ("suspended", "verified"),
}


def _apply(**changes) -> Application:
    asked = {"name": "Harbour Watch", "kind": "ngo", "capacity": "Director", "about": "Quays."}
    person = {} if "by" in changes else {"email": "Ada@Quay.example", "person": "Ada"}
    return actions.apply(**asked | person | changes)


def _entries(organisation: Organisation) -> list[str]:
    entries = Entry.objects.about("organisation", str(organisation.pk))
    return list(entries.order_by("sequence").values_list("verb", flat=True))


# Applying


def test_applying_keeps_a_pending_organisation_and_a_person_without_a_password():
    application = _apply(website="https://quay.example")

    person = application.user
    assert (person.email, person.name) == ("ada@quay.example", "Ada")
    assert not person.has_usable_password()
    assert not person.emailaddress_set.get().verified
    assert application.organisation.status == Status.PENDING
    assert not application.organisation.may_endorse
    assert application.organisation.website == "https://quay.example"


def test_applying_writes_an_entry_without_names():
    application = _apply()
    entry = Entry.objects.get()
    assert entry.verb == "organisation.applied"
    assert (entry.actor_id, entry.organisation_id) == (
        application.user_id,
        application.organisation_id,
    )
    assert entry.payload == {}


def test_a_known_address_adds_no_second_person_in_any_case():
    first = _apply()
    second = _apply(email="ADA@quay.example", person="Somebody else")
    assert first.user == second.user
    assert User.objects.get().name == "Ada"
    assert second.organisation != first.organisation


def test_one_who_is_signed_in_applies_as_who_they_are():
    person = make.make_user()
    assert _apply(by=person).user == person


@pytest.mark.parametrize(
    ("name", "beginning"),
    [("港の見張り", "organisation"), ("Apply", "apply-"), ("Quay " * 30, "quay-quay")],
)
def test_each_organisation_gets_an_address_of_its_own(name, beginning):
    slugs = [_apply(name=name).organisation.slug for _ in range(2)]
    assert len(set(slugs)) == 2
    assert all(slug.startswith(beginning) and len(slug) <= 80 for slug in slugs)


# Deciding


@pytest.mark.parametrize(("before", "after"), list(product(Status, Status)))
def test_only_the_moves_of_the_table_are_possible(curator, before, after):
    organisation = make.make_organisation(status=before, may_endorse=False)

    if (before.value, after.value) in ALLOWED:
        decision = actions.decide(organisation=organisation, status=after, by=curator, reason="x")
        assert decision.entry.verb == f"organisation.{after}"
        assert organisation.status == after
    else:
        with pytest.raises(Refused):
            actions.decide(organisation=organisation, status=after, by=curator, reason="x")
        assert _entries(organisation) == []

    stored = Organisation.objects.get(pk=organisation.pk)
    assert stored.status == organisation.status


def test_a_decision_on_what_another_curator_decided_meanwhile_is_refused(curator):
    organisation = make.make_organisation(status="pending", may_endorse=False)
    stale = Organisation.objects.get(pk=organisation.pk)
    actions.decide(organisation=organisation, status="rejected", by=curator, reason="x")
    with pytest.raises(Refused, match="rejected now"):
        actions.decide(organisation=stale, status="verified", by=curator)


def test_verifying_gives_the_right_to_endorse_and_keeps_the_evidence(curator):
    application = _apply()
    decision = actions.verify(
        organisation=application.organisation, by=curator, evidence="Statutes", may_endorse=True
    )
    application.organisation.refresh_from_db()
    assert application.organisation.can_endorse
    assert decision.evidence == "Statutes"
    assert _entries(application.organisation) == ["organisation.applied", "organisation.verified"]


def test_an_organisation_without_an_application_is_verified_too(curator):
    organisation = make.make_organisation(status="pending", may_endorse=False)
    actions.verify(organisation=organisation, by=curator, evidence="x", may_endorse=True)
    assert organisation.is_verified


@pytest.mark.parametrize("alike", ["HARBOUR WATCH", "Нarbour Watch"])
def test_a_name_too_like_one_on_record_is_not_verified(curator, alike):
    make.make_organisation(name="Harbour Watch", status="recorded")
    application = _apply(name=alike)
    with pytest.raises(Refused, match="too like “Harbour Watch”"):
        actions.verify(
            organisation=application.organisation, by=curator, evidence="x", may_endorse=True
        )
    application.organisation.refresh_from_db()
    assert application.organisation.status == Status.PENDING


def test_a_like_name_that_only_waits_too_hinders_nobody(curator):
    _apply()
    application = _apply()
    actions.verify(
        organisation=application.organisation, by=curator, evidence="x", may_endorse=True
    )
    assert application.organisation.is_verified


def test_a_body_is_put_on_record_with_an_entry(curator):
    body = Organisation(name="Mission", slug="mission", kind="state")
    actions.put_on_record(organisation=body, by=curator)
    assert Organisation.objects.get().status == Status.RECORDED
    assert _entries(body) == ["organisation.recorded"]


# Rights


def test_a_grant_says_who_gave_it_and_its_entry_says_what(curator, organisation):
    person = make.make_user()
    representative = Representative(user=person, organisation=organisation, may_sign=True)

    actions.grant(representative=representative, by=curator)

    assert representative.granted_by == curator
    entry = Entry.objects.get(verb="representative.granted")
    assert entry.payload["user"] == person.pk
    assert (entry.payload["comment"], entry.payload["sign"]) == (True, True)
    assert entry.payload["ends"] is None


def test_a_grant_with_an_end_keeps_it_in_the_entry(curator, organisation):
    ends = now() + timedelta(days=3)
    representative = Representative(user=make.make_user(), organisation=organisation, ends=ends)
    actions.grant(representative=representative, by=curator)
    assert Entry.objects.get().payload["ends"] == ends.isoformat()


def test_rights_end_now_or_at_a_given_time(curator, representative, drafter):
    later = now() + timedelta(days=3)
    actions.end_rights(representative=representative, by=curator)
    actions.end_rights(representative=drafter, by=curator, at=later)
    assert not representative.is_acting(now())
    assert drafter.is_acting(now())
    assert drafter.ends == later
    assert Entry.objects.filter(verb="representative.ended").count() == 2


@pytest.mark.parametrize("begins_in", [timedelta(0), timedelta(microseconds=1), timedelta(days=3)])
def test_rights_that_have_not_begun_when_they_end_never_begin(curator, begins_in):
    representative = make.make_representative(starts=NOON + begins_in)

    with time_machine.travel(NOON, tick=False):
        actions.end_rights(representative=representative, by=curator)

    stored = Representative.objects.get(pk=representative.pk)
    assert stored.starts == stored.ends == NOON
    for moment in (NOON - MICROSECOND, NOON, NOON + MICROSECOND, NOON + begins_in):
        assert not stored.is_acting(moment)
        assert not Representative.objects.acting(moment).exists()
    entry = Entry.objects.get(verb="representative.ended")
    assert entry.payload["starts"] == entry.payload["ends"] == NOON.isoformat()


def test_when_rights_were_to_begin_that_never_did_stays_in_the_ledger(curator, organisation):
    starts = now() + timedelta(days=3)
    granted = Representative(user=make.make_user(), organisation=organisation, starts=starts)
    actions.grant(representative=granted, by=curator)

    actions.end_rights(representative=granted, by=curator)

    assert Entry.objects.get(verb="representative.granted").payload["starts"] == starts.isoformat()


def test_a_person_is_added_by_address_without_a_password(curator):
    person = User(email="Bo@Quay.example", name="Bo")
    actions.add_person(person=person, by=curator)
    assert person.email == "bo@quay.example"
    assert not person.has_usable_password()
    assert person.emailaddress_set.get().email == "bo@quay.example"
