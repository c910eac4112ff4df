"""An organisation and the curators hear, 30 and 7 days before, that nobody may sign any more."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail

from ledger.clock import now
from organisations.actions import warn_next
from organisations.actions.warning import _warned
from organisations.models import EndingNotice, Organisation, Representative, User
from tests import factories

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def ending(representative, drafter, curator):
    """The last right to sign for the organisation ends in forty days."""
    representative.ends = now() + 40 * DAY
    representative.save()
    return representative


def _told(at):
    mail.outbox.clear()
    with time_machine.travel(at, tick=False):
        while warn_next():
            pass
    return {letter.to[0]: letter for letter in mail.outbox}


def test_they_hear_of_it_thirty_and_seven_days_before_and_once_each(ending, drafter, curator):
    everybody = {ending.user.email, drafter.user.email, curator.email}
    expected = {31: set(), 30: everybody, 29: set(), 8: set(), 7: everybody, 1: set()}

    found = {days: set(_told(ending.ends - days * DAY)) for days in expected}

    assert found == expected
    assert [str(each) for each in EndingNotice.objects.all()] == [
        f"Lantern Coalition: {ending.ends}"
    ] * 2


def test_each_reads_what_they_can_do_about_it(ending, curator):
    told = _told(ending.ends - 6 * DAY)

    assert told[curator.email].subject == "A right is about to end"
    assert (
        f"/admin/organisations/organisation/{ending.organisation_id}/" in told[curator.email].body
    )
    assert "tell the secretariat who may sign next" in told[ending.user.email].body
    # The nearer notice makes the other one stale.
    assert not _told(ending.ends - 6 * DAY)


def test_the_organisations_own_address_hears_of_it(ending):
    contact = Organisation.objects.filter(pk=ending.organisation_id)
    contact.update(contact_email="office@lantern.example")

    assert "office@lantern.example" in _told(ending.ends - DAY)


@pytest.mark.parametrize(
    "colleague",
    [{"ends": None}, {"starts": now() + 35 * DAY}, {"ends": now() + 400 * DAY}],
    ids=["for good", "to come", "for longer"],
)
def test_where_somebody_else_goes_on_signing_nobody_is_told(ending, colleague):
    factories.make_representative(organisation=ending.organisation, **colleague)

    assert not _told(ending.ends - DAY)


@pytest.mark.parametrize(
    "change",
    [{"may_sign": False}, {"ends": now() - DAY}],
    ids=["never signed", "over"],
)
def test_where_nothing_ends_nobody_is_told(ending, change):
    Representative.objects.filter(pk=ending.pk).update(**change)

    assert not _told(now() + 39 * DAY)


def test_who_cannot_log_in_does_not_count_as_one_who_signs(ending):
    colleague = factories.make_representative(organisation=ending.organisation)
    User.objects.filter(pk=colleague.user_id).update(is_active=False)

    assert _told(ending.ends - DAY)


def test_an_organisation_that_is_not_verified_is_not_told(ending):
    Organisation.objects.filter(pk=ending.organisation_id).update(status="suspended")

    assert not _told(ending.ends - DAY)


def test_a_right_that_is_renewed_is_told_of_anew(ending):
    assert _told(ending.ends - 20 * DAY)
    Representative.objects.filter(pk=ending.pk).update(ends=ending.ends + 100 * DAY)

    assert not _told(ending.ends - 20 * DAY)
    assert _told(ending.ends + 80 * DAY)


def test_of_two_workers_one_tells(ending):
    given = (ending.organisation, ending.ends, 30)
    assert _warned(*given)
    mail.outbox.clear()

    assert _warned(*given)
    assert not mail.outbox
