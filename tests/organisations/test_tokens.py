"""Tokens for programs: made by whoever may do the same themselves, and dead when they should be."""

import time
from datetime import timedelta

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.core import mail
from django.db import IntegrityError

from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations import actions
from organisations.actions.tokens import Answer, DeadToken, KeyReused
from organisations.models import KeptAnswer, Organisation, Representative, Token, User
from tests import factories

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def _use(token, **given):
    return actions.use_token(
        **{"token": token, "act": lambda by: Answer(201, {"by": by.pk})} | given
    )


def _is_dead(token):
    """Tell whether the token holds neither where it is shown nor where it would act."""
    with pytest.raises(DeadToken):
        actions.token_of(token.secret)
    with pytest.raises(DeadToken):
        _use(token)
    return True


def test_a_token_is_kept_as_a_digest_and_told_of_in_a_neutral_mail(representative):
    token = factories.make_token(representative=representative, scopes={"comment"})

    [entry] = Entry.objects.filter(verb="token.made")
    kept = " ".join(map(str, Token.objects.values_list().get()))
    assert len(token.secret) > 40
    assert token.secret not in kept + str(entry.payload)
    assert token.secret.startswith(token.prefix)
    assert str(token) == f"{token.prefix}…"
    assert entry.payload == {
        "token": token.pk,
        "endorse": False,
        "withdraw": False,
        "comment": True,
    }
    assert entry.organisation_id == representative.organisation_id
    [letter] = mail.outbox
    assert letter.to == [representative.user.email]
    assert letter.subject == "Something in your account has changed"
    for secret in (token.secret, token.label, token.prefix, representative.organisation.name):
        assert secret not in letter.body


@pytest.mark.parametrize(
    ("rights", "scopes"),
    [
        ({"may_sign": False}, {"endorse"}),
        ({"may_sign": False}, {"comment", "withdraw"}),
        ({"may_comment": False}, {"comment"}),
        ({"ends": now() - DAY}, {"comment"}),
        ({}, {"preside"}),
        ({}, set()),
    ],
)
def test_nobody_lets_a_program_do_what_they_may_not_do_themselves(rights, scopes):
    by = factories.make_representative(**rights)

    with pytest.raises(Refused, match="may not do this yourself"):
        factories.make_token(representative=by, scopes=scopes)

    assert not Token.objects.exists()


@pytest.mark.parametrize("lasts", [timedelta(0), timedelta(days=366)])
def test_a_token_holds_for_a_year_at_most(representative, lasts):
    with pytest.raises(Refused, match="a year at most"):
        factories.make_token(representative=representative, lasts=lasts)


def test_ten_tokens_are_enough_for_one_person(representative):
    made = [factories.make_token(representative=representative) for _each in range(10)]
    with pytest.raises(Refused, match="ten tokens"):
        factories.make_token(representative=representative)

    actions.revoke_token(token=made[0], by=representative.user)

    assert factories.make_token(representative=representative).pk


def test_a_token_is_used_for_its_organisation_and_tells_the_day(representative):
    token = factories.make_token(representative=representative)

    assert actions.token_of(token.secret) == token
    answer = _use(token)
    token.refresh_from_db()

    assert answer == (201, {"by": representative.pk})
    assert token.last_used_on == now().date()
    with pytest.raises(DeadToken):
        actions.token_of(token.secret[:-1])


def test_a_second_use_on_the_same_day_writes_nothing(representative, django_assert_num_queries):
    token = factories.make_token(representative=representative)
    _use(token)

    # Organisation with representative, their person and the token, within a savepoint.
    with django_assert_num_queries(5):
        _use(token)


def _change_password(token):
    person = token.representative.user
    person.set_password("another quiet harbour")
    person.save()


def _end_rights(token):
    actions.end_rights(representative=token.representative, by=factories.make_user())


def _end_and_grant_again(token):
    _end_rights(token)
    again = {"ends": None, "starts": now()}
    Representative.objects.filter(pk=token.representative_id).update(**again)


