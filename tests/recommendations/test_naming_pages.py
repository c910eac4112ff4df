"""What pages ask about naming, and what they show of those who are not named."""

from datetime import timedelta

import pytest
import time_machine

from ledger.clock import now
from recommendations import actions
from recommendations.daily_count import next_midnight
from recommendations.models import Endorsement
from recommendations.terms import Terms
from tests import factories

pytestmark = pytest.mark.hold

Naming = Endorsement.Naming


def _address(recommendation, page="endorse"):
    return f"/recommendations/{recommendation.code}/{page}/"


def _send(client, recommendation, by, page="endorse", **fields):
    form = {"representative": by.pk, "fingerprint": recommendation.text.fingerprint}
    return client.post(_address(recommendation, page), form | fields)


def _unnamed(recommendation, number):
    for _each in range(number):
        by = factories.make_representative()
        fingerprint = recommendation.text.fingerprint
        actions.sign(
            recommendation=recommendation,
            by=by,
            fingerprint=fingerprint,
            terms=Terms(Naming.UNNAMED),
        )


def test_the_first_time_an_organisation_is_asked_how_it_is_named(
    log_in, recommendation, representative
):
    client = log_in(representative)

    page = client.get(_address(recommendation))
    assert page.context["form"]["naming"].value() is None
    answer = _send(client, recommendation, representative)

    assert "naming" in answer.context["form"].errors
    assert not recommendation.endorsements.exists()


def test_the_next_time_the_page_begins_with_what_was_chosen(log_in, recommendation, representative):
    client = log_in(representative)
    _send(client, recommendation, representative, naming="unnamed")

    page = client.get(_address(factories.make_recommendation()))

    assert page.context["form"]["naming"].value() == Naming.UNNAMED


def test_perhaps_later_is_chosen_anew_each_time_with_its_day(
    log_in, recommendation, representative
):
    client = log_in(representative)
    day = (now() + timedelta(days=9)).date()
    answer = _send(client, recommendation, representative, naming="ask-again", ask_again_on=day)
    assert answer.status_code == 302

    page = client.get(_address(factories.make_recommendation()))

    assert page.context["form"]["naming"].value() is None


def test_a_reservation_is_signed_and_shown_beside_the_name(
    log_in, recommendation, representative, client
):
    words = "Not the second half."

    _send(log_in(representative), recommendation, representative, naming="named", reservation=words)

    client.logout()
    assert words in client.get(recommendation.get_absolute_url()).content.decode()
    assert words in client.get(recommendation.text.get_absolute_url()).content.decode()


@pytest.mark.parametrize("words", ["x" * 1001, "\u200b"])
def test_a_reservation_that_cannot_be_kept_is_told_beside_its_field(
    log_in, recommendation, representative, words
):
    answer = _send(
        log_in(representative), recommendation, representative, naming="named", reservation=words
    )

    assert list(answer.context["form"].errors) == ["reservation"]
    assert answer.context["form"]["reservation"].value() == words


DAYS = {"": False, "no day": False, "2001-01-01": False, "2999-01-01": False, "tomorrow": True}


@pytest.mark.parametrize("typed", DAYS)
def test_asking_again_needs_a_day_to_come(log_in, recommendation, representative, typed):
    tomorrow = (now() + timedelta(days=1)).date()
    day = tomorrow.isoformat() if typed == "tomorrow" else typed

    answer = _send(
        log_in(representative),
        recommendation,
        representative,
        naming="ask-again",
        ask_again_on=day,
    )

    if DAYS[typed]:
        assert Endorsement.objects.get().ask_again_on == tomorrow
    else:
        assert list(answer.context["form"].errors) == ["ask_again_on"]


def test_a_day_that_is_not_wanted_is_left_aside(log_in, recommendation, representative):
    _send(
        log_in(representative),
        recommendation,
        representative,
        naming="unnamed",
        ask_again_on="not a day",
    )

    assert Endorsement.objects.get().ask_again_on is None


def test_one_who_may_sign_changes_the_naming_and_conceals(log_in, recommendation, representative):
    factories.make_endorsement(recommendation=recommendation, representative=representative)
    client = log_in(representative)

    page = client.get(_address(recommendation, "naming"))
    assert page.context["form"]["naming"].value() == Naming.NAMED
    assert "Conceal now" in page.content.decode()
    answer = _send(client, recommendation, representative, "naming", naming="unnamed")

    assert answer.status_code == 302
    assert "not named any more" in client.get(answer["Location"]).content.decode()
    assert Endorsement.objects.get().named_from is None
    page = client.get(_address(recommendation, "naming"))
    assert "Conceal now" not in page.content.decode()


