"""How often one may try to get in, and how much one may send once one is."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from statistics import median
from time import perf_counter
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import reverse

from ledger.clock import now
from ledger.shared_cache import SharedCache
from organisations import limits
from organisations.models import SavedSearch, User
from portal.api.problems import Problem
from portal.api.throttles import refuse_hasty
from tests import factories
from tests.portal.asking import after_a_pause

pytestmark = pytest.mark.django_db

PASSWORD = "a quiet harbour 7"
KNOWN, UNKNOWN, INACTIVE = "known@harbour.example", "nobody@harbour.example", "off@harbour.example"
AWAY = {
    "default": {
        "BACKEND": "ledger.shared_cache.SharedCache",
        # Nobody listens there.
        "LOCATION": "redis://127.0.0.1:1/0",
    }
}
LOGIN, CODE, RESET = (
    reverse(name)
    for name in ("account_login", "account_request_login_code", "account_reset_password")
)

CONFIRM = reverse("account_confirm_login_code")


@pytest.fixture
def away(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SharedCache, "away_until", 0.0)
    settings.CACHES = AWAY


@pytest.fixture
def people(db: Any) -> None:
    factories.make_user(KNOWN)
    factories.make_user(INACTIVE, is_active=False)


def _try(email: str = KNOWN, password: str | None = None, **more: Any) -> Any:
    return Client().post(LOGIN, {"login": email, "password": password or "wrong"}, **more)


# Getting in


def test_one_account_may_be_tried_ten_times_in_five_minutes_from_all_addresses(people):
    answers = [_try(REMOTE_ADDR=f"192.0.2.{number}") for number in range(11)]

    assert [each.status_code for each in answers] == [200] * 10 + [429]
    assert answers[-1]["Retry-After"] == "300"
    assert _try("other@example.org").status_code == 200


def test_one_address_may_try_thirty_times_a_minute_whatever_accounts(people):
    answers = [_try(f"person{number}@example.org") for number in range(31)]

    assert [each.status_code for each in answers] == [200] * 30 + [429]
    assert answers[-1]["Retry-After"] == "60"
    assert _try(REMOTE_ADDR="192.0.2.9").status_code == 200


def test_what_a_client_writes_into_the_header_gives_no_new_tries(people, settings):
    settings.TRUSTED_PROXIES = 1
    for number in range(30):
        forged = {"X-Forwarded-For": f"198.51.100.{number}, 203.0.113.5"}
        _try(f"person{number}@example.org", headers=forged)

    forged = {"X-Forwarded-For": "198.51.100.99, 203.0.113.5"}
    assert _try(headers=forged).status_code == 429
    assert _try(headers={"X-Forwarded-For": "198.51.100.99"}).status_code == 200


def test_who_types_no_address_is_counted_by_where_they_are_alone(people):
    assert [_try("").status_code for _number in range(12)] == [200] * 12


def test_a_success_clears_nothing_and_is_no_try_itself(people):
    [_try() for _number in range(8)]
    for _each in range(3):
        assert _try(password=PASSWORD).status_code == 302
    assert [_try().status_code for _number in range(3)] == [200, 200, 429]


def test_a_success_of_ones_own_frees_no_tries_of_others_from_the_address(people):
    for number in range(28):
        _try(f"person{number}@example.org")
    assert _try(password=PASSWORD).status_code == 302
    assert [_try("last@example.org").status_code for _number in range(2)] == [200, 429]


def test_who_is_locked_out_is_led_to_the_mailed_code(people):
    [_try() for _number in range(10)]
    assert "Send me a code by e-mail" in _try().content.decode()
    [Client().post(CODE, {"email": KNOWN}) for _number in range(3)]
    page = Client().post(CODE, {"email": KNOWN}).content.decode()
    assert "Send me a code by e-mail" not in page


def test_whoever_is_locked_out_of_passwords_still_gets_a_code_and_a_new_password(
    people, mailoutbox
):
    [_try() for _number in range(11)]

    assert Client().post(CODE, {"email": KNOWN}).status_code == 302
    client = Client()
    client.post(RESET, {"email": KNOWN})
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", mailoutbox[-1].body)
    assert link
    form = client.get(link[1], follow=True)
    new = "another quiet harbour 8"
    done = client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert done.status_code == 302
    assert User.objects.get(email=KNOWN).check_password(new)


@pytest.mark.parametrize("email", [KNOWN, UNKNOWN, INACTIVE])
def test_mailed_codes_are_counted_alike_whether_or_not_somebody_is_known(
    people, time_machine, email
):
    time_machine.move_to(now(), tick=False)
    answers = []
    for number in range(4):
        client = Client(REMOTE_ADDR=f"192.0.2.{number}")
        client.post(CODE, {"email": email})
        answers += [client.post(CONFIRM, {"code": "AAAA-AAAA"}).status_code for _each in range(3)]
        time_machine.shift(timedelta(seconds=61))

    assert answers == [200, 200, 302] * 3 + [200, 429, 429]


def test_codes_of_the_second_factor_are_counted_for_whoever_half_got_in(people):
    client = Client()
    session = client.session
    session["account_login"] = {"user_pk": "7"}
    session.save()
    address = reverse("mfa_authenticate")
    answers = [
        client.post(address, {"code": "000000"}, REMOTE_ADDR=f"192.0.2.{n}") for n in range(11)
    ]
    assert [each.status_code for each in answers] == [302] + [302] * 9 + [429]


def test_who_asks_too_often_for_mails_waits_and_what_was_typed_is_kept_but_no_password(people):
    answers = [Client().post(CODE, {"email": KNOWN}) for _number in range(4)]
    page = answers[-1].content.decode()
    assert answers[-1].status_code == 429
    assert KNOWN in page

    [_try(password="opensesame") for _number in range(10)]
    page = _try(password="opensesame").content.decode()
    assert KNOWN in page
    assert "opensesame" not in page


# Alike, whoever it is


class Counted(MD5PasswordHasher):
    """Counts how often a password is worked through: what takes the time of a login."""

    algorithm = "counted"
    times = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).times += 1
        return super().encode(password, salt)


def _page(answer: Any, email: str) -> str:
    page = re.sub(r'value="\w{64}"', "", answer.content.decode())
    return page.replace(email, "").replace(email.upper(), "")


@pytest.mark.parametrize(
    ("route", "form"),
    [
        (LOGIN, {"login": "{}", "password": "wrong"}),
        (CODE, {"email": "{}"}),
        (RESET, {"email": "{}"}),
        (
            "/organisations/apply/",
            {
                "person": "Ada",
                "email": "{}",
                "capacity": "Chair",
                "name": "Harbour Watch",
                "kind": "ngo",
                "country": "AT",
                "about": "We watch.",
            },
        ),
    ],
)
def test_known_unknown_and_inactive_are_answered_alike(people, settings, route, form):
    settings.PASSWORD_HASHERS = [f"{__name__}.Counted"]
    for email in (KNOWN, INACTIVE):
        person = User.objects.get(email=email)
        person.set_password(PASSWORD)
        person.save()

    seen = []
    for email in (KNOWN, UNKNOWN, INACTIVE):
        after_a_pause()
        Counted.times = 0
        filled = {name: value.format(email) for name, value in form.items()}
        answer = Client().post(route, filled, follow=True)
        seen.append(
            (answer.status_code, answer.redirect_chain, _page(answer, email), Counted.times)
        )

    assert seen[0] == seen[1] == seen[2]


def test_who_is_inactive_is_not_told_so_even_with_the_right_password(people):
    right, wrong = _try(INACTIVE, PASSWORD), _try(INACTIVE)
    assert right.status_code == wrong.status_code == 200
    assert _page(right, INACTIVE) == _page(wrong, INACTIVE)


@pytest.mark.hold
@pytest.mark.parametrize("name", ["login", "email"])
def test_they_take_the_same_time(people, settings, name):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    for email in (KNOWN, INACTIVE):
        person = User.objects.get(email=email)
        person.set_password(PASSWORD)
        person.save()
    route = LOGIN if name == "login" else RESET
    took: dict[str, list[float]] = {email: [] for email in (KNOWN, UNKNOWN, INACTIVE)}

    # One after the other in turn, so that what else the machine does falls on all alike.
    for _round in range(15):
        for email, times in took.items():
            after_a_pause()
            client = Client()
            began = perf_counter()
            client.post(route, {name: email, "password": "wrong"})
            times.append(perf_counter() - began)

    middle = {email: median(times) for email, times in took.items()}
    spread = max(middle.values()) - min(middle.values())
    assert spread < 0.03 + 0.15 * min(middle.values()), middle


# While the counts are away


def test_while_redis_is_away_nobody_gets_in_and_is_told_when_to_come_back(people, away):
    for route, form in (
        (LOGIN, {"login": KNOWN, "password": PASSWORD}),
        (CODE, {"email": KNOWN}),
        (RESET, {"email": KNOWN}),
    ):
        client = Client()
        answer = client.post(route, form)
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert "_auth_user_id" not in client.session


def test_while_redis_is_away_all_is_read_and_written_as_always(log_in, representative, away):
    client = log_in(representative)

    assert Client().get("/").status_code == 200
    assert Client().get("/recommendations/export.csv").status_code == 200
    saved = client.post("/saved/new/recommendations/", {"name": "All"})
    assert saved.status_code == 302
    assert SavedSearch.objects.exists()


def test_a_count_of_the_library_that_is_away_is_a_503_too(log_in, representative, away):
    new = "another quiet harbour 8"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    answer = log_in(representative).post(reverse("account_change_password"), form)
    assert answer.status_code == 503
    assert not limits.is_over_limit("export", "somebody", limit=1, seconds=60)


# Invitations


def test_an_invitation_answers_alike_whoever_is_invited(people, mailoutbox):
    seen = []
    for email in (KNOWN, UNKNOWN, INACTIVE):
        after_a_pause()
        invitation = factories.make_invitation(email=email)
        client = Client()
        shown = client.get(f"/invitations/{invitation.token}/")
        sent = client.post(f"/invitations/{invitation.token}/")
        page = client.get(sent["Location"])
        where = sent["Location"].partition("?")[0]
        told = _page(shown, email).replace(invitation.token, "")
        seen.append((told, sent.status_code, where, page.status_code))
    assert seen[0] == seen[1] == seen[2]


# Once one is in


def _save(client: Client, name: str = "Mine", **more: Any) -> Any:
    return client.post("/saved/new/recommendations/", {"name": name}, **more)


def test_an_account_sends_so_many_a_minute_and_keeps_what_it_typed(
    log_in, representative, settings
):
    settings.WRITES_A_MINUTE = 12
    client = log_in(representative)
    answers = [_save(client, "") for _number in range(12)]
    late = _save(client, "All that\nis “new”")

    assert {each.status_code for each in answers} == {200}
    assert (late.status_code, late["Retry-After"]) == (429, "60")
    assert 'value="All that\nis “new”"' in late.content.decode()
    assert client.get("/saved/").status_code == 200
    assert client.post(reverse("account_logout")).status_code == 302


def test_the_people_of_an_organisation_send_five_times_as_many_together(organisation, settings):
    settings.WRITES_A_MINUTE = 6
    people = [factories.make_representative(organisation=organisation) for _each in range(6)]
    statuses = []
    for each in people:
        client = Client()
        client.force_login(each.user, backend="django.contrib.auth.backends.ModelBackend")
        statuses.append([_save(client, "").status_code for _number in range(6)])

    assert statuses == [[200] * 6] * 5 + [[429] * 6]


def test_a_minute_later_one_sends_again_and_what_was_left_is_forgotten(settings, time_machine):
    settings.WRITES_A_MINUTE = 6
    time_machine.move_to(now(), tick=False)
    assert [limits.is_writing_too_often(1, None) for _n in range(7)] == [False] * 6 + [True]
    limits.is_writing_too_often(2, None)
    time_machine.shift(61)
    assert not limits.is_writing_too_often(3, None)
    assert [key for _scope, key in limits.in_hand] == ["3"]
    assert not limits.is_writing_too_often(1, None)


@pytest.mark.parametrize(("most", "given"), [(1, 1), (25, 24), (30, 30), (47, 46), (100, 100)])
def test_as_many_acts_are_free_as_the_setting_says_or_a_little_less(settings, most, given):
    settings.WRITES_A_MINUTE = most

    refused = [limits.is_writing_too_often(1, None) for _number in range(most + 1)]

    assert refused.count(False) == given


def test_another_worker_goes_on_with_what_is_left(settings):
    settings.WRITES_A_MINUTE = 48
    first = [limits.is_writing_too_often(1, None) for _number in range(3)]
    limits.in_hand.clear()
    second = [limits.is_writing_too_often(1, None) for _number in range(45)]

    # What the first had in hand, one act, is lost.
    assert not any(first)
    assert second == [False] * 44 + [True]


def test_acts_that_come_at_once_are_counted_as_those_that_come_in_turn(settings):
    settings.WRITES_A_MINUTE = 48
    with ThreadPoolExecutor(16) as threads:
        told = list(threads.map(lambda _n: limits.is_writing_too_often(1, None), range(40)))

    assert not any(told)


def test_the_token_of_a_person_counts_with_what_they_send_themselves(settings):
    settings.WRITES_A_MINUTE = 1
    token = factories.make_token()
    refuse_hasty(token)

    with pytest.raises(Problem):
        refuse_hasty(token)
