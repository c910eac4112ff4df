"""What is kept of a person: taken away by them, and erased at their wish."""

import json
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from post_office.models import Email

from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.actions import erase_oneself, set_listed
from organisations.models import Blanking, Representative, SavedSearch, Token, User
from portal.actions import make_calendar_address
from portal.models import CalendarAddress
from recommendations.models import Recommendation
from tests import factories

pytestmark = pytest.mark.django_db

DATA, ERASE = reverse("own-account"), reverse("erase-account")
PASSWORD = "a quiet harbour 7"
SECRET = "JBSWY3DPEHPK3PXP"
NAME = "Zofia Quillfeather"
ADDRESS = "zofia.quillfeather@harbour.example"


@pytest.fixture
def grant(db: Any) -> Representative:
    """Somebody who has left something of every kind."""
    grant = factories.make_representative(
        user=factories.make_user(ADDRESS, name=NAME),
        organisation=factories.make_organisation(name="Lantern Coalition"),
        is_name_public=True,
        evidence="What others wrote down.",
    )
    factories.make_endorsement(representative=grant)
    factories.make_comment("pending", representative=grant, text="Which quays?")
    factories.make_saved_search(person=grant.user, name="My harbours")
    factories.make_token(representative=grant, label="My script")
    make_calendar_address(by=grant)
    Email.objects.create(from_email="us@example.org", to=[ADDRESS], subject="Something awaits you")
    return grant


