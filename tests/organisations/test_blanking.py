"""Blanking a person: nothing in the database says any more who it was."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from post_office.models import STATUS, Email

from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from ledger.verifying import is_whole
from organisations import actions
from organisations.models import Application, Blanking, Representative, User
from recommendations.actions import approve
from recommendations.models import Endorsement
from tests import factories

pytestmark = pytest.mark.django_db

NAME = "Zofia Quillfeather"
ADDRESS = "zofia.quillfeather@harbour.example"
OTHER_ADDRESS = "zq-private@harbour.example"
TRACES = ("quillfeather", "zq-private")
PEOPLE = "/admin/organisations/user/"
GRANTS = "/admin/organisations/representative/"
# What others wrote, and what an organisation says of itself, stays.
KEPT = {
    "organisations_organisation.contact_email",
    "organisations_historicalorganisation.contact_email",
}
# Where the person of these tests is found before they are blanked.
FOUND = {
    "organisations_user.name",
    "organisations_user.email",
    "organisations_representative.capacity",
    "organisations_representative.evidence",
    "organisations_historicalrepresentative.capacity",
    "organisations_historicalrepresentative.evidence",
    "organisations_application.capacity",
    "account_emailaddress.email",
    "mfa_authenticator.data",
    "post_office_email.to",
    "post_office_email.message",
    "django_admin_log.object_repr",
    "django_session.session_data",
} | KEPT


def _columns() -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column in connection.introspection.get_table_description(cursor, table):
                yield table, column.name


def _values(table: str, column: str) -> Iterator[str]:
    if (table, column) == ("django_session", "session_data"):
        yield from (str(session.get_decoded()) for session in Session.objects.all())
        return
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM "{table}"')  # noqa: S608 - our own columns
        yield from (str(value) for (value,) in cursor.fetchall())


def _found() -> set[str]:
    """Return each column, of all tables there are, in which the name or an address stands."""
    return {
        f"{table}.{column}"
        for table, column in _columns()
        for value in _values(table, column)
        if any(trace in value.casefold() for trace in TRACES)
    }


@pytest.fixture
def person(db) -> User:
    """Somebody with a second address and a second factor, logged in, and with mails."""
    user = factories.make_user(ADDRESS, name=NAME, time_zone="Europe/Vienna")
    EmailAddress.objects.create(user=user, email=OTHER_ADDRESS, verified=True)
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": f"Key of {NAME}"}
    )
    user.groups.add(Group.objects.get(name="moderators"))
    return user


@pytest.fixture
def grant(person, curator, log_in) -> Representative:
    """The person's rights, granted and described by a curator in the admin."""
    organisation = factories.make_organisation(contact_email=ADDRESS)
    form = {
        "organisation": organisation.pk,
        "email": ADDRESS,
        "may_comment": "on",
        "may_sign": "on",
        "starts": "2026-01-05T09:00",
        "capacity": f"Deputy of {NAME}",
        "evidence": f"A letter of {NAME}",
        "is_name_public": "on",
    }
    client = log_in(curator)
    client.post(f"{GRANTS}add/", form)
    made = Representative.objects.get(user=person)
    client.post(f"{GRANTS}{made.pk}/change/", form | {"capacity": "Quillfeather, chair"})
    client.post(f"{PEOPLE}{person.pk}/change/", {"name": NAME})
    made.refresh_from_db()
    return made


@pytest.fixture
def traces(person, grant) -> None:
    """All else that a person leaves behind."""
    factories.make_application(by=person, capacity="Dr Quillfeather, founder")
    for address, status in ((ADDRESS, STATUS.queued), (OTHER_ADDRESS, STATUS.sent)):
        Email.objects.create(
            from_email="us@example.org", to=[address], status=status, message=f"Dear {NAME}"
        )
    client = Client()
    client.post(reverse("account_login"), {"login": ADDRESS, "password": "a quiet harbour 7"})
    Client().post(reverse("account_request_login_code"), {"email": OTHER_ADDRESS})


def _blank(person: User, by: User, reason: str = "They asked for it.") -> Blanking:
    return actions.blank_person(person=person, by=by, reason=reason)


@pytest.fixture
def superuser(db) -> User:
    return factories.make_user("root@example.org", is_staff=True, is_superuser=True)


# What goes


def test_nothing_in_the_database_holds_the_name_or_an_address_any_more(person, curator, traces):
    before = _found()

    _blank(person, curator)

    assert before == FOUND
    assert _found() == KEPT


