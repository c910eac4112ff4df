"""Those who may sign invite colleagues to comment and prepare, and nobody gives themselves more."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from ledger.verifying import is_whole
from organisations import actions
from organisations.actions.inviting import MOST_A_DAY, digest_of
from organisations.models import Invitation, Organisation, Representative, User
from organisations.policies import AnsweringHindrance
from tests import factories
from tests.moments import as_the_act_begins

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
GUEST = "guest@harbour.example"
State = Invitation.State


def _invite(by, **given):
    rights = {"email": GUEST, "may_comment": True, "may_prepare": False}
    return actions.invite(by=by, **rights | given)


def _rights(person, organisation):
    row = Representative.objects.get(user=person, organisation=organisation)
    return (row.may_comment, row.may_prepare, row.may_sign)


def _told(answer):
    (message,) = answer.context["messages"]
    return str(message)


def _verbs(organisation):
    rows = Entry.objects.about("organisation", str(organisation.pk)).order_by("sequence")
    return [entry.verb for entry in rows]


@pytest.fixture
def guest(db):
    return factories.make_user(GUEST)


@pytest.fixture
def invitation(representative):
    return factories.make_invitation(by=representative, email=GUEST)


# Inviting


def test_an_invitation_is_a_row_an_entry_and_a_mail_to_that_address(representative, organisation):
    invitation = _invite(representative, email="Guest@Harbour.example", may_prepare=True)

    assert invitation.email == GUEST
    assert invitation.expires_at - invitation.invited_at == timedelta(days=14)
    entry = Entry.objects.get(verb="invitation.sent")
    assert entry.organisation_id == organisation.pk
    assert entry.payload == {"invitation": invitation.pk, "comment": True, "prepare": True}
    (letter,) = mail.outbox
    assert letter.to == [GUEST]
    assert letter.subject == "Something awaits you"
    token = re.search(r"/invitations/([\w-]{43})/", letter.body)[1]
    assert invitation.token_digest == digest_of(token)
    assert not User.objects.filter(email=GUEST).exists()


def test_a_person_who_is_known_is_written_to_in_their_language(representative, guest, settings):
    guest.language = "en"
    guest.save()

    _invite(representative)

    assert mail.outbox[-1].to == [GUEST]


@pytest.mark.parametrize(
    "without",
    [{"may_sign": False}, {"ends": now() - DAY}, {"starts": now() + DAY}],
    ids=["no right to sign", "ended", "not begun"],
)
def test_who_may_not_sign_now_invites_nobody(organisation, without):
    representative = factories.make_representative(organisation=organisation, **without)

    with pytest.raises(Refused, match="Only those who may sign now"):
        _invite(representative)

    assert not Invitation.objects.exists()
    assert not mail.outbox


def test_a_suspended_organisation_invites_nobody(representative, organisation):
    Organisation.objects.filter(pk=organisation.pk).update(status="suspended")

    with pytest.raises(Refused):
        _invite(representative)


def test_the_rights_are_looked_at_again_in_the_transaction(representative):
    Representative.objects.filter(pk=representative.pk).update(may_sign=False)

    with pytest.raises(Refused):
        _invite(representative)


def test_only_the_latest_of_two_mails_can_be_answered(representative, guest):
    first = _invite(representative)

    second = _invite(representative, may_prepare=True)

    first.refresh_from_db()
    assert (first.state, second.state) == (State.REVOKED, State.OPEN)
    with pytest.raises(Refused):
        actions.accept_invitation(invitation=first, by=guest)


@pytest.mark.parametrize("may_prepare", [True, False])
def test_a_colleague_is_not_invited_to_what_they_may_do_already(
    representative, drafter, may_prepare
):
    Representative.objects.filter(pk=drafter.pk).update(may_prepare=may_prepare)
    wanted = {"email": drafter.user.email, "may_comment": True, "may_prepare": True}

    if may_prepare:
        with pytest.raises(Refused, match="has these rights already"):
            _invite(representative, **wanted)
    else:
        assert _invite(representative, **wanted).state == State.OPEN


def test_too_many_in_a_day_wait_for_the_next(representative):
    for number in range(MOST_A_DAY):
        _invite(representative, email=f"guest{number}@harbour.example")

    with pytest.raises(Refused, match="Go on tomorrow"):
        _invite(representative)
    with time_machine.travel(now() + DAY + timedelta(minutes=1)):
        assert _invite(representative).state == State.OPEN


# Answering


@pytest.mark.parametrize(("comment", "prepare"), [(True, False), (False, True), (True, True)])
def test_who_accepts_has_these_rights_and_no_other(
    representative, organisation, guest, comment, prepare
):
    invitation = _invite(representative, may_comment=comment, may_prepare=prepare)

    actions.accept_invitation(invitation=invitation, by=guest)

    assert _rights(guest, organisation) == (comment, prepare, False)
    invitation.refresh_from_db()
    assert invitation.state == State.ACCEPTED
    granted = Entry.objects.get(verb="representative.granted")
    assert granted.payload["invitation"] == invitation.pk
    assert granted.actor_id == guest.pk
    assert Representative.objects.get(user=guest).granted_by == representative.user
    assert is_whole("organisation", str(organisation.pk))


def test_an_invitation_is_answered_once(invitation, guest):
    actions.accept_invitation(invitation=invitation, by=guest)

    for answer in (actions.accept_invitation, actions.decline_invitation):
        with pytest.raises(Refused, match="has been answered"):
            answer(invitation=invitation, by=guest)

    assert Representative.objects.filter(user=guest).count() == 1


def test_who_declines_gets_no_rights(invitation, guest, organisation):
    actions.decline_invitation(invitation=invitation, by=guest)

    assert not Representative.objects.filter(user=guest).exists()
    assert _verbs(organisation) == ["invitation.sent", "invitation.declined"]


def test_an_invitation_is_bound_to_its_address(invitation, other):
    for answer in (actions.accept_invitation, actions.decline_invitation):
        with pytest.raises(Refused, match="to another address"):
            answer(invitation=invitation, by=other.user)

    invitation.refresh_from_db()
    assert invitation.state == State.OPEN


@pytest.mark.parametrize(
    ("later", "is_over"), [(14 * DAY - timedelta(seconds=1), False), (14 * DAY, True)]
)
def test_an_invitation_is_open_for_fourteen_days(invitation, guest, later, is_over):
    with time_machine.travel(invitation.invited_at + later, tick=False):
        if is_over:
            with pytest.raises(Refused, match="is over"):
                actions.accept_invitation(invitation=invitation, by=guest)
        else:
            actions.accept_invitation(invitation=invitation, by=guest)

    assert Representative.objects.filter(user=guest).exists() is not is_over


def test_it_is_stale_when_whoever_invited_may_no_longer_sign(invitation, guest, representative):
    actions.end_rights(representative=representative, by=factories.make_user())

    with pytest.raises(Refused, match=str(AnsweringHindrance.STALE.label)):
        actions.accept_invitation(invitation=invitation, by=guest)


def test_rights_that_somebody_has_stay(representative, guest, organisation):
    own = {"user": guest, "organisation": organisation, "may_prepare": False}
    factories.make_representative(**own, may_comment=True, may_sign=True)
    invitation = _invite(representative, may_comment=False, may_prepare=True)

    actions.accept_invitation(invitation=invitation, by=guest)

    assert _rights(guest, organisation) == (True, True, True)


def test_the_right_to_sign_does_not_come_back_with_an_invitation(
    representative, guest, organisation
):
    own = {"user": guest, "organisation": organisation}
    old = factories.make_representative(**own, may_sign=True)
    actions.end_rights(representative=old, by=factories.make_user())
    invitation = _invite(representative)

    actions.accept_invitation(invitation=invitation, by=guest)

    old.refresh_from_db()
    assert _rights(guest, organisation) == (True, False, False)
    assert old.ends is None


def test_an_invitation_that_is_taken_back_cannot_be_accepted(invitation, guest, representative):
    assert actions.revoke_invitation(invitation=invitation, by=representative) is True
    assert actions.revoke_invitation(invitation=invitation, by=representative) is False

    with pytest.raises(Refused, match="taken back"):
        actions.accept_invitation(invitation=invitation, by=guest)


def test_who_may_not_sign_takes_nothing_back(invitation, drafter):
    with pytest.raises(Refused):
        actions.revoke_invitation(invitation=invitation, by=drafter)


def test_an_invitation_of_another_organisation_is_not_taken_back(invitation, other):
    with pytest.raises(Refused, match="no invitation of your organisation"):
        actions.revoke_invitation(invitation=invitation, by=other)
    invitation.refresh_from_db()
    assert invitation.is_open(now())


def test_rights_that_begin_later_are_not_taken_by_an_invitation(
    invitation, guest, organisation, curator
):
    later = factories.make_representative(
        user=guest, organisation=organisation, starts=now() + timedelta(days=3), may_sign=True
    )
    granted_by = later.granted_by

    actions.accept_invitation(invitation=invitation, by=guest)

    later.refresh_from_db()
    assert later.may_sign
    assert later.starts > now()
    assert later.granted_by == granted_by


def test_a_name_is_kept_once(invitation, representative):
    nobody = factories.make_user(GUEST, name="")

    actions.accept_invitation(invitation=invitation, by=nobody, name="Mira Tern")

    nobody.refresh_from_db()
    assert nobody.name == "Mira Tern"


# What the database holds


@pytest.mark.parametrize(
    "wrong",
    [
        {"may_comment": False},
        {"state": "accepted"},
        {"answered_at": now()},
        {"email": ""},
    ],
)
def test_the_database_knows_no_half_invitation(invitation, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk).update(**wrong)


def test_no_two_are_open_for_one_address(invitation):
    invitation.pk, invitation.token_digest = None, digest_of("another")
    with pytest.raises(IntegrityError), transaction.atomic():
        invitation.save(force_insert=True)
    assert str(invitation) == "Lantern Coalition: waits for an answer"


@pytest.mark.parametrize("answer", ["accepted", "none"])
def test_addresses_are_forgotten_ninety_days_after_the_end(invitation, guest, answer):
    if answer == "accepted":
        actions.accept_invitation(invitation=invitation, by=guest)
    with time_machine.travel(invitation.expires_at + 90 * DAY - DAY):
        assert not actions.forget_next_address()
    with time_machine.travel(invitation.expires_at + 90 * DAY):
        assert actions.forget_next_address()
        assert not actions.forget_next_address()

    invitation.refresh_from_db()
    assert invitation.email == ""
    assert invitation.state == (State.ACCEPTED if answer == "accepted" else State.EXPIRED)


def test_who_is_blanked_is_not_invited_any_more(invitation, guest):
    actions.blank_person(person=guest, by=factories.make_user(), reason="They asked for it.")

    invitation.refresh_from_db()
    assert (invitation.email, invitation.state) == ("", State.REVOKED)


# Colleagues


def test_who_may_sign_ends_the_rights_of_who_may_not(representative, drafter):
    actions.end_colleague(representative=drafter, by=representative)

    drafter.refresh_from_db()
    assert drafter.ends <= now()
    assert Entry.objects.get(verb="representative.ended").actor_id == representative.user_id


def test_who_may_sign_does_not_end_the_right_to_sign(representative, organisation):
    signatory = factories.make_representative(organisation=organisation)

    with pytest.raises(Refused, match="by the secretariat alone"):
        actions.end_colleague(representative=signatory, by=representative)


def test_nobody_ends_the_rights_of_a_stranger_or_without_a_right(representative, drafter, other):
    with pytest.raises(Refused, match="no colleague"):
        actions.end_colleague(representative=drafter, by=other)
    with pytest.raises(Refused, match="Only those who may sign"):
        actions.end_colleague(representative=drafter, by=drafter)


def test_nobody_lets_themselves_sign(curator, organisation, log_in):
    own = factories.make_representative(user=curator, organisation=organisation, may_sign=False)
    own.may_sign = True
    with pytest.raises(Refused, match="Nobody lets themselves sign"):
        actions.grant(representative=own, by=curator)

    form = {"may_sign": "on", "evidence": "I know me.", "starts": "2026-01-01T00:00"}
    page = reverse("admin:organisations_representative_change", args=[own.pk])
    answer = log_in(curator).post(page, form)

    assert "Nobody lets themselves sign" in str(answer.context["adminform"].form.errors["may_sign"])
    own.refresh_from_db()
    assert own.may_sign is False


# The pages


def test_the_page_shows_who_may_do_what_and_what_is_open(log_in, representative, drafter):
    factories.make_invitation(by=representative, email=GUEST)
    Representative.objects.filter(pk=drafter.pk).update(ends=now() + DAY)
    later = {"organisation": representative.organisation, "starts": now() + DAY}
    factories.make_representative(**later)

    page = log_in(representative).get("/colleagues/").content.decode()

    assert drafter.user.email in page
    assert GUEST in page
    assert page.count("End the rights") == 1
    assert "Take it back" in page


def test_who_may_not_sign_reads_the_page_and_finds_no_form(log_in, drafter):
    page = log_in(drafter).get("/colleagues/").content.decode()

    assert "Those who may sign invite colleagues" in page
    assert 'name="email"' not in page


def test_an_invitation_is_sent_from_the_page(log_in, representative):
    form = {"representative": representative.pk, "email": GUEST, "may_prepare": "on"}

    answer = log_in(representative).post("/colleagues/", form, follow=True)

    assert _told(answer) == "The invitation is on its way. It waits for two weeks."
    invitation = Invitation.objects.get()
    assert (invitation.may_comment, invitation.may_prepare) == (False, True)


@pytest.mark.parametrize(
    ("given", "field", "why"),
    [
        ({"email": ""}, "email", "required"),
        ({"email": "guest"}, "email", "valid email"),
        ({"may_comment": ""}, "may_prepare", "at least one"),
        ({"email": "representative@example.org"}, "email", "your own address"),
        ({"email": "drafter@example.org"}, "__all__", "has these rights already"),
        ({"representative": "0"}, "__all__", "You now act for"),
    ],
)
def test_what_cannot_be_sent_is_said_and_kept(log_in, representative, drafter, given, field, why):
    form = {"representative": representative.pk, "email": GUEST, "may_comment": "on"}

    answer = log_in(representative).post("/colleagues/", form | given)

    assert why in str(answer.context["form"].errors[field])
    assert not Invitation.objects.exists()


def test_rights_and_invitations_are_ended_from_the_page(log_in, representative, drafter):
    invitation = factories.make_invitation(by=representative)
    client = log_in(representative)

    done = {
        f"invitations/{invitation.pk}/revoke": "The invitation is taken back.",
        f"{drafter.pk}/end": "Their rights have ended. What they wrote stays.",
    }
    for address, told in done.items():
        assert _told(client.post(f"/colleagues/{address}/", follow=True)) == told
    late = client.post(f"/colleagues/invitations/{invitation.pk}/revoke/", follow=True)
    assert "answered already" in _told(late)


def test_a_signatory_is_told_that_the_secretariat_ends_the_right(log_in, representative):
    signatory = factories.make_representative(organisation=representative.organisation)

    answer = log_in(representative).post(f"/colleagues/{signatory.pk}/end/", follow=True)

    assert "by the secretariat alone" in _told(answer)


def test_another_organisations_colleagues_and_invitations_are_not_there(log_in, other, drafter):
    invitation = factories.make_invitation()
    client = log_in(other)

    for address in (f"invitations/{invitation.pk}/revoke", f"{drafter.pk}/end"):
        assert client.post(f"/colleagues/{address}/").status_code == 404


def test_who_may_not_sign_invites_nobody_and_ends_nothing(log_in, representative, drafter):
    invitation = factories.make_invitation(by=representative)
    client = log_in(drafter)

    for address in ("", f"invitations/{invitation.pk}/revoke/", f"{representative.pk}/end/"):
        assert client.post(f"/colleagues/{address}", {"email": "x@example.org"}).status_code == 403


def test_who_acts_for_nobody_finds_a_way_on(log_in, curator):
    assert "Register your organisation" in log_in(curator).get("/colleagues/").content.decode()


def test_looking_at_the_link_names_nobody_and_changes_nothing(invitation, client):
    page = client.get(f"/invitations/{invitation.token}/")

    html = page.content.decode()
    assert page.status_code == 200
    for word in ("Lantern", GUEST, invitation.invited_by.name):
        assert word not in html
    assert "no-store" in page.headers["Cache-Control"]
    assert not User.objects.filter(email=GUEST).exists()


def test_who_goes_on_gets_an_account_and_the_address_filled_in(invitation, client):
    answer = client.post(f"/invitations/{invitation.token}/", follow=True)

    assert User.objects.get(email=GUEST).has_usable_password() is False
    assert answer.context["form"]["email"].value() == GUEST
    assert "user.added" in Entry.objects.values_list("verb", flat=True)
    client.post(f"/invitations/{invitation.token}/")
    assert User.objects.filter(email=GUEST).count() == 1


def test_an_address_that_is_none_is_not_filled_in(client):
    page = client.get("/accounts/login/code/?email=<script>")

    assert page.context["form"]["email"].value() is None


def test_a_link_that_was_answered_or_never_was_says_so(invitation, representative, client, log_in):
    actions.revoke_invitation(invitation=invitation, by=representative)

    for method in (client.get, client.post):
        page = method(f"/invitations/{invitation.token}/")
        assert page.status_code == 403
        assert "cannot be answered" in page.content.decode()
    assert client.get("/invitations/nothing/").status_code == 404


def test_the_person_reads_who_invites_them_to_what_and_accepts(invitation, log_in, organisation):
    nobody = factories.make_user(GUEST, name="")
    client = log_in(nobody)
    address = f"/invitations/{invitation.token}/"
    page = client.get(address).content.decode()
    assert "Lantern Coalition" in page
    assert "comment on recommendations in its name" in page

    assert "required" in client.post(address, {"answer": "yes"}).content.decode()
    answer = client.post(address, {"answer": "yes", "name": "Mira Tern"}, follow=True)

    assert _told(answer) == "You act for Lantern Coalition now."
    assert _rights(nobody, organisation) == (True, False, False)


def test_it_awaits_the_person_until_they_answer(invitation, log_in, guest):
    client = log_in(guest)
    address = f"/invitations/{invitation.pk}/"
    for page in ("/", "/awaiting/"):
        assert address in client.get(page).content.decode()

    answer = client.post(address, {"answer": "no"}, follow=True)

    assert "You said no" in _told(answer)
    assert address not in client.get("/").content.decode()
    assert client.get(address).status_code == 403


def test_others_do_not_find_it(invitation, other, log_in):
    client = log_in(other)

    assert client.get(f"/invitations/{invitation.pk}/").status_code == 404
    page = client.get(f"/invitations/{invitation.token}/")
    assert page.status_code == 403
    assert "to another address" in page.content.decode()


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_what_is_taken_back_while_somebody_reads_is_told(invitation, guest, representative, answer):
    client = Client()
    client.force_login(guest, backend="django.contrib.auth.backends.ModelBackend")

    def take_back():
        taken = {"state": State.REVOKED, "answered_at": now()}
        Invitation.objects.filter(pk=invitation.pk).update(**taken)

    with as_the_act_begins(take_back):
        page = client.post(f"/invitations/{invitation.token}/", {"answer": answer}, follow=True)

    assert "taken back" in _told(page)
    assert not Representative.objects.filter(user=guest).exists()


def test_a_right_that_ends_before_an_invitation_is_taken_back_is_told(
    invitation, representative, log_in
):
    rights = Representative.objects.filter(pk=representative.pk)
    client = log_in(representative)

    with as_the_act_begins(lambda: rights.update(may_sign=False)):
        address = f"/colleagues/invitations/{invitation.pk}/revoke/"
        page = client.post(address, follow=True)

    assert "Only those who may sign" in _told(page)