@pytest.mark.parametrize(
    "end",
    [
        lambda token: actions.revoke_token(token=token, by=token.representative.user),
        lambda token: Token.objects.update(expires_at=token.created_at + timedelta(microseconds=1)),
        _change_password,
        lambda token: User.objects.update(is_active=False),
        _end_rights,
        _end_and_grant_again,
        lambda token: Organisation.objects.update(status="suspended"),
    ],
    ids=[
        "revoked",
        "over",
        "another password",
        "no account",
        "no right",
        "a new right",
        "suspended",
    ],
)
def test_a_token_dies_with_what_it_rests_on(representative, end):
    token = factories.make_token(representative=representative)

    end(token)

    assert _is_dead(token)


def test_a_person_who_is_blanked_leaves_no_token(representative):
    token = factories.make_token(representative=representative)
    _use(token, key="k")

    by = factories.make_staff("curators")
    actions.blank_person(person=representative.user, by=by, reason="They asked.")

    assert not Token.objects.exists()
    assert not KeptAnswer.objects.exists()


def test_only_its_owner_revokes_a_token_and_once(representative, other):
    token = factories.make_token(representative=representative)
    _use(token, key="k")
    with pytest.raises(Refused, match="not your token"):
        actions.revoke_token(token=token, by=other.user)
    mail.outbox.clear()

    assert actions.revoke_token(token=token, by=representative.user)
    assert not actions.revoke_token(token=token, by=representative.user)
    assert Entry.objects.filter(verb="token.revoked").count() == 1
    assert len(mail.outbox) == 1
    assert not KeptAnswer.objects.exists()


def test_the_same_request_with_the_same_key_acts_once(representative):
    token, acts = factories.make_token(representative=representative), []
    act = {"act": lambda by: acts.append(by) or Answer(201, {"id": "a"}), "key": "k"}

    answers = {_use(token, request_digest="same", **act) == (201, {"id": "a"}) for _ in range(3)}

    assert answers == {True}
    assert len(acts) == 1
    with pytest.raises(KeyReused):
        _use(token, request_digest="other", **act)
    _use(factories.make_token(representative=representative), request_digest="other", **act)
    assert len(acts) == 2
    assert str(KeptAnswer.objects.first()).endswith(": 201")


def test_what_the_act_refuses_leaves_the_key_free(representative):
    token = factories.make_token(representative=representative)

    def refuse(by):
        raise Refused("Not now.")

    with pytest.raises(Refused, match="Not now"):
        _use(token, act=refuse, key="k")

    assert not KeptAnswer.objects.exists()
    assert _use(token, key="k").status == 201


def test_a_key_is_forgotten_after_a_day(time_machine):
    time_machine.move_to("2026-09-06T12:00:00Z", tick=False)
    token = factories.make_token()
    _use(token, key="k", request_digest="first")
    _use(token, key="l")
    assert not actions.forget_next_answer()

    time_machine.move_to("2026-09-07T12:00:00Z", tick=False)
    _use(token, key="k", request_digest="second")

    assert KeptAnswer.objects.filter(request_digest="first").count() == 0
    assert actions.forget_next_answer()
    assert not actions.forget_next_answer()


@pytest.mark.parametrize(
    "wrong",
    [
        {"may_endorse": False, "may_withdraw": False, "may_comment": False},
        {"expires_at": now() - 900 * DAY},
    ],
)
def test_the_database_keeps_no_token_for_nothing_and_none_without_time(representative, wrong):
    factories.make_token(representative=representative)

    with pytest.raises(IntegrityError):
        Token.objects.update(**wrong)


def _logged_in(client, person, *, ago=0):
    """Return the client as of a browser in which the person logged in with a code just now."""
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    record = {"method": "code", "at": time.time() - ago, "reauthenticated": True}
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [record]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client


@pytest.fixture
def lately(client, representative):
    return _logged_in(client, representative.user)


def _form(representative):
    form = {"label": "Our program", "scopes": ["endorse", "comment"], "days": "30"}
    return form | {"representative": representative.pk}


