"""Histories that differ only in who signed unnamed, and when in the day, look the same to all."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from organisations.models import Organisation
from recommendations import actions
from recommendations.models import Recommendation
from recommendations.terms import Terms
from tests import factories

MORNING = datetime(2027, 3, 10, 1, tzinfo=UTC)
DAY = timedelta(days=1)
PAIRS, PARTS = 200, 25
ORGANISATIONS = 9


@pytest.fixture
def asked(db):
    with time_machine.travel(MORNING, tick=False):
        consultation = factories.make_consultation(
            endorsement_opens=MORNING - DAY, endorsement_closes=MORNING + 30 * DAY
        )
        row = factories.make_recommendation(consultation=consultation)
        for _each in range(ORGANISATIONS):
            factories.make_representative()
        return row


def _history(random, people, plan):
    """Return acts as (when, who, what): those of the plan, by whom and when chance decides."""
    named, unnamed, withdrawn = plan
    chosen = random.sample(people[named:], unnamed)
    signed = [(0.9 * random.random(), by, "unnamed") for by in chosen]
    gone = [(1 + 0.9 * random.random(), by, "withdrawn") for by in chosen[:withdrawn]]
    known = [(0.01 * place, by, "named") for place, by in enumerate(people[:named])]
    return sorted(signed + gone + known, key=lambda act: act[0])


def _act(asked, by, what):
    if what == "withdrawn":
        actions.withdraw(recommendation=asked, by=by)
        return
    fingerprint = asked.text.fingerprint
    actions.sign(recommendation=asked, by=by, fingerprint=fingerprint, terms=Terms(what))


def _everything_public(asked):
    """Return every page that tells of endorsements, as a visitor gets it, headers and all."""
    client = Client()
    addresses = ["/", "/recommendations/", "/recommendations/?order=broadest", "/organisations/"]
    addresses += [asked.get_absolute_url(), asked.text.get_absolute_url()]
    addresses += [asked.consultation.get_absolute_url()]
    addresses += [each.get_absolute_url() for each in Organisation.objects.order_by("pk")]
    answers = [client.get(address) for address in addresses]
    for answer in answers:
        # Each answer has a name of its own, by chance.
        del answer.headers["X-Request-ID"]
    return [(sorted(answer.headers.items()), answer.content) for answer in answers]


def _told(asked, history):
    """Live through the history and return what everybody saw at the end of each day and after."""
    seen = []
    with transaction.atomic():
        for day in range(3):
            for when, by, what in history:
                if day <= when < day + 1:
                    with time_machine.travel(MORNING + when * DAY, tick=False):
                        _act(asked, by, what)
            with time_machine.travel(MORNING + (day + 0.95) * DAY, tick=False):
                seen.append(_everything_public(Recommendation.objects.get(pk=asked.pk)))
        transaction.set_rollback(True)
    return seen


# Eight pairs each; one part is enough to notice, all of them make sure.
@pytest.mark.parametrize(
    "part",
    [
        pytest.param(part, marks=pytest.mark.exhaustive if part else pytest.mark.hold)
        for part in range(PARTS)
    ],
)
def test_who_signs_unnamed_and_when_in_the_day_shows_nowhere(asked, part):
    people = [each.representatives.get() for each in Organisation.objects.order_by("pk")]
    for pair in range(part * PAIRS // PARTS, (part + 1) * PAIRS // PARTS):
        random = Random(pair)  # noqa: S311 - for a story, not for a secret
        plan = (random.randint(0, 3), random.randint(1, 6), random.randint(0, 1))

        one, another = (_told(asked, _history(random, people, plan)) for _each in range(2))

        assert one == another, f"pair {pair}: {plan}"


@pytest.mark.hold
def test_what_is_named_does_show(asked):
    people = [each.representatives.get() for each in Organisation.objects.order_by("pk")]

    nobody, somebody = (_told(asked, [(0.5, people[0], "named")][:number]) for number in (0, 1))

    assert nobody != somebody
