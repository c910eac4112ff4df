"""Mails beside receipts: in two forms, with a way in, a way out, and before a deadline."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client

from ledger.clock import now
from organisations.models import Organisation, User
from organisations.unsubscribing import leaving_address, person_of_token
from portal.models import NameQuestion, Reminder
from portal.reminding import ask_name_next, remind_next
from recommendations import actions
from recommendations.models import Endorsement
from recommendations.terms import Terms
from tests import factories
from tests.moments import as_the_act_begins

pytestmark = [pytest.mark.django_db, pytest.mark.hold]

DAY = timedelta(days=1)


def _sign(recommendation, by):
    fingerprint = recommendation.text.fingerprint
    return actions.sign(recommendation=recommendation, by=by, fingerprint=fingerprint)


def _prepare(recommendation, by, **more):
    fingerprint = recommendation.text.fingerprint
    return actions.prepare(recommendation=recommendation, by=by, fingerprint=fingerprint, **more)


def _leaving(person):
    return leaving_address(person).removeprefix("http://testserver")


# Forms


def test_a_mail_is_plain_text_and_a_page(recommendation, drafter, representative):
    _prepare(recommendation, drafter, note="Look at <b>this</b>.")

    (letter,) = mail.outbox
    ((page, kind),) = letter.alternatives
    assert kind == "text/html"
    assert '<html lang="en" dir="ltr">' in page
    assert "Look at &lt;b&gt;this&lt;/b&gt;." in page
    assert "Look at <b>this</b>." in letter.body
    address = re.search(r"http\S+/endorse/", letter.body)[0]
    assert address.replace("&", "&amp;") in page


def test_the_link_leads_by_a_code_with_the_address_filled_in_to_the_text(
    recommendation, drafter, representative, client, log_in
):
    _prepare(recommendation, drafter)
    address = re.search(r"http://testserver(/\S+)", mail.outbox[0].body)[1]

    page = client.get(address)
    assert page.context["form"]["email"].value() == representative.user.email
    assert f'value="/recommendations/{recommendation.code}/endorse/"' in page.content.decode()
    assert not client.session.get("_auth_user_id")
    there = log_in(representative).get(address)

    assert there.headers["Location"] == f"/recommendations/{recommendation.code}/endorse/"


# Leaving


def test_a_mail_that_is_no_receipt_says_how_to_get_no_more(recommendation, drafter, representative):
    _prepare(recommendation, drafter)
    _sign(recommendation, representative)

    notice, receipt, _told_to_the_drafter = mail.outbox
    leaving = re.search(r"http\S+/unsubscribe/\S+", notice.body)[0]
    assert person_of_token(leaving.rstrip("/").rpartition("/")[2]) == representative.user
    assert notice.extra_headers["List-Unsubscribe"] == f"<{leaving}>"
    assert notice.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/unsubscribe/" not in receipt.body
    assert "List-Unsubscribe" not in receipt.extra_headers


def test_who_left_gets_receipts_only(recommendation, drafter, representative):
    User.objects.filter(pk=representative.user_id).update(wants_notices=False)

    _prepare(recommendation, drafter)
    _sign(recommendation, representative)

    own = [letter for letter in mail.outbox if letter.to == [representative.user.email]]
    assert [letter.subject for letter in own] == ["Receipt of what you signed"]


def test_one_leaves_by_a_post_without_a_login_and_comes_back(representative):
    stranger = Client(enforce_csrf_checks=True)
    address = _leaving(representative.user)
    page = stranger.get(address)
    assert "Send me no more of these" in page.content.decode()
    for word in (representative.user.email, representative.user.name, "Lantern"):
        assert word not in page.content.decode()

    representative.user.refresh_from_db()
    assert representative.user.wants_notices
    stranger.post(address, {"List-Unsubscribe": "One-Click"})
    representative.user.refresh_from_db()
    assert not representative.user.wants_notices
    assert "Send them again" in stranger.get(address).content.decode()
    stranger.post(address, {"wants": "yes"})

    representative.user.refresh_from_db()
    assert representative.user.wants_notices


def test_a_forged_token_is_nobodys(representative, client):
    address = _leaving(representative.user)

    for forged in ("/unsubscribe/1/", address.replace("/unsubscribe/", "/unsubscribe/x")):
        assert client.get(forged).status_code == 404
        assert client.post(forged).status_code == 404
    User.objects.filter(pk=representative.user_id).update(is_active=False)
    assert client.get(address).status_code == 404


# Before the end


@pytest.fixture
def closing(recommendation):
    """The end of endorsing, of which nobody has been reminded yet."""
    return recommendation.consultation.endorsement_closes


def _reminded(at):
    mail.outbox.clear()
    with time_machine.travel(at, tick=False):
        while remind_next():
            pass
    return {letter.to[0] for letter in mail.outbox}


def test_who_has_not_answered_is_reminded_once_three_days_before(
    recommendation, representative, drafter, closing
):
    assert not _reminded(closing - 3 * DAY - timedelta(seconds=1))

    assert _reminded(closing - 3 * DAY) == {representative.user.email}

    (letter,) = mail.outbox
    assert letter.subject == "Something that awaits you closes soon"
    assert "one text awaits the answer of “Lantern Coalition”" in letter.body
    assert "Vienna" in letter.body
    assert not _reminded(closing - DAY)
    assert str(Reminder.objects.get()).endswith(str(closing))


@pytest.mark.parametrize("answer", ["endorses", "declined", "withdrew"])
def test_who_has_answered_is_never_reminded(recommendation, representative, closing, answer):
    if answer == "declined":
        _prepare(recommendation, representative)
        actions.decline(recommendation=recommendation, by=representative)
    else:
        _sign(recommendation, representative)
    if answer == "withdrew":
        actions.withdraw(recommendation=recommendation, by=representative)

    assert not _reminded(closing - DAY)
    assert Reminder.objects.exists()


def test_what_waits_for_a_signature_or_a_confirmation_counts(
    recommendation, representative, drafter, curator
):
    other = factories.make_recommendation(consultation=recommendation.consultation)
    opens = now() - DAY
    own = {"endorsement_opens": opens, "endorsement_closes": now() + 40 * DAY}
    elsewhere = factories.make_recommendation(**own, consultation=recommendation.consultation)
    _prepare(recommendation, drafter)
    _sign(other, representative)
    _sign(elsewhere, representative)

    assert _reminded(recommendation.consultation.endorsement_closes - DAY)
    assert "one text awaits" in mail.outbox[0].body


def test_an_end_that_is_extended_is_reminded_of_anew(
    recommendation, representative, closing, curator
):
    assert _reminded(closing - DAY)
    consultation = type(recommendation.consultation).objects
    consultation.update(endorsement_closes=closing + 10 * DAY)

    assert not _reminded(closing - DAY)
    assert _reminded(closing + 9 * DAY)


@pytest.mark.parametrize("why", ["may not sign", "wants none", "may not endorse", "draft"])
def test_nobody_else_is_reminded(recommendation, representative, closing, why):
    if why == "may not sign":
        type(representative).objects.update(may_sign=False)
    elif why == "wants none":
        User.objects.update(wants_notices=False)
    elif why == "may not endorse":
        Organisation.objects.update(may_endorse=False)
    else:
        type(recommendation.consultation).objects.update(state="draft")

    assert not _reminded(closing - DAY)


def test_a_text_that_stays_open_longer_is_reminded_of_before_its_own_end(
    recommendation, representative, closing
):
    own = {"endorsement_opens": now() - DAY, "endorsement_closes": closing + 10 * DAY}
    later = factories.make_recommendation(**own, consultation=recommendation.consultation)
    _sign(recommendation, representative)

    assert not _reminded(closing - DAY)
    assert _reminded(closing + 9 * DAY)
    assert "one text awaits" in mail.outbox[0].body
    _sign(later, representative)
    assert not _reminded(closing + 9 * DAY)


# The day that was chosen to be asked again


def _asked(at):
    mail.outbox.clear()
    with time_machine.travel(at, tick=False):
        while ask_name_next():
            pass
    return [letter.to[0] for letter in mail.outbox]


def _later(recommendation, representative, days=10):
    day = (now() + days * DAY).date()
    terms = Terms("ask-again", day)
    fingerprint = recommendation.text.fingerprint
    what = {"recommendation": recommendation, "fingerprint": fingerprint}
    actions.sign(**what, by=representative, terms=terms)
    return datetime.combine(day, time(), UTC)


def test_on_the_day_it_chose_an_organisation_is_asked_once(recommendation, representative, drafter):
    chosen = _later(recommendation, representative)

    assert not _asked(chosen - timedelta(seconds=1))
    assert _asked(chosen) == [representative.user.email]

    (letter,) = mail.outbox
    assert letter.subject == "Something awaits you"
    assert f"/recommendations/{recommendation.code}/naming/" in letter.body
    assert not _asked(chosen + DAY)
    assert str(NameQuestion.objects.get()) == f"{chosen:%Y-%m-%d}"
    assert Endorsement.objects.get().named_from is None


def test_another_day_is_asked_anew_and_who_answered_is_not(recommendation, representative):
    chosen = _later(recommendation, representative)
    _asked(chosen)
    choose = {"recommendation": recommendation, "by": representative}

    later = (chosen + 5 * DAY).date()
    actions.choose_naming(**choose, naming="ask-again", ask_again_on=later)
    assert _asked(chosen + 5 * DAY)

    actions.choose_naming(**choose, naming="unnamed")
    assert not _asked(chosen + 20 * DAY)


def test_of_two_workers_one_asks(recommendation, representative):
    chosen = _later(recommendation, representative)
    endorsement = Endorsement.objects.get()
    asked = {"endorsement": endorsement, "day": chosen.date()}
    mail.outbox.clear()

    with (
        time_machine.travel(chosen, tick=False),
        as_the_act_begins(lambda: NameQuestion.objects.create(**asked)),
    ):
        assert ask_name_next()

    assert not mail.outbox


def test_who_withdrew_meanwhile_is_not_asked(recommendation, representative):
    chosen = _later(recommendation, representative)
    actions.withdraw(recommendation=recommendation, by=representative)
    assert not _asked(chosen)


# Withdrawals


def test_all_who_may_sign_hear_of_a_withdrawal(recommendation, representative, drafter):
    colleague = factories.make_representative(organisation=representative.organisation)
    _sign(recommendation, representative)
    mail.outbox.clear()

    actions.withdraw(recommendation=recommendation, by=colleague)
    actions.withdraw(recommendation=recommendation, by=colleague)

    told = {letter.to[0] for letter in mail.outbox}
    assert told == {representative.user.email, colleague.user.email}
    assert "“Lantern Coalition” no longer endorses" in mail.outbox[0].body
