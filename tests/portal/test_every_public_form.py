"""Sends odd values in each field of the forms outside the admin, as visitor and representative."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests import factories
from tests.portal.odd_values import ODD

pytestmark = pytest.mark.django_db

MORE_BYTES_THAN_TAKEN = 2_621_441


@pytest.fixture
def forms(recommendation: Any, representative: Any) -> dict[str, dict[str, Any]]:
    """What somebody sends in good faith, by address."""
    factories.make_endorsement(recommendation=recommendation, representative=representative)
    page = f"/recommendations/{recommendation.code}"
    own = {"representative": str(representative.pk)}
    address = {"email": representative.user.email}
    words = {"version": "1", "stance": "asks", "text": "Why?", "language": "en", "parent": ""}
    password = {"oldpassword": "a quiet harbour 7", "password1": "b", "password2": "b"}
    organisation = {"name": "Night Ferry", "acronym": "", "kind": "ngo", "country": "AT"}
    organisation |= {"languages": "en", "website": "", "contact_email": "", "sign_off_rule": ""}
    person = {"person": "Bo", "email": "bo@example.org", "capacity": "Chair"}
    return {
        f"{page}/endorse/": own | {"fingerprint": recommendation.text.fingerprint},
        f"{page}/withdraw/": own,
        f"{page}/comments/": own | words,
        "/organisations/apply/": person | organisation | {"about": "We row."},
        "/acting/": own | {"next": "/"},
        "/demo/login/": address,
        "/accounts/login/": {"login": address["email"], "password": "x", "next": "/"},
        "/accounts/login/code/": address | {"next": "/"},
        "/accounts/login/code/confirm/": {"code": "123456", "action": "resend"},
        "/accounts/password/reset/": address,
        "/accounts/password/change/": password,
        "/accounts/email/": address | {"action_add": "1"},
        "/accounts/reauthenticate/": {"password": "x", "next": "/"},
        "/accounts/2fa/totp/activate/": {"code": "123456"},
        "/accounts/logout/": {"next": "/"},
    }


@pytest.fixture
def people(representative: Any) -> dict[str, Client]:
    """Both kinds of people there are outside the admin, each with answers to faults."""
    visitor, own = (Client(raise_request_exception=False) for _each in range(2))
    own.force_login(representative.user, backend="django.contrib.auth.backends.ModelBackend")
    return {"visitor": visitor, "representative": own}


def _status(client: Client, address: str, form: dict[str, Any]) -> int:
    """Send the form, as the first that ever comes from this person; return the last status."""
    cache.clear()
    return int(client.post(address, form, follow=True).status_code)


@pytest.mark.hold
@pytest.mark.parametrize("who", ["visitor", "representative"])
@pytest.mark.parametrize("name", ["twenty digits", "NUL", "a million letters"])
def test_an_odd_value_in_all_fields_is_answered(forms, people, who, name):
    answers = {
        address: _status(people[who], address, dict.fromkeys(form, ODD[name]))
        for address, form in forms.items()
        if address != "/accounts/logout/"
    }

    assert not {address: status for address, status in answers.items() if status >= 500}


@pytest.mark.exhaustive
@pytest.mark.parametrize("who", ["visitor", "representative"])
def test_any_odd_value_in_any_field_is_answered(forms, people, representative, who):
    wrong = []
    for address, form in forms.items():
        for field in form:
            for name, value in ODD.items():
                if who == "representative":
                    backend = "django.contrib.auth.backends.ModelBackend"
                    people[who].force_login(representative.user, backend=backend)
                status = _status(people[who], address, form | {field: value})
                wrong += [f"{address} {field} {name}: {status}"] if status >= 500 else []

    assert not wrong


@pytest.mark.hold
@pytest.mark.parametrize(
    "form",
    [{f"field-{number}": "x" for number in range(2000)}, {"about": "a" * MORE_BYTES_THAN_TAKEN}],
    ids=["two thousand fields", "too many bytes"],
)
def test_a_form_that_is_too_large_is_refused(form):
    checked = Client(enforce_csrf_checks=True, raise_request_exception=False)

    for address in ("/organisations/apply/", "/accounts/login/", "/acting/", "/no-such-page/"):
        assert checked.post(address, form).status_code in (400, 404), address
