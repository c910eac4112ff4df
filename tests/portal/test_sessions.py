"""Where somebody is logged in: they see it, end it, and it ends when their account changes."""

from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from django.urls import reverse

from ledger.models import Entry
from organisations.actions import blank_person, deactivate
from organisations.models import User
from portal.accounts import NO_ADDRESS, AccountAdapter
from portal.sessions import family_of
from recommendations.demo.accounts import EMAILS
from tests import factories

pytestmark = pytest.mark.django_db

LOGIN, SESSIONS = reverse("account_login"), reverse("usersessions_list")
PASSWORD, NEW = "a quiet harbour 7", "another quiet harbour 8"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36"


def _logged_in(person: User, user_agent: str = FIREFOX, password: str = PASSWORD) -> Client:
    client = Client(headers={"User-Agent": user_agent}, REMOTE_ADDR="203.0.113.77")
    form = {"login": person.email, "password": password}
    assert client.post(LOGIN, form).status_code == 302
    return client


def _is_in(client: Client) -> bool:
    return client.get("/awaiting/").status_code == 200


@pytest.fixture
def person(db: Any) -> User:
    return factories.make_user("somebody@example.org")


@pytest.mark.parametrize(
    ("user_agent", "family"),
    [
        (FIREFOX, "Firefox"),
        (CHROME, "Chrome"),
        (f"{CHROME} Edg/141.0", "Edge"),
        (f"{CHROME} OPR/120.0", "Opera"),
        ("Mozilla/5.0 (iPhone) AppleWebKit/605 Version/18.0 Safari/604.1", "Safari"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_a_browser_is_known_by_its_family_alone(user_agent, family):
    assert family_of(user_agent) == family


def test_nothing_says_from_where_somebody_logged_in_nor_with_which_machine(person):
    client = _logged_in(person, CHROME)
    client.get(SESSIONS)

    kept = UserSession.objects.values().get()
    assert (kept["ip"], kept["user_agent"], kept["data"]) == ("0.0.0.0", "Chrome", {})  # noqa: S104
    told = f"{kept} {[each.get_decoded() for each in Session.objects.all()]}"
    assert "203.0.113" not in told
    assert "Windows" not in told


def test_the_library_is_told_no_address_of_anybody():
    request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.77")
    assert AccountAdapter(request).get_client_ip(request) == NO_ADDRESS


def test_one_sees_all_of_ones_own_and_which_one_is_in(person):
    here, there = _logged_in(person), _logged_in(person, CHROME)
    _logged_in(factories.make_user(), "Opera/9")

    page = here.get(SESSIONS).content.decode()

    assert page.count("Log out there") == page.count("You are here") == 1
    assert "<strong>Firefox</strong>" in page
    assert "<strong>Chrome</strong>" in page
    assert "Opera" not in page
    assert _is_in(there)


def test_a_session_that_was_there_before_the_list_is_on_it(log_in, person):
    page = log_in(person).get(SESSIONS).content.decode()
    assert "You are here" in page
    assert "after 14 days" in page
    assert "Another browser" in page
    assert "everywhere else" in page
    assert "Log out everywhere else" not in page


def test_one_is_ended_and_the_others_stay(person):
    here, there, third = (_logged_in(person) for _each in range(3))
    key = UserSession.objects.get(session_key=there.session.session_key).pk

    answer = here.post(reverse("end-session", args=[key]), follow=True)

    assert "You are logged out there." in answer.content.decode()
    assert [_is_in(each) for each in (here, there, third)] == [True, False, True]


def test_nobody_ends_a_session_of_others_nor_this_way_their_own(person):
    here, other = _logged_in(person), _logged_in(factories.make_user())
    for client in (here, other):
        key = UserSession.objects.get(session_key=client.session.session_key).pk
        assert here.post(reverse("end-session", args=[key])).status_code == 404
    assert _is_in(here)
    assert _is_in(other)


def test_all_others_are_ended_at_once(person):
    here, *others = (_logged_in(person) for _each in range(3))
    page = here.post(SESSIONS, follow=True).content.decode()
    assert "You are logged out everywhere else." in page
    assert [_is_in(each) for each in (here, *others)] == [True, False, False]
    assert here.get(SESSIONS).content.decode().count('class="org"') == 1


def test_another_password_ends_all_others_and_the_list_agrees(person):
    here, there = _logged_in(person), _logged_in(person)
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    here.post(reverse("account_change_password"), form)

    assert [_is_in(each) for each in (here, there)] == [True, False]
    assert "Log out there" not in here.get(SESSIONS).content.decode()
    assert here.get(SESSIONS).content.decode().count('class="org"') == 1


@pytest.mark.parametrize("closed", [deactivate, blank_person])
def test_they_end_when_the_account_is_closed(person, curator, closed):
    client = _logged_in(person)
    more = {"reason": "They asked for it."} if closed is blank_person else {}
    closed(person=person, by=curator, **more)
    assert not _is_in(client)
    assert not UserSession.objects.filter(user=person).exists()


@pytest.mark.parametrize(
    ("change", "stays"),
    [
        ({"groups": ["moderators"]}, False),
        ({"is_staff": ""}, False),
        ({"is_superuser": ""}, False),
        ({"groups": ["curators", "protectors"]}, True),
        ({"name": "Somebody Else"}, True),
    ],
)
def test_they_end_when_a_role_in_the_admin_is_taken_away(log_in, change, stays):
    root = factories.make_user("root@example.org", is_staff=True, is_superuser=True)
    person = factories.make_staff("curators")
    User.objects.filter(pk=person.pk).update(is_superuser=True)
    session = _logged_in(person)
    form = {"name": person.name, "is_active": "on", "is_staff": "on", "is_superuser": "on"}
    given = {"groups": ["curators"]} | change
    groups = Group.objects.filter(name__in=given["groups"]).values_list("pk", flat=True)
    form = {name: value for name, value in (form | given).items() if value}

    page = f"/admin/organisations/user/{person.pk}/change/"
    assert log_in(root).post(page, form | {"groups": list(groups)}).status_code == 302

    assert _is_in(session) is stays
    told = Entry.objects.filter(verb="user.roles_changed")
    assert told.count() == (0 if "name" in change else 1)
    if told:
        assert (told[0].actor_id, told[0].payload["groups"]) == (root.pk, sorted(groups))


def test_whoever_logs_in_in_a_demonstration_sees_it_too(settings, client):
    settings.DEMO = True
    user = factories.make_user(EMAILS[0])
    client.post("/demo/login/", {"email": user.email}, headers={"Host": "localhost"})
    assert UserSession.objects.get().user == user
