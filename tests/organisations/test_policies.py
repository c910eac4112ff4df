from datetime import timedelta
from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser

from ledger.clock import now
from organisations.models import Organisation, Representative
from organisations.policies import is_curator, is_moderator, may_act
from tests import factories as make

pytestmark = pytest.mark.django_db
Status = Organisation.Status

TIMES = {
    "running": (-5, 5, True),
    "open-ended": (-5, None, True),
    "over": (-5, -1, False),
    "not begun": (1, 5, False),
}


@pytest.mark.parametrize(
    ("status", "time", "is_active"), list(product(Status, TIMES, [True, False]))
)
def test_one_may_act_while_verified_active_and_in_time(status, time, is_active):
    starts, ends, is_in_time = TIMES[time]
    at = now()
    representative = make.make_representative(
        user=make.make_user(is_active=is_active),
        organisation=make.make_organisation(status=status),
        starts=at + timedelta(days=starts),
        ends=None if ends is None else at + timedelta(days=ends),
    )

    expected = status == Status.VERIFIED and is_in_time and is_active

    assert may_act(representative, at) is expected
    assert Representative.objects.acting(at).filter(pk=representative.pk).exists() is expected


def test_a_time_is_half_open():
    at = now()
    begins = make.make_representative(starts=at)
    ends = make.make_representative(starts=at - timedelta(days=1), ends=at)
    assert may_act(begins, at)
    assert not may_act(ends, at)
    assert list(Representative.objects.acting(at)) == [begins]


def test_curators_curate_and_moderators_moderate(curator, moderator, representative):
    people = [curator, moderator, representative.user, AnonymousUser()]
    assert [is_curator(person) for person in people] == [True, False, False, False]
    assert [is_moderator(person) for person in people] == [False, True, False, False]