def test_a_token_is_made_on_a_page_which_shows_it_once(lately, representative):
    assert "Lantern Coalition" in lately.get("/accounts/tokens/new/").content.decode()
    answer = lately.post("/accounts/tokens/new/", _form(representative))

    token = Token.objects.get()
    secret = next(word for word in answer.content.decode().split("<") if "plenary_" in word)
    secret = secret.partition(">")[2]
    assert actions.token_of(secret) == token
    assert (token.may_endorse, token.may_withdraw, token.may_comment) == (True, False, True)
    assert token.expires_at - token.created_at == 30 * DAY
    assert "no-store" in answer["Cache-Control"]
    shown = lately.get("/accounts/tokens/").content.decode()
    assert "Our program" in shown
    assert token.prefix in shown
    assert secret not in shown


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"scopes": []}, "Choose at least one."),
        ({"days": "3650"}, "Select a valid choice"),
        ({"representative": 0}, "You now act for Lantern Coalition"),
    ],
)
def test_what_is_wrong_in_the_form_is_told(lately, representative, fields, told):
    answer = lately.post("/accounts/tokens/new/", _form(representative) | fields)

    assert told in answer.content.decode()
    assert not Token.objects.exists()


def test_what_the_act_refuses_is_told_in_the_form(lately, representative):
    for _each in range(10):
        factories.make_token(representative=representative)

    answer = lately.post("/accounts/tokens/new/", _form(representative))

    assert "You have ten tokens" in answer.content.decode()


def test_who_has_logged_in_long_ago_is_asked_first_whether_it_is_still_them(client, representative):
    old = _logged_in(client, representative.user, ago=3600)

    answer = old.post("/accounts/tokens/new/", _form(representative))

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert not Token.objects.exists()


def test_without_a_password_one_logs_in_again_with_a_code(client, representative):
    person = representative.user
    person.set_unusable_password()
    person.save()

    old = _logged_in(client, person, ago=3600).get("/accounts/tokens/new/")
    new = _logged_in(client, person).get("/accounts/tokens/new/")

    assert old.status_code == 403
    assert "Log in again" in old.content.decode()
    assert new.status_code == 200


@pytest.mark.parametrize("may_comment", [True, False])
def test_only_what_one_may_do_oneself_is_offered(client, may_comment):
    by = factories.make_representative(may_sign=False, may_comment=may_comment)

    shown = _logged_in(client, by.user).get("/accounts/tokens/new/")

    assert shown.status_code == (200 if may_comment else 403)
    assert 'value="endorse"' not in shown.content.decode()


def test_whoever_acts_for_nobody_makes_none(client):
    stranger = _logged_in(client, factories.make_user())

    assert stranger.get("/accounts/tokens/new/").status_code == 403
    assert "You have no token." in stranger.get("/accounts/tokens/").content.decode()


def test_a_token_is_revoked_on_the_page_by_its_owner_alone(lately, representative, other):
    own = factories.make_token(representative=representative)
    stranger = factories.make_token(representative=other)

    first = lately.post(f"/accounts/tokens/{own.pk}/revoke/", follow=True).content.decode()
    second = lately.post(f"/accounts/tokens/{own.pk}/revoke/", follow=True).content.decode()

    assert "The token does not hold any more." in first
    assert "It was revoked already." in second
    assert "revoked on" in second
    assert lately.post(f"/accounts/tokens/{stranger.pk}/revoke/").status_code == 404
    assert actions.token_of(stranger.secret)


@pytest.mark.parametrize("number", [1, 10])
def test_the_list_takes_the_same_queries_however_many(
    log_in, representative, django_assert_num_queries, number
):
    for _each in range(number):
        factories.make_token(representative=representative)
    Token.objects.filter(pk=Token.objects.first().pk).update(
        last_used_on=now().date(), expires_at=now()
    )
    client = log_in(representative)

    # Session, person, the tokens, and whom they act for.
    with django_assert_num_queries(4):
        shown = client.get("/accounts/tokens/").content.decode()

    assert "last used on" in shown
    assert "ended on" in shown
