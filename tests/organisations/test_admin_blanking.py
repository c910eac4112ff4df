"""Blanking a person, as it is done in the admin."""

from http import HTTPStatus

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory
from django.urls import reverse

from ledger.refusal import Refused
from organisations import actions
from organisations.models import Application, Representative, User
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.hold]

PEOPLE = "/admin/organisations/user/"
REASON = "Asked for it by letter of 3 May."


@pytest.fixture
def person(representative) -> User:
    user = representative.user
    user.name = "Bo Quillfeather"
    user.save()
    return user


@pytest.fixture
def curating(log_in, curator) -> Client:
    return log_in(curator)


@pytest.fixture
def superuser(db) -> User:
    return factories.make_user("root@example.org", is_staff=True, is_superuser=True)


def _act(person: User) -> str:
    return reverse("admin:organisations_user_blank", args=[person.pk])


def _page(person: User) -> str:
    return f"{PEOPLE}{person.pk}/change/"


def _told(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def _is_blanked(person: User) -> bool:
    return User.objects.get(pk=person.pk).is_blanked


def test_the_page_of_a_person_leads_to_the_act_which_is_done_after_a_reason(curating, person):
    assert _act(person) in curating.get(_page(person)).content.decode()

    response = curating.post(_act(person), {"reason": REASON}, follow=True)

    assert _is_blanked(person)
    assert response.redirect_chain[0][0] == _page(person)
    assert _told(response)[0].endswith("Pages name them “a former member”.")


def test_the_act_says_in_plain_words_what_goes_and_what_stays(curating, person):
    application = factories.make_application(by=person).organisation
    reached = factories.make_organisation(contact_email=person.email.upper())
    other = factories.make_organisation(contact_email="office@example.org")

    html = curating.get(_act(person)).content.decode()

    assert "This cannot be undone." in html
    assert "Their rights for Lantern Coalition end now." in html
    assert f'/organisation/{application.pk}/change/">{application.name}</a>' in html
    assert f'/organisation/{reached.pk}/change/">{reached.name}</a>' in html
    assert other.name not in html


def test_rights_that_have_ended_are_not_said_to_end(curating, curator, person, representative):
    actions.end_rights(representative=representative, by=curator)
    assert "end now." not in curating.get(_act(person)).content.decode()


def test_looking_at_the_act_does_nothing(curating, person):
    curating.get(_act(person))
    assert not _is_blanked(person)


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("", "This field is required."),
        ("Quillfeather asked us.", "Leave out “Quillfeather”"),
        ("That is bo quillfeather.", "Leave out “Bo Quillfeather”"),
        ("REPRESENTATIVE@example.org wrote.", "Leave out “representative@example.org”"),
    ],
)
def test_a_reason_is_needed_that_does_not_name_the_person(curating, person, reason, told):
    html = curating.post(_act(person), {"reason": reason}).content.decode()
    assert told in html
    assert reason in html
    assert not _is_blanked(person)


def test_a_person_without_a_name_is_blanked_too(curating):
    nameless = factories.make_user(name="")
    curating.post(_act(nameless), {"reason": REASON})
    assert _is_blanked(nameless)


def test_the_page_of_one_who_was_blanked_tells_when_by_whom_and_why(curating, curator, person):
    curating.post(_act(person), {"reason": REASON})

    html = curating.get(_page(person)).content.decode()

    assert REASON in html
    assert str(curator) in html
    assert "a former member" in html
    assert "Quillfeather" not in html
    assert _act(person) not in html


def test_nothing_of_one_who_was_blanked_is_changed_any_more(log_in, superuser, person):
    client = log_in(superuser)
    actions.blank_person(person=person, by=superuser, reason=REASON)

    for form in ({"name": "Bo"}, {"name": "", "is_active": "on", "is_staff": "on"}):
        assert client.post(_page(person), form).status_code == HTTPStatus.FORBIDDEN
    grant = person.representatives.get()
    page = f"/admin/organisations/representative/{grant.pk}/change/"
    assert client.post(page, {"capacity": "Bo"}).status_code == HTTPStatus.FORBIDDEN
    assert "Access" not in client.get(_page(person)).content.decode()
    assert client.get(page).status_code == HTTPStatus.OK


def test_who_is_blanked_already_is_told_of_and_left(curating, curator, person):
    actions.blank_person(person=person, by=curator, reason=REASON)
    assert _told(curating.get(_act(person), follow=True)) == [
        "This person has been blanked already."
    ]
    html = curating.post(_act(person), {"reason": REASON}).content.decode()
    assert "This person has been blanked already." in html


@pytest.mark.parametrize("who", ["curator", "moderator"])
def test_a_curator_reads_why_somebody_of_the_admin_is_not_theirs_to_blank(
    curating, curator, moderator, who
):
    person = {"curator": curator, "moderator": moderator}[who]
    assert _act(person) not in curating.get(_page(person)).content.decode()
    (told,) = _told(curating.get(_act(person), follow=True))
    assert told.startswith("Nobody blanks themselves" if who == "curator" else "This person works")
    assert told in curating.post(_act(person), {"reason": REASON}).content.decode()
    assert not _is_blanked(person)


def test_a_superuser_blanks_who_works_in_the_admin(log_in, superuser, moderator):
    log_in(superuser).post(_act(moderator), {"reason": REASON})
    assert _is_blanked(moderator)


@pytest.mark.parametrize("who", ["moderator", "representative"])
def test_others_blank_nobody(request, log_in, curator, who):
    client = log_in(request.getfixturevalue(who))
    target = factories.make_user()
    assert client.post(_act(target), {"reason": REASON}).status_code in (302, 403)
    assert not _is_blanked(target)


def test_a_name_typed_before_somebody_was_blanked_is_not_kept(curator, person):
    read_before = User.objects.get(pk=person.pk)
    actions.blank_person(person=person, by=curator, reason=REASON)
    read_before.name = "Bo again"
    kept = admin.site.get_model_admin(User)

    with pytest.raises(Refused, match="blanked already"):
        kept.save_model(RequestFactory().post("/"), read_before, form=None, change=True)

    assert User.objects.get(pk=person.pk).name == ""


def test_no_rights_are_granted_to_the_address_that_stands_for_one_who_was_blanked(
    curating, curator, person, organisation
):
    actions.blank_person(person=person, by=curator, reason=REASON)
    other = factories.make_organisation()
    form = {"organisation": other.pk, "email": person.email, "starts": "2026-01-05T09:00"}

    address = "/admin/organisations/representative/add/"
    response = curating.post(address, form, follow=True)

    assert response.redirect_chain[0][0] == address
    assert _told(response) == ["This person has been blanked: they get no rights any more."]
    assert not Representative.objects.filter(organisation=other).exists()


def test_the_application_of_one_who_was_blanked_names_nobody(curating, curator):
    application: Application = factories.make_application()
    organisation = application.organisation
    actions.blank_person(person=application.user, by=curator, reason=REASON)
    page = f"/admin/organisations/organisation/{organisation.pk}/"

    html = curating.get(f"{page}change/").content.decode()

    assert "a former member" in html
    assert "invalid.invalid" not in html
    assert "applicant" not in curating.get(f"{page}verify/").content.decode()
    curating.post(f"{page}verify/", {"evidence": "Known since 2009."})
    organisation.refresh_from_db()
    assert organisation.is_verified
