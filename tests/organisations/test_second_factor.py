"""A second factor is asked of who works in the admin, and can be lost."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from ledger.models import Entry
from ledger.refusal import Refused
from ledger.verifying import is_whole
from organisations import actions
from organisations.models import SecondFactorReset, User
from tests import factories

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXP"
PASSWORD = "a quiet harbour 7"
REASON = "I called the number that we had since 2019."
SET_UP = reverse("mfa_activate_totp")


def _with_factor(person: User) -> User:
    TOTP.activate(person, SECRET)
    RecoveryCodes.activate(person)
    return person


def _code() -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(SECRET, counter))


def _half_in(person: User) -> Client:
    """Return a client that has shown the password and is asked for the second factor."""
    client = Client()
    answer = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert answer["Location"] == reverse("mfa_authenticate")
    return client


def _page_of(person: User, act: str = "factor") -> str:
    return f"/admin/organisations/user/{person.pk}/{act}/"


@pytest.fixture
def superuser(db: Any) -> User:
    return factories.make_user("root@example.org", is_staff=True, is_superuser=True)


# Who has to have one


def test_who_works_in_the_admin_sets_one_up_before_anything_else(settings, log_in, curator):
    settings.STAFF_SECOND_FACTOR = True
    client = log_in(curator)

    for address in ("/admin/", "/", "/awaiting/", "/recommendations/"):
        assert client.get(address)["Location"] == SET_UP, address
    assert client.get(reverse("account_email")).status_code == 200
    assert client.post("/language/", {"language": "fr"}).status_code == 302

    _with_factor(curator)
    assert {client.get(each).status_code for each in ("/admin/", "/awaiting/")} == {200}


def test_nobody_else_is_asked_for_one(settings, log_in, representative):
    settings.STAFF_SECOND_FACTOR = True
    assert Client().get("/").status_code == 200
    assert log_in(representative).get("/awaiting/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor_of_staff(settings, log_in, curator):
    settings.STAFF_SECOND_FACTOR = True
    RecoveryCodes.activate(curator)
    assert log_in(curator).get("/admin/")["Location"] == SET_UP


# Who has lost it


def test_the_app_or_a_recovery_code_lets_in_and_each_recovery_code_once(curator):
    _with_factor(curator)
    [code, *_others] = (
        Authenticator.objects.get(user=curator, type=Authenticator.Type.RECOVERY_CODES)
        .wrap()
        .get_unused_codes()
    )

    for given, lets_in in ((_code(), True), (code, True), (code, False)):
        client = _half_in(curator)
        client.post(reverse("mfa_authenticate"), {"code": given})
        assert ("_auth_user_id" in client.session) == lets_in, given


def test_who_is_asked_reads_what_to_do_without_the_phone(curator, settings):
    _with_factor(curator)
    page = _half_in(curator).get(reverse("mfa_authenticate")).content.decode()

    assert "You have lost your phone?" in page
    assert "one of your recovery codes" in page
    assert f"mailto:{settings.CONTACT_EMAIL}" in page


def test_a_mailed_code_does_not_go_around_it(curator, mailoutbox):
    _with_factor(curator)
    client = Client()
    client.post(reverse("account_request_login_code"), {"email": curator.email})
    code = re.search(r"^([A-Z0-9-]{6,})$", mailoutbox[-1].body, re.MULTILINE)
    assert code
    answer = client.post(reverse("account_confirm_login_code"), {"code": code[1]})
    assert answer["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session


def test_another_curator_takes_the_lost_one_away_with_a_reason(
    log_in, curator, moderator, mailoutbox
):
    _with_factor(moderator)
    logged_in = Client()
    logged_in.force_login(moderator, backend="django.contrib.auth.backends.ModelBackend")
    page = _page_of(moderator)
    client = log_in(curator)

    assert "A mail alone is no proof" in client.get(page).content.decode()
    told = f"I called {moderator.email}."
    assert "what you write here stays" in client.post(page, {"reason": told}).content.decode()
    done = client.post(page, {"reason": REASON}, follow=True).content.decode()

    assert REASON in done
    assert not Authenticator.objects.filter(user=moderator).exists()
    assert logged_in.get("/awaiting/").status_code == 302
    entry = Entry.objects.get(verb="user.second_factor_reset")
    assert (entry.actor_id, entry.source, entry.payload) == (curator.pk, "admin", {})
    assert is_whole("user", str(moderator.pk))
    [letter] = mailoutbox
    assert letter.to == [moderator.email]
    assert "second factor of your account was taken away" in letter.body
    assert moderator.email not in letter.subject


def test_nobody_resets_their_own_nor_a_curator_a_superusers(log_in, curator, superuser):
    for person, by, why in (
        (curator, curator, "somebody else has to"),
        (superuser, curator, "only another superuser"),
    ):
        _with_factor(person)
        with pytest.raises(Refused, match=why):
            actions.reset_second_factor(person=person, by=by, reason=REASON)
    actions.reset_second_factor(person=curator, by=superuser, reason=REASON)
    with pytest.raises(Refused, match="no second factor"):
        actions.reset_second_factor(person=curator, by=superuser, reason=REASON)
    assert log_in(curator).get(_page_of(superuser)).status_code == 302


def test_it_needs_a_reason(moderator, curator):
    _with_factor(moderator)
    with pytest.raises(Refused, match="Give a reason"):
        actions.reset_second_factor(person=moderator, by=curator, reason=" ")
    assert Authenticator.objects.filter(user=moderator).exists()


def test_the_last_superuser_is_helped_on_the_server(superuser, capsys):
    with pytest.raises(CommandError, match="no second factor"):
        call_command("reset_second_factor", superuser.email, reason=REASON)
    _with_factor(superuser)
    with pytest.raises(CommandError, match="Nobody logs in"):
        call_command("reset_second_factor", "nobody@example.org", reason=REASON)

    call_command("reset_second_factor", superuser.email.upper(), reason=REASON)

    [reset] = SecondFactorReset.objects.all()
    assert (reset.person, reset.reason, str(reset)) == (superuser, REASON, str(superuser))
    assert (reset.entry.actor_id, reset.entry.source) == (None, "command")
    assert "told so by mail" in capsys.readouterr().out