def test_the_account_holds_nothing_and_may_do_nothing(person, curator, grant):
    _blank(person, curator)

    stored = User.objects.get(pk=person.pk)
    assert re.fullmatch(r"blanked-[a-z0-9]{24}@invalid\.invalid", stored.email)
    assert (stored.name, stored.time_zone, stored.language) == ("", "", "en")
    assert stored.last_login is None
    assert not stored.has_usable_password()
    assert {stored.is_active, stored.is_staff, stored.is_superuser} == {False}
    assert not stored.groups.exists()
    assert not stored.user_permissions.exists()
    assert not EmailAddress.objects.filter(user=person).exists()
    assert not Authenticator.objects.filter(user=person).exists()


def test_each_of_two_who_are_blanked_has_an_address_of_their_own(curator):
    people = [factories.make_user(), factories.make_user()]
    for each in people:
        _blank(each, curator)
    assert people[0].email != people[1].email


def test_they_are_logged_out_at_once_and_others_stay_logged_in(person, curator, drafter):
    leaving, staying = Client(), Client()
    for client, user in ((leaving, person), (staying, drafter.user)):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    keys = [client.session.session_key for client in (leaving, staying)]

    _blank(person, curator)

    left = Session.objects.filter(pk__in=keys)
    assert [session.pk for session in left] == [keys[1]]
    assert leaving.get(reverse("account_email")).status_code == 302
    assert staying.get(reverse("account_email")).status_code == 200


def test_a_session_that_outlived_the_blanking_opens_nothing(person, curator):
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    (kept,) = Session.objects.all()

    _blank(person, curator)
    kept.save(force_insert=True)

    assert client.get("/accounts/email/").status_code == 302


def test_their_mails_go_those_of_others_stay(person, curator, mailoutbox):
    for address in (ADDRESS.upper(), OTHER_ADDRESS, "other@example.org"):
        Email.objects.create(from_email="us@example.org", to=[address], status=STATUS.queued)

    _blank(person, curator)

    assert [mail.to for mail in Email.objects.all()] == [["other@example.org"]]


def test_nobody_writes_to_them_any_more(person, curator, moderator, grant, mailoutbox):
    comment = factories.make_comment("pending", representative=grant)
    mailoutbox.clear()

    _blank(person, curator)
    approve(comment=comment, by=moderator)

    assert mailoutbox == []


# What stays


def test_what_they_signed_wrote_and_decided_stays_theirs(person, curator, grant):
    endorsement = factories.make_endorsement(representative=grant)
    comment = factories.make_comment("pending", representative=grant)
    of_others = factories.make_comment("pending")
    approved = approve(comment=of_others, by=person)
    organisation = factories.make_organisation(status="pending")
    decision = actions.decide(
        organisation=organisation, status="rejected", by=person, reason="No papers."
    )

    _blank(person, curator)

    stored = Endorsement.objects.get(pk=endorsement.pk)
    assert (stored.signed_by, stored.state) == (person, Endorsement.State.LIVE)
    assert stored.capacity == grant.capacity
    comment.refresh_from_db()
    assert comment.author == person
    assert approved.entry.actor_id == person.pk
    assert decision.entry.actor_id == person.pk


def test_what_they_wrote_about_an_organisation_stays(person, curator):
    application = factories.make_application(by=person, about="We mend nets.")
    _blank(person, curator)
    stored = Application.objects.get(pk=application.pk)
    assert (stored.about, stored.capacity) == ("We mend nets.", "")
    assert stored.user == person


def test_pages_no_longer_name_who_signed(client, person, curator, grant):
    endorsement = factories.make_endorsement(representative=grant)
    address = endorsement.recommendation.get_absolute_url()
    before = client.get(address).content.decode()

    _blank(person, curator)

    page = client.get(address).content.decode()
    assert f"signed by {NAME}" in before
    assert "signed by" not in page
    assert grant.organisation.name in page


def test_they_are_called_a_former_member(person, curator):
    blanking = _blank(person, curator)
    assert str(person) == str(blanking) == "a former member"
    assert str(User.objects.get(pk=person.pk)) == "a former member"


# The ledger


def test_rights_end_with_entries_those_that_have_ended_are_left(person, curator, grant):
    ended = factories.make_representative(user=person, ends=now() - timedelta(days=1))
    later = factories.make_representative(user=person, starts=now() + timedelta(days=9))

    _blank(person, curator)

    entries = Entry.objects.filter(verb="representative.ended")
    organisations = {grant.organisation_id, later.organisation_id}
    assert {entry.organisation_id for entry in entries} == organisations
    assert {entry.actor_id for entry in entries} == {curator.pk}
    assert not Representative.objects.not_ended(now()).filter(user=person).exists()
    assert Representative.objects.get(pk=ended.pk).ends == ended.ends