def test_who_is_in_no_total_yet_is_told_that_the_name_shows(log_in, recommendation, representative):
    client = log_in(representative)
    _send(client, recommendation, representative, naming="unnamed")

    answer = _send(client, recommendation, representative, "naming", naming="named")

    page = client.get(answer["Location"]).content.decode()
    assert "Your organisation is named from now on." in page


def test_the_page_tells_when_a_name_will_be_shown(log_in, recommendation, representative):
    _unnamed(recommendation, 2)
    client = log_in(representative)
    _send(client, recommendation, representative, naming="unnamed")
    client.get("/")
    with time_machine.travel(next_midnight(now())):
        client = log_in(representative)
        _send(client, recommendation, representative, "naming", naming="named")

        page = client.get(recommendation.get_absolute_url()).content.decode()

    assert page.count("named from the next 00:00 UTC on") == 2


def test_who_endorses_nothing_has_nothing_to_name(log_in, recommendation, representative):
    client = log_in(representative)

    assert "does not endorse" in client.get(_address(recommendation, "naming")).content.decode()
    answer = _send(client, recommendation, representative, "naming", naming="unnamed")
    assert "does not endorse" in client.get(answer["Location"]).content.decode()


def test_one_who_may_not_sign_names_nobody(log_in, recommendation, drafter):
    assert log_in(drafter).get(_address(recommendation, "naming")).status_code == 403


def test_who_acts_for_nobody_names_nobody(log_in, recommendation, curator):
    assert log_in(curator).get(_address(recommendation, "naming")).status_code == 403


def test_the_unnamed_are_told_of_beneath_the_named(client, recommendation):
    factories.make_endorsement(recommendation=recommendation)
    _unnamed(recommendation, 3)

    with time_machine.travel(next_midnight(now())):
        page = client.get(recommendation.get_absolute_url()).content.decode()

    assert "And 3 more, not named" in page
    assert "Of the 1 named" in page
    assert '<span class="tally">4</span> <strong>organisations endorse this text</strong>' in page


def test_where_all_are_unnamed_nobody_is_asked_to_be_the_first(client, recommendation):
    _unnamed(recommendation, 3)

    with time_machine.travel(next_midnight(now())):
        page = client.get(recommendation.get_absolute_url()).content.decode()

    assert "And 3 more, not named" in page
    assert "Nobody endorses" not in page


def test_an_organisations_page_shows_the_unnamed_to_its_own_people_alone(
    log_in, recommendation, representative, other, curator, client
):
    _send(log_in(representative), recommendation, representative, naming="unnamed")
    address = representative.organisation.get_absolute_url()

    own = client.get(address).content.decode()

    assert "only your organisation sees this" in own
    for somebody in (other, curator):
        assert recommendation.code not in log_in(somebody).get(address).content.decode()
    client.logout()
    assert recommendation.code not in client.get(address).content.decode()


def test_the_latest_acts_tell_of_the_named_alone(log_in, recommendation, representative, client):
    _send(log_in(representative), recommendation, representative, naming="unnamed")
    assert "endorsed" in client.get("/").content.decode()

    client.logout()

    assert "Lantern Coalition" not in client.get("/").content.decode()


def test_a_curator_conceals_in_the_admin_where_only_the_named_are_listed(
    log_in, recommendation, representative, curator
):
    named = factories.make_endorsement(recommendation=recommendation, representative=representative)
    _unnamed(recommendation, 1)
    client = log_in(curator)
    base = "/admin/recommendations/endorsement/"

    assert list(client.get(base).context["cl"].result_list) == [named]
    answer = client.post(f"{base}{named.pk}/conceal/", follow=True)

    assert "The name is off every page" in answer.content.decode()
    assert list(answer.context["cl"].result_list) == []
    assert client.get(f"{base}{named.pk}/change/").status_code == 302
    assert Endorsement.objects.get(pk=named.pk).naming == Naming.UNNAMED


def test_the_receipt_says_how_the_organisation_is_named(
    log_in, recommendation, representative, new_mails
):
    tomorrow = (now() + timedelta(days=1)).date()
    _send(
        log_in(representative),
        recommendation,
        representative,
        naming="ask-again",
        ask_again_on=tomorrow.isoformat(),
        reservation="Not the second half.",
    )

    (_to, _subject, body) = new_mails()[-1]
    assert "Not the second half." in body
    assert "The organisation is not named. We ask you again on" in body