def _logged_in(person: User) -> Client:
    """Return a client that has just shown again who it is."""
    client = Client()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def _told(answer: Any) -> str:
    with ZipFile(BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["your-data.json"]
        return archive.read("your-data.json").decode()


# Taking it away


@pytest.fixture
def stranger(grant: Representative) -> Any:
    """Somebody invited to another organisation, whose address another person typed in as theirs."""
    invitation = factories.make_invitation(
        by=factories.make_representative(
            organisation=factories.make_organisation(name="Hidden Harbour Circle")
        ),
        email="stranger@elsewhere.example",
    )
    _logged_in(grant.user).post(
        reverse("account_email"), {"email": invitation.email, "action_add": ""}
    )
    assert grant.user.emailaddress_set.filter(email=invitation.email, verified=False).exists()
    return invitation


def test_nobody_is_told_of_an_address_that_they_merely_typed_in(grant, stranger):
    Email.objects.create(from_email="us@example.org", to=[stranger.email], subject="Invited")

    told = json.loads(_told(_logged_in(grant.user).post(DATA)))

    assert told["invitations received"] == []
    assert {mail["subject"] for mail in told["mails"]} == {"Something awaits you"}


def test_whoever_is_erased_takes_nothing_from_an_address_that_they_merely_typed_in(grant, stranger):
    Email.objects.create(from_email="us@example.org", to=[stranger.email], subject="Invited")

    erase_oneself(person=grant.user)

    stranger.refresh_from_db()
    assert (stranger.email, stranger.state) == ("stranger@elsewhere.example", "open")
    assert Email.objects.filter(to=stranger.email, subject="Invited").exists()


def test_an_invitation_to_another_address_of_theirs_is_forgotten_with_them(grant):
    grant.user.emailaddress_set.create(email="zq@harbour.example", verified=True)
    invitation = factories.make_invitation(email="zq@harbour.example")

    erase_oneself(person=grant.user)

    invitation.refresh_from_db()
    assert (invitation.email, invitation.state) == ("", "revoked")


def test_one_takes_away_all_that_is_kept_of_one(grant):
    answer = _logged_in(grant.user).post(DATA)
    told = json.loads(_told(answer))

    assert answer["Content-Type"] == "application/zip"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"].startswith("attachment;")
    assert (told["account"]["email"], told["account"]["name"]) == (ADDRESS, NAME)
    assert told["rights"][0]["organisation name"] == "Lantern Coalition"
    assert told["endorsements signed"][0]["organisation name"] == "Lantern Coalition"
    assert told["comments"][0]["text"] == "Which quays?"
    assert told["saved searches"][0]["name"] == "My harbours"
    assert told["tokens"][0]["label"] == "My script"
    assert "Something awaits you" in [each["subject"] for each in told["mails"]]
    assert told["secret calendars"]
    assert told["logged in"]
    assert "endorsement.signed" in [each["verb"] for each in told["acts"]]


def test_it_holds_nothing_that_lets_in_nothing_of_others_and_no_note_about_one(grant, other):
    factories.make_comment("pending", representative=other, text="Words of others.")
    person = grant.user
    client = _logged_in(person)
    TOTP.activate(person, SECRET)
    RecoveryCodes.activate(person)
    told = _told(client.post(DATA))

    [token] = Token.objects.all()
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    secrets = [person.password, token.digest, token.password_mark, SECRET, *codes]
    secrets += [CalendarAddress.objects.get().digest, client.session.session_key]
    assert not [each for each in secrets if each in told]
    assert "Words of others." not in told
    assert other.user.email not in told
    assert grant.evidence not in told


def test_nobody_gets_it_without_logging_in_nor_without_showing_again_who_they_are(
    grant, log_in, time_machine
):
    assert Client().post(DATA)["Location"].startswith(reverse("account_login"))
    time_machine.move_to(now())
    client = _logged_in(grant.user)
    assert client.get(DATA).status_code == 200
    time_machine.shift(3600)
    for address in (DATA, ERASE):
        for send in (client.get, client.post):
            assert send(address)["Location"].startswith(reverse("account_reauthenticate"))
    assert User.objects.get(pk=grant.user.pk).name == NAME


def test_who_has_no_password_logs_in_again(log_in, representative):
    representative.user.set_unusable_password()
    representative.user.save()
    client = log_in(representative)
    assert client.get(DATA).status_code == 200
    for answer in (client.post(DATA), client.get(ERASE), client.post(ERASE, {"is_read": "on"})):
        assert answer.status_code == 403
        assert "Log in again first" in answer.content.decode()


def test_it_is_given_out_five_times_an_hour(grant):
    client = _logged_in(grant.user)
    assert [client.post(DATA).status_code for _each in range(6)] == [200] * 5 + [429]


# Erasing


def test_who_erases_themselves_is_nobody_here_any_more(grant, client):
    recommendation = grant.organisation.endorsements.get().recommendation
    page = recommendation.get_absolute_url()
    before = _number_of(recommendation)
    assert f"signed by {NAME}" in client.get(page).content.decode()
    leaving, elsewhere = _logged_in(grant.user), _logged_in(grant.user)

    assert "Say that you have read it." in leaving.post(ERASE, {}).content.decode()
    done = leaving.post(ERASE, {"is_read": "on"}, follow=True)

    assert done.redirect_chain == [("/", 302)]
    assert "Nothing here says any more who you were." in done.content.decode()
    assert elsewhere.get("/awaiting/").status_code == 302
    person = User.objects.get(pk=grant.user.pk)
    assert (person.is_blanked, person.is_active) == (True, False)
    assert Blanking.objects.get().entry.actor_id == person.pk
    assert _number_of(recommendation) == before
    rows = (SavedSearch, Token, CalendarAddress)
    assert not [model for model in rows if model.objects.exists()]
    assert not Email.objects.filter(to__icontains="quillfeather").exists()
    for address in (page, "/recommendations/export.jsonl", "/search/?q=Quillfeather"):
        shown = client.get(address).getvalue().decode().replace("q=Quillfeather", "")
        assert NAME not in shown
        assert "quillfeather@" not in shown.casefold()
    call_command("verify_ledger")
    assert Entry.objects.get(verb="user.blanked").source == "web"


def _number_of(recommendation: Recommendation) -> int:
    return (
        Recommendation.objects.with_endorsement_count().get(pk=recommendation.pk).endorsement_count
    )


def test_the_last_who_may_sign_is_told_so_and_the_others_hear_of_it(grant, curator, mailoutbox):
    colleague = factories.make_representative(organisation=grant.organisation, may_sign=False)
    client = _logged_in(grant.user)
    assert "Nobody else may sign for Lantern Coalition." in client.get(ERASE).content.decode()
    mailoutbox.clear()

    client.post(ERASE, {"is_read": "on"})

    assert {each.to[0] for each in mailoutbox} == {colleague.user.email, curator.email}
    told = [" ".join(each.body.split()) for each in mailoutbox]
    assert all("nobody may sign for “Lantern Coalition”" in each for each in told), told


def test_where_a_colleague_signs_nobody_is_warned(grant):
    factories.make_representative(organisation=grant.organisation)
    assert "Nobody else may sign" not in _logged_in(grant.user).get(ERASE).content.decode()


def test_of_an_unlisted_organisation_only_who_protects_hears(grant, curator, mailoutbox):
    protector = factories.make_protector()
    set_listed(organisation=grant.organisation, is_listed=False, by=protector, reason="Danger.")
    mailoutbox.clear()
    _logged_in(grant.user).post(ERASE, {"is_read": "on"})
    assert {each.to[0] for each in mailoutbox} == {protector.email}
    assert not [each for each in mailoutbox if "Lantern" in each.body]


def test_the_last_curator_is_told_what_it_means(curator):
    client = _logged_in(curator)
    assert "Nobody else curates this record." in client.get(ERASE).content.decode()
    factories.make_staff("curators")
    assert "Nobody else curates this record." not in client.get(ERASE).content.decode()
    client.post(ERASE, {"is_read": "on"})
    assert User.objects.get(pk=curator.pk).is_blanked


def test_the_last_superuser_stays(db):
    root = factories.make_user("root@example.org", is_staff=True, is_superuser=True)
    client = _logged_in(root)
    assert "This is the last superuser" in client.get(ERASE).content.decode()
    assert "last superuser" in client.post(ERASE, {"is_read": "on"}).content.decode()
    assert not User.objects.get(pk=root.pk).is_blanked


def test_nobody_is_erased_twice(grant):
    erase_oneself(person=grant.user)
    with pytest.raises(Refused, match="blanked already"):
        erase_oneself(person=grant.user)
