from http import HTTPStatus

import pytest
from django.urls import reverse

from organisations.models import Application, Organisation, User
from tests import factories as make
from tests.reading_pages import main_of, part, words

pytestmark = pytest.mark.django_db

APPLY, APPLIED = reverse("organisation-apply"), reverse("organisation-applied")
FORM = {
    "person": "Ada Quay",
    "email": "Ada@Quay.example",
    "capacity": "Director",
    "name": "  Harbour   Watch ",
    "acronym": "HW",
    "kind": "ngo",
    "country": "AT",
    "languages": "EN; fr en",
    "website": "quay.example",
    "contact_email": "office@quay.example",
    "sign_off_rule": "The board, in a week",
    "about": "We watch harbours.",
}


def _sent(client, **changes):
    return client.post(APPLY, FORM | changes)


def _error_beside(html: str, field: str) -> str:
    return words(part(html, f'id="id_{field}_error"', "</div>"))


def test_a_visitor_applies_and_is_told_to_look_at_the_mail(client):
    response = _sent(client)

    assert response.status_code == HTTPStatus.FOUND
    assert response.url == APPLIED
    assert "Check your mail" in main_of(client, APPLIED)
    organisation = Organisation.objects.get(slug="harbour-watch")
    assert (organisation.name, organisation.status) == ("Harbour Watch", "pending")
    assert organisation.region == organisation.country.region
    assert organisation.languages == "en, fr"
    assert organisation.website == "https://quay.example"
    assert organisation.application.user.email == "ada@quay.example"
    assert organisation.application.capacity == "Director"


def test_a_known_address_and_a_known_name_are_answered_the_same(client):
    known = make.make_user("ada@quay.example", name="Somebody")
    make.make_organisation(name="Harbour Watch", slug="harbour-watch")

    response = _sent(client)

    assert (response.status_code, response.url) == (HTTPStatus.FOUND, APPLIED)
    application = Application.objects.get()
    assert application.user == known
    assert application.organisation.slug.startswith("harbour-watch-")
    known.refresh_from_db()
    assert known.name == "Somebody"


def test_an_organisation_that_works_across_countries_has_no_region(client):
    _sent(client, country="")
    assert Organisation.objects.get().region is None


def test_one_who_is_signed_in_is_not_asked_who_they_are(client, log_in):
    person = make.make_user()
    people = log_in(person)

    html = main_of(people, APPLY)
    people.post(APPLY, {key: FORM[key] for key in FORM if key not in ("person", "email")})

    assert 'name="email"' not in html
    assert f"You ask as {person.email}." in html
    assert Application.objects.get().user == person


def test_wrong_input_is_told_beside_its_field_and_kept(client):
    response = _sent(
        client,
        name="Harbour\u202eWatch",
        email="ada at quay",
        website="ftp://quay.example",
        languages="English",
        kind="state",
        about="",
    )

    html = response.content.decode()
    assert response.status_code == HTTPStatus.OK
    assert "invisible" in _error_beside(html, "name")
    assert "valid email address" in _error_beside(html, "email")
    assert "URL" in _error_beside(html, "website")
    assert "“english” is not the code of a language" in _error_beside(html, "languages")
    assert _error_beside(html, "kind")
    assert "required" in _error_beside(html, "about")
    assert 'value="ada at quay"' in html
    assert "said beside each field" in html
    assert not Organisation.objects.exists()


# Each of its capital letters is two small ones.
LONG_WHEN_SMALL = f"ada@{'.'.join(['İ' * 60] * 3)}.example"


def test_an_address_that_grows_too_long_in_small_letters_is_refused_beside_its_field(client):
    html = _sent(client, email=LONG_WHEN_SMALL).content.decode()

    assert "254" in _error_beside(html, "email")
    assert not User.objects.exists()


@pytest.mark.parametrize("name", ["!!! ???", "\ufdfa" * 100])
def test_a_name_has_letters_that_can_be_read(client, name):
    html = _sent(client, name=name).content.decode()
    assert "letters that can be read out" in _error_beside(html, "name")


def test_states_and_bodies_of_the_un_are_not_offered(client):
    html = main_of(client, APPLY)
    assert 'value="ngo"' in html
    assert not any(f'value="{kind}"' in html for kind in ("state", "un-body", "regional-process"))


@pytest.mark.parametrize("name", ["Apply", "Applied"])
def test_no_organisation_takes_the_address_of_a_page(client, name):
    _sent(client, name=name)
    assert Organisation.objects.get().slug.startswith(f"{name.lower()}-")


def test_too_many_applications_from_one_address_wait_and_keep_what_was_typed(client):
    for number in range(10):
        assert _sent(client, name=f"Harbour {number} Watch").status_code == HTTPStatus.FOUND

    response = _sent(client, name="Harbour ten Watch")

    assert response.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert response["Retry-After"] == "3600"
    html = response.content.decode()
    assert "Wait an hour" in html
    assert 'value="Harbour ten Watch"' in html
    assert Organisation.objects.count() == 10


def test_tries_that_fail_do_not_count(client):
    for _ in range(12):
        assert _sent(client, about="").status_code == HTTPStatus.OK
    assert _sent(client).status_code == HTTPStatus.FOUND


def test_the_form_is_kept_by_no_cache(client):
    response = client.get(APPLY)
    assert "no-store" in response["Cache-Control"]
    assert b"csrfmiddlewaretoken" in response.content


def test_the_answer_is_a_page_like_any_other_and_sets_no_cookie(client):
    response = client.get(APPLIED)
    assert b"Check your mail" in response.content
    assert not response.cookies


def test_the_applicant_hears_by_mail_and_logs_in_without_a_password(client, mailoutbox):
    _sent(client)
    [message] = mailoutbox
    assert message.to == ["ada@quay.example"]
    assert "Harbour Watch" in message.body
    assert not User.objects.get().has_usable_password()


def test_an_inactive_person_is_written_nothing_and_answered_the_same(client, mailoutbox):
    make.make_user("ada@quay.example", is_active=False)
    assert _sent(client).url == APPLIED
    assert mailoutbox == []