def test_its_entry_holds_ids_alone_and_the_chains_stay_whole(person, curator, grant):
    blanking = _blank(person, curator)

    entry = Entry.objects.get(verb="user.blanked")
    assert blanking.entry == entry
    assert (entry.actor_id, entry.subject_id, entry.payload) == (curator.pk, str(person.pk), {})
    assert is_whole("user", str(person.pk))
    assert is_whole("organisation", str(grant.organisation_id))


def test_the_reason_is_kept_and_is_needed(person, curator):
    with pytest.raises(Refused, match="Give a reason"):
        _blank(person, curator, reason="  ")
    assert _blank(person, curator, reason="By letter of May.").reason == "By letter of May."
    assert person.blanking.entry.actor_id == curator.pk


# The address afterwards


def test_the_address_is_free_for_somebody_new(person, curator, grant):
    _blank(person, curator)

    application = factories.make_application(email=ADDRESS, person="Somebody New")

    assert application.user != person
    assert (application.user.email, application.user.name) == (ADDRESS, "Somebody New")
    assert not application.user.representatives.exists()


@pytest.mark.parametrize(
    ("route", "form"),
    [
        ("account_login", {"login": "{}", "password": "a quiet harbour 7"}),
        ("account_request_login_code", {"email": "{}"}),
        ("account_reset_password", {"email": "{}"}),
    ],
)
def test_the_old_address_is_answered_like_one_that_was_never_known(
    person, curator, mailoutbox, route, form
):
    _blank(person, curator)

    told = []
    for address in (ADDRESS, "nobody@harbour.example"):
        cache.clear()
        mailoutbox.clear()
        filled = {name: value.format(address) for name, value in form.items()}
        answer = Client().post(reverse(route), filled, follow=True)
        mails = [(mail.subject, mail.body) for mail in mailoutbox]
        told.append((answer.redirect_chain, _page(answer, address), _page(mails, address)))

    assert told[0] == told[1]


def _page(answer: Any, address: str) -> str:
    shown = answer.content.decode() if hasattr(answer, "content") else str(answer)
    return re.sub(r'value="\w{64}"', "", shown).replace(address, "")


# Who may not be blanked


def test_nobody_is_blanked_twice(person, curator):
    _blank(person, curator)
    with pytest.raises(Refused, match="blanked already"):
        _blank(person, curator)
    assert Entry.objects.filter(verb="user.blanked").count() == 1


def test_nobody_blanks_themselves(curator):
    with pytest.raises(Refused, match="Nobody blanks themselves"):
        _blank(curator, curator)


def test_who_works_in_the_admin_is_blanked_by_a_superuser_alone(curator, moderator, superuser):
    for by in (curator, moderator):
        with pytest.raises(Refused, match="only a superuser"):
            _blank(superuser, by)
    with pytest.raises(Refused, match="only a superuser"):
        _blank(moderator, curator)
    _blank(moderator, superuser)
    assert moderator.is_blanked


def test_of_two_superusers_who_blank_each_other_one_stays(superuser):
    other = factories.make_user("second@example.org", is_staff=True, is_superuser=True)
    as_read_before = User.objects.get(pk=other.pk)
    _blank(other, superuser)

    with pytest.raises(Refused, match="last superuser"):
        _blank(superuser, as_read_before)

    assert User.objects.get(pk=superuser.pk).is_active


def test_a_refusal_leaves_everything_as_it_was(person, curator, grant):
    with pytest.raises(Refused):
        _blank(person, curator, reason="")
    assert User.objects.get(pk=person.pk).name == NAME
    assert Representative.objects.get(pk=grant.pk).ends is None


# What is never so in the database


@pytest.mark.parametrize("change", [{"is_active": True}, {"name": "Zofia"}, {"is_superuser": True}])
def test_who_was_blanked_is_nobody_in_the_database_too(person, curator, change):
    _blank(person, curator)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=person.pk).update(**change)


def test_who_was_blanked_is_granted_no_rights(person, curator, organisation):
    as_read_before = Representative(user=person, organisation=organisation)
    _blank(User.objects.get(pk=person.pk), curator)
    with pytest.raises(Refused, match="no rights"):
        actions.grant(representative=as_read_before, by=curator)
    assert not Representative.objects.exists()
