"""What curators do in the admin about who may act."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import pytest
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ledger.clock import now
from ledger.models import Entry
from organisations import actions
from organisations.models import Application, Organisation, Representative, User
from organisations.names import mixes_scripts
from recommendations.actions import suspend_organisation
from recommendations.models import Endorsement
from tests import factories

pytestmark = pytest.mark.django_db

ORGANISATIONS = "/admin/organisations/organisation/"
REPRESENTATIVES = "/admin/organisations/representative/"
PEOPLE = "/admin/organisations/user/"
Status = Organisation.Status


@pytest.fixture
def curating(log_in, curator) -> Client:
    return log_in(curator)


@pytest.fixture
def applied(db) -> Organisation:
    application = actions.apply(
        name="Reading Rooms",
        kind="ngo",
        capacity="Coordinator",
        about="We run six reading rooms.",
        email="ada@example.org",
        person="Ada Ofori",
    )
    return application.organisation


def _act(organisation: Organisation, verb: str) -> str:
    return reverse(f"admin:organisations_organisation_{verb}", args=[organisation.pk])


def _page(organisation: Organisation) -> str:
    return f"{ORGANISATIONS}{organisation.pk}/change/"


def _fresh(organisation: Organisation) -> Organisation:
    return Organisation.objects.get(pk=organisation.pk)


def _told(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def _filled(**fields: str) -> dict[str, str]:
    return {"name": "Harbour Watch", "kind": "ngo"} | fields


def test_those_who_wait_come_first_and_the_list_says_for_how_long(curating, applied):
    factories.make_organisation(name="Aardvark Society")
    later = actions.apply(
        name="Ferry Crews", kind="union", capacity="Chair", about="", by=_person()
    )
    received = now() - timedelta(days=3, hours=1)
    Application.objects.filter(organisation=applied).update(received=received)

    page = curating.get(ORGANISATIONS)

    listed = [organisation.name for organisation in page.context["cl"].result_list]
    assert listed[:3] == ["Reading Rooms", later.organisation.name, "Aardvark Society"]
    assert "3\xa0days" in page.content.decode()


def _person() -> User:
    return factories.make_user()


def test_the_list_is_searched_and_narrowed(curating, applied):
    factories.make_organisation(name="Aardvark Society", acronym="AASO")
    found = curating.get(ORGANISATIONS, {"q": "AASO"}).context["cl"].result_list
    assert [each.name for each in found] == ["Aardvark Society"]
    waiting = curating.get(ORGANISATIONS, {"status__exact": "pending"}).context["cl"].result_list
    assert [each.name for each in waiting] == ["Reading Rooms"]


def test_the_list_takes_the_same_queries_for_one_row_and_for_many(number, curating):
    for each in range(number):
        by = factories.make_user()
        actions.apply(name=f"Quay {each}", kind="ngo", capacity="Chair", about="", by=by)
    curating.get(ORGANISATIONS)
    with CaptureQueriesContext(connection) as queries:
        page = curating.get(ORGANISATIONS)
    assert len(page.context["cl"].result_list) == number
    assert len(queries) == 8


def test_the_page_shows_who_applied_and_what_they_say(curating, applied):
    html = curating.get(_page(applied)).content.decode()
    assert "Ada Ofori, Coordinator · ada@example.org" in html
    assert "We run six reading rooms." in html
    assert _act(applied, "verify") in html
    assert _act(applied, "reject") in html
    assert _act(applied, "suspend") not in html
    assert "View on site" not in html


def test_the_curator_sees_a_name_that_looks_like_another(curating, applied):
    other = factories.make_organisation(name="Rеading Rооms", slug="disguise", status="rejected")
    html = curating.get(_page(other)).content.decode()
    assert "A reader would mistake this name for:" in html
    assert _page(applied) in html
    assert "mixes letters of several scripts" in html
    assert "mixes letters" not in curating.get(_page(applied)).content.decode()


@pytest.mark.parametrize(
    ("name", "mixed"),
    [
        ("Lаntern Coalition", True),
        ("Lantern Coalition", False),
        ("Réseau 21, O’Neil & Co.", False),
        ("Caritas 香港", False),
        ("日本のカナ", False),
        ("한국 連合", False),
        ("Общество Σигма", True),
    ],
)
def test_scripts_mixed_in_one_word_are_noticed(name, mixed):
    assert mixes_scripts(name) is mixed


def test_verifying_makes_the_applicant_a_representative_in_the_same_step(curating, applied):
    form = {
        "evidence": "Register of associations, extract of 3 May.",
        "may_endorse": "on",
        "make_representative": "on",
        "may_comment": "on",
        "may_sign": "on",
        "capacity": "Director",
        "ends": "2099-12-31",
    }
    response = curating.post(_act(applied, "verify"), form, follow=True)

    assert _told(response)[0].startswith("The organisation is verified.")
    assert _fresh(applied).can_endorse
    representative = Representative.objects.get(organisation=applied)
    assert representative.user.email == "ada@example.org"
    assert (representative.may_comment, representative.may_sign) == (True, True)
    assert representative.capacity == "Director"
    assert representative.ends == datetime(2100, 1, 1, tzinfo=UTC)
    assert representative.is_acting(now())
    verbs = Entry.objects.about("organisation", str(applied.pk)).values_list("verb", flat=True)
    assert set(verbs) == {
        "organisation.applied",
        "organisation.verified",
        "representative.granted",
    }


def test_verifying_may_leave_the_applicant_without_rights(curating, applied):
    form = {"evidence": "Their board wrote to us.", "may_comment": "on"}
    curating.post(_act(applied, "verify"), form)
    assert _fresh(applied).is_verified
    assert not _fresh(applied).may_endorse
    assert not Representative.objects.exists()


def test_verifying_again_after_a_rejection_changes_the_rights_already_given(curating, applied):
    user = applied.application.user
    factories.make_representative(user=user, organisation=applied, may_sign=True)
    form = {"evidence": "Seen.", "make_representative": "on", "may_comment": "on", "capacity": ""}
    curating.post(_act(applied, "verify"), form)
    representative = Representative.objects.get(organisation=applied)
    assert not representative.may_sign
    assert representative.ends is None


def test_verifying_one_without_an_application_asks_for_no_applicant(curating):
    waiting = factories.make_organisation(status=Status.PENDING)
    assert "applicant" not in curating.get(_act(waiting, "verify")).content.decode()
    curating.post(_act(waiting, "verify"), {"evidence": "Known since 2009."})
    assert _fresh(waiting).is_verified


def test_verifying_needs_evidence_and_a_day_that_is_not_over(curating, applied):
    form = {"evidence": "", "may_sign": "on", "ends": "2001-01-01"}
    html = curating.post(_act(applied, "verify"), form).content.decode()
    assert "This field is required." in html
    assert "This day is over." in html
    assert 'value="2001-01-01"' in html
    assert _fresh(applied).status == Status.PENDING


def test_a_look_alike_is_refused_with_the_reason_and_what_was_typed(curating, applied):
    factories.make_organisation(name="READING ROOMS")
    form = {"evidence": "Their letter of May.", "make_representative": "on"}
    html = curating.post(_act(applied, "verify"), form).content.decode()
    assert "The name is too like “READING ROOMS”" in html
    assert "Their letter of May." in html
    assert not Representative.objects.exists()


def test_an_application_is_rejected_opened_again_and_each_decision_is_listed(
    curating, curator, applied
):
    curating.post(_act(applied, "reject"), {"reason": "No answer from the contact."})
    assert _fresh(applied).status == Status.REJECTED
    curating.post(_act(applied, "reopen"), {"reason": "They answered."})
    assert _fresh(applied).status == Status.PENDING

    html = curating.get(_page(applied)).content.decode()
    assert html.index("They answered.") < html.index("No answer from the contact.")
    assert html.count(f"<td>{curator}</td>") == 2


def test_suspending_pauses_endorsements_and_verifying_again_brings_them_back(
    curating, representative
):
    endorsement = factories.make_endorsement(representative=representative)
    organisation = representative.organisation
    curating.post(_act(organisation, "suspend"), {"reason": "Its register entry was struck."})
    assert _fresh(organisation).status == Status.SUSPENDED
    assert Endorsement.objects.get(pk=endorsement.pk).state == Endorsement.State.PAUSED

    curating.post(_act(organisation, "verify-again"), {"evidence": "Entered again."})
    assert _fresh(organisation).can_endorse
    assert Endorsement.objects.get(pk=endorsement.pk).state == Endorsement.State.LIVE


def test_an_organisation_may_be_let_endorse_later_and_no_longer(curating):
    organisation = factories.make_organisation(may_endorse=False)
    curating.post(_act(organisation, "allow-endorsing"), {"evidence": "Its board decided so."})
    assert _fresh(organisation).can_endorse
    curating.post(_act(organisation, "stop-endorsing"), {"evidence": "Its board wrote again."})
    assert not _fresh(organisation).may_endorse
    decided = [each.entry.payload["may_endorse"] for each in organisation.decisions.all()]
    assert decided == [False, True]


def test_an_organisation_that_endorses_keeps_the_right_to(curating, representative):
    factories.make_endorsement(representative=representative)
    address = _act(representative.organisation, "stop-endorsing")
    html = curating.post(address, {"evidence": "They asked."}).content.decode()
    assert "The organisation endorses something: suspend it" in html
    assert "They asked." in html
    assert _fresh(representative.organisation).may_endorse


def test_what_another_curator_changed_meanwhile_is_refused(curating, organisation):
    html = curating.post(
        _act(organisation, "allow-endorsing"), {"evidence": "So."}
    ).content.decode()
    assert "has changed since" in html
    html = curating.post(_act(organisation, "reject"), {"reason": "So."}).content.decode()
    assert "this can no longer be decided" in html
    assert _fresh(organisation).is_verified


def test_the_page_of_an_act_that_is_no_longer_possible_leads_back(curating, organisation):
    response = curating.get(_act(organisation, "verify"), follow=True)
    assert _told(response) == ["This is not possible any more."]
    assert response.redirect_chain[0][0] == _page(organisation)


def test_only_curators_decide(log_in, moderator, applied):
    client = log_in(moderator)
    assert client.get(_page(applied)).status_code == HTTPStatus.FORBIDDEN
    response = client.post(_act(applied, "verify"), {"evidence": "So."})
    assert response.status_code == HTTPStatus.FORBIDDEN
    assert _fresh(applied).status == Status.PENDING


def test_one_who_may_only_look_is_offered_no_act(log_in, applied):
    client = log_in(_with_permissions("view_organisation"))
    html = client.get(_page(applied)).content.decode()
    assert "Ada Ofori" in html
    assert _act(applied, "verify") not in html


def _with_permissions(*codenames: str) -> User:
    user = factories.make_user(is_staff=True)
    granted = Group.objects.get(name="curators").permissions.filter(codename__in=codenames)
    user.user_permissions.set(granted)
    return user


def test_a_body_that_a_curator_adds_is_on_record_only(curating):
    member = factories.make_organisation()
    form = _filled(slug="harbour-watch", members=[member.pk])
    response = curating.post(f"{ORGANISATIONS}add/", form, follow=True)
    added = Organisation.objects.get(slug="harbour-watch")
    assert added.status == Status.RECORDED
    assert list(added.members.all()) == [member]
    assert Entry.objects.filter(verb="organisation.recorded", subject_id=str(added.pk)).exists()
    assert response.status_code == HTTPStatus.OK
    assert added.get_absolute_url() in curating.get(_page(added)).content.decode()


def test_a_body_is_not_put_on_record_under_a_name_like_another(curating):
    factories.make_organisation(name="HARBOUR  WATCH")
    html = curating.post(f"{ORGANISATIONS}add/", _filled(slug="hw")).content.decode()
    assert "The name is too like “HARBOUR  WATCH”" in html
    assert not Organisation.objects.filter(slug="hw").exists()


def test_a_name_holds_no_invisible_character(curating):
    form = _filled(name="Harbour\u200b Watch", slug="hw")
    html = curating.post(f"{ORGANISATIONS}add/", form).content.decode()
    assert "invisible or control character" in html
    assert not Organisation.objects.filter(slug="hw").exists()


def test_editing_changes_no_status_and_no_address(curating, organisation):
    form = _filled(name="  Lantern   Network ", slug="elsewhere", status="rejected", may_endorse="")
    curating.post(_page(organisation), form)
    fresh = _fresh(organisation)
    assert (fresh.name, fresh.slug) == ("Lantern Network", "lantern-coalition")
    assert fresh.can_endorse
    assert Organisation.objects.looking_like("Lantern Network").get() == organisation
    assert organisation.history.first().history_user.email == "curator@example.org"


def test_editing_does_not_bring_back_a_status_that_has_moved(rf, curator, organisation):
    read_before = _fresh(organisation)
    suspend_organisation(organisation=organisation, by=curator, reason="Struck.")
    Organisation.objects.filter(pk=organisation.pk).update(default_naming="unnamed")
    request = rf.post(_page(organisation))
    request.user = curator
    read_before.name = "Lantern Network"
    keeper = admin.site.get_model_admin(Organisation)
    keeper.save_model(request, read_before, form=None, change=True)
    fresh = _fresh(organisation)
    assert (fresh.name, fresh.status) == ("Lantern Network", Status.SUSPENDED)
    assert fresh.default_naming == "unnamed"
    assert fresh in Organisation.objects.looking_like("Lantern Network")


def test_one_that_waits_may_keep_a_name_like_another_until_it_is_verified(curating, applied):
    factories.make_organisation(name="READING ROOMS")
    curating.post(_page(applied), _filled(name="Reading Rooms", acronym="RR"))
    assert _fresh(applied).acronym == "RR"


def test_the_history_of_an_organisation_is_shown(curating, organisation):
    curating.post(_page(organisation), _filled(name="Lantern Network"))
    html = curating.get(f"{ORGANISATIONS}{organisation.pk}/history/").content.decode()
    assert "Lantern Network" in html


@pytest.mark.parametrize("kind", ["organisation", "representative", "user", "application"])
def test_nobody_is_deleted(kind, admin_client_of_ours, applied, representative):
    records = {
        "organisation": applied,
        "representative": representative,
        "user": representative.user,
        "application": applied.application,
    }
    address = reverse(f"admin:organisations_{kind}_delete", args=[records[kind].pk])
    response = admin_client_of_ours.post(address, {"post": "yes"})
    assert response.status_code == HTTPStatus.FORBIDDEN
    records[kind].refresh_from_db()


@pytest.fixture
def admin_client_of_ours(log_in) -> Client:
    return log_in(factories.make_user(is_staff=True, is_superuser=True))


def test_applications_are_read_only(curating, applied):
    address = f"/admin/organisations/application/{applied.application.pk}/change/"
    assert "We run six reading rooms." in curating.get(address).content.decode()
    assert curating.post(address, {"about": "Nothing."}).status_code == HTTPStatus.FORBIDDEN
    add = curating.get("/admin/organisations/application/add/")
    assert add.status_code == HTTPStatus.FORBIDDEN


def _grant(organisation: Organisation, **fields: str) -> dict[str, str]:
    start = {"organisation": organisation.pk, "starts": "2026-01-05T09:00", "may_comment": "on"}
    return start | fields


def test_rights_are_granted_to_a_known_person_by_address(curating, curator, organisation):
    person = factories.make_user("known@example.org")
    form = _grant(organisation, email="Known@example.org", may_sign="on", capacity="Chair")
    refused = curating.post(f"{REPRESENTATIVES}add/", form)
    assert list(refused.context["adminform"].form.errors) == ["evidence"]
    curating.post(f"{REPRESENTATIVES}add/", form | {"evidence": "Minutes of the board."})
    representative = Representative.objects.get(user=person)
    assert (representative.may_sign, representative.granted_by) == (True, curator)
    assert representative.starts == datetime(2026, 1, 5, 9, tzinfo=UTC)
    assert Entry.objects.filter(verb="representative.granted").count() == 1


def test_rights_for_somebody_new_add_the_person_without_a_password(curating, organisation):
    form = _grant(organisation, email="new@example.org", person=" Noor   Haddad ")
    curating.post(f"{REPRESENTATIVES}add/", form)
    person = User.objects.get(email="new@example.org")
    assert person.name == "Noor Haddad"
    assert not person.has_usable_password()
    assert EmailAddress.objects.get(user=person).primary
    assert person.representatives.get().organisation == organisation
    assert Entry.objects.filter(verb="user.added").exists()


def test_an_address_longer_than_can_be_kept_is_refused(curating, organisation):
    address = f"noor@{'.'.join(['a' * 60] * 4)}.example"
    form = _grant(organisation, email=address, person="Noor Haddad")
    granted = curating.post(f"{REPRESENTATIVES}add/", form).content.decode()
    added = curating.post("/admin/organisations/user/add/", {"email": address, "name": "Noor"})
    assert "254" in granted
    assert "254" in added.content.decode()
    assert not User.objects.filter(email=address).exists()


def test_a_name_that_cannot_be_read_out_is_not_put_on_record(curating):
    form = _filled(name="\ufdfa" * 100, slug="hw")
    html = curating.post(f"{ORGANISATIONS}add/", form).content.decode()
    assert "letters that can be read out" in html
    assert not Organisation.objects.filter(slug="hw").exists()


def test_somebody_new_needs_a_name(curating, organisation):
    form = _grant(organisation, email="new@example.org")
    html = curating.post(f"{REPRESENTATIVES}add/", form).content.decode()
    assert "Nobody here has this address yet" in html
    assert not User.objects.filter(email="new@example.org").exists()


def test_an_address_is_needed(curating, organisation):
    html = curating.post(f"{REPRESENTATIVES}add/", _grant(organisation)).content.decode()
    assert "This field is required." in html


def test_one_person_has_rights_once_for_an_organisation(curating, representative):
    form = _grant(representative.organisation, email=representative.user.email)
    html = curating.post(f"{REPRESENTATIVES}add/", form).content.decode()
    assert "This person has rights for the organisation" in html
    assert Representative.objects.count() == 1


def test_a_grant_begins_with_the_organisation_one_comes_from(curating, organisation):
    recorded = factories.make_organisation(name="Only Recorded", status=Status.RECORDED)
    address = f"{REPRESENTATIVES}add/?organisation={organisation.pk}"
    assert address in curating.get(_page(organisation)).content.decode().replace("&amp;", "&")
    html = curating.get(address).content.decode()
    assert f'<option value="{organisation.pk}" selected>' in html
    assert f'<option value="{recorded.pk}"' not in html


def test_rights_are_changed_not_the_person_or_the_organisation(curating, representative, other):
    address = f"{REPRESENTATIVES}{representative.pk}/change/"
    form = _grant(other.organisation, email=other.user.email, capacity="Treasurer")
    curating.post(address, form)
    fresh = Representative.objects.get(pk=representative.pk)
    assert (fresh.user, fresh.organisation) == (representative.user, representative.organisation)
    assert (fresh.capacity, fresh.may_sign) == ("Treasurer", False)
    assert Entry.objects.get(verb="representative.granted").payload["sign"] is False


def test_rights_do_not_end_before_they_begin(curating, representative):
    form = _grant(representative.organisation, ends="2025-01-01T00:00")
    address = f"{REPRESENTATIVES}{representative.pk}/change/"
    assert "The end comes before the start." in curating.post(address, form).content.decode()


def test_rights_are_ended_and_the_page_says_so(curating, representative):
    address = reverse("admin:organisations_representative_end", args=[representative.pk])
    page = f"{REPRESENTATIVES}{representative.pk}/change/"
    assert address in curating.get(page).content.decode()
    response = curating.post(address, follow=True)
    assert _told(response) == ["The rights have ended."]
    assert not Representative.objects.get(pk=representative.pk).is_acting(now())
    assert address not in curating.get(page).content.decode()


def test_rights_that_were_ended_before_they_began_can_still_be_described(curating, curator):
    grant = factories.make_representative(starts=now() + timedelta(days=3))
    actions.end_rights(representative=grant, by=curator)
    page = curating.get(f"{REPRESENTATIVES}{grant.pk}/change/").context["adminform"].form
    starts, ends = (page[name].value().strftime("%Y-%m-%dT%H:%M") for name in ("starts", "ends"))
    form = {"starts": starts, "ends": ends, "may_comment": "on", "capacity": "Never came"}

    curating.post(f"{REPRESENTATIVES}{grant.pk}/change/", form)

    grant.refresh_from_db()
    assert (grant.capacity, grant.starts) == ("Never came", grant.ends)


def test_the_page_of_an_organisation_lists_its_representatives(curating, representative, drafter):
    html = curating.get(_page(representative.organisation)).content.decode()
    assert f"{REPRESENTATIVES}{drafter.pk}/change/" in html
    assert "comments, signs" in html
    assert "Nobody represents it yet." not in html


def test_a_curator_adds_a_person_by_address_and_name(curating):
    curating.post(f"{PEOPLE}add/", {"email": "Bo@Example.org", "name": "Bo Lind"})
    person = User.objects.get(email="bo@example.org")
    assert person.name == "Bo Lind"
    assert not person.has_usable_password()
    assert not person.is_staff
    assert EmailAddress.objects.get(user=person).email == "bo@example.org"
    assert mail.outbox == []


def test_no_two_people_have_one_address(curating):
    factories.make_user("bo@example.org")
    html = curating.post(f"{PEOPLE}add/", {"email": "BO@example.org", "name": "B"}).content.decode()
    assert "already exists" in html


def test_a_curator_changes_a_name_and_nothing_else(curating, representative):
    address = f"{PEOPLE}{representative.user.pk}/change/"
    html = curating.get(address).content.decode()
    assert "password" not in html.split('id="user_form"')[1]
    assert "is_staff" not in html
    form = {"name": "Ren", "email": "x@example.org", "is_staff": "on", "is_superuser": "on"}
    curating.post(address, form | {"password": "x"})
    user = User.objects.get(pk=representative.user.pk)
    assert (user.name, user.email) == ("Ren", "representative@example.org")
    assert not user.is_staff
    assert not user.is_superuser
    assert user.check_password("a quiet harbour 7")


def test_a_superuser_decides_who_works_in_the_admin(admin_client_of_ours, representative):
    group = Group.objects.get(name="moderators")
    form = {"name": "Ren", "is_active": "on", "is_staff": "on", "groups": [group.pk]}
    admin_client_of_ours.post(f"{PEOPLE}{representative.user.pk}/change/", form)
    user = User.objects.get(pk=representative.user.pk)
    assert user.is_staff
    assert user.has_perm("organisations.moderate")
