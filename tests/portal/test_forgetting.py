"""What is kept for a while goes when its time is over, and what is not due stays."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings as given
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from post_office.models import STATUS, Email

from config import environment
from ledger.clock import now
from organisations.actions import decide, revoke_token
from organisations.models import Application, Blanking, Invitation, Organisation, Token, User
from portal.accounts import NO_ADDRESS
from portal.actions import make_calendar_address
from portal.management.commands.work import DUTIES, work_through
from portal.models import CalendarAddress, Digest
from tests import factories

pytestmark = pytest.mark.django_db

FORGETTING = tuple(duty for duty in DUTIES if duty.name.startswith("forgetting"))


class _Never:
    def is_set(self) -> bool:
        return False


def _work() -> None:
    never: Any = _Never()
    work_through(FORGETTING, never)


def _after(time_machine: Any, kind: str, *, short: bool) -> None:
    """Go on to shortly before or after what is of that kind is due."""
    days = timedelta(days=given.RETENTION[kind])
    time_machine.move_to(now() + days + timedelta(hours=-1 if short else 1), tick=False)


@pytest.fixture(params=[True, False], ids=["before", "after"])
def short(request: Any) -> bool:
    return bool(request.param)


def test_mails_that_were_sent_or_given_up_go_and_those_that_wait_stay(time_machine, short):
    time_machine.move_to(now(), tick=False)
    for status in (STATUS.sent, STATUS.failed, STATUS.queued, STATUS.requeued):
        Email.objects.create(from_email="us@example.org", to=["a@example.org"], status=status)
    _after(time_machine, "mails", short=short)
    _work()
    left = {STATUS.queued, STATUS.requeued} | ({STATUS.sent, STATUS.failed} if short else set())
    assert {mail.status for mail in Email.objects.all()} == left


def test_sessions_that_have_run_out_go_with_where_they_were(time_machine, short):
    time_machine.move_to(now(), tick=False)
    session = SessionStore()
    session.create()
    UserSession.objects.create(
        user=factories.make_user(),
        ip=NO_ADDRESS,
        session_key=session.session_key,
    )
    _after(time_machine, "sessions", short=short)
    _work()
    assert (Session.objects.exists(), UserSession.objects.exists()) == (short, short)


@pytest.mark.parametrize("is_ended", [True, False])
def test_whoever_logged_in_long_ago_is_logged_out_whatever_they_did_since(time_machine, is_ended):
    time_machine.move_to(now(), tick=False)
    session = SessionStore()
    session.create()
    UserSession.objects.create(
        user=factories.make_user(), ip=NO_ADDRESS, session_key=session.session_key
    )
    _after(time_machine, "sessions", short=True)
    session["acting"] = 1
    session.save()
    if is_ended:
        session.delete()
    _work()
    assert UserSession.objects.exists()

    time_machine.shift(timedelta(days=1))
    _work()

    assert (Session.objects.exists(), UserSession.objects.exists()) == (False, False)


def test_the_address_of_an_invitation_goes(time_machine, short):
    time_machine.move_to(now(), tick=False)
    invitation = factories.make_invitation()
    Invitation.objects.update(expires_at=now())
    _after(time_machine, "invitations", short=short)
    _work()
    invitation.refresh_from_db()
    assert bool(invitation.email) is short


def test_tokens_that_have_ended_go_and_those_that_hold_stay(time_machine, representative, short):
    time_machine.move_to(now(), tick=False)
    holding = factories.make_token(representative=representative, lasts=timedelta(days=365))
    revoked = factories.make_token(representative=representative, lasts=timedelta(days=365))
    revoke_token(token=revoked, by=representative.user)
    _after(time_machine, "tokens", short=short)
    _work()
    left = {holding.pk, revoked.pk} if short else {holding.pk}
    assert set(Token.objects.values_list("pk", flat=True)) == left


def test_calendars_that_lead_nowhere_go(time_machine, representative, other):
    make_calendar_address(by=representative)
    make_calendar_address(by=other)
    _work()
    assert CalendarAddress.objects.count() == 2
    User.objects.filter(pk=other.user_id).update(is_active=False)
    _work()
    assert CalendarAddress.objects.get().representative == representative
    time_machine.move_to(now() + timedelta(days=367))
    _work()
    assert not CalendarAddress.objects.exists()


def test_when_moderators_were_told_goes(time_machine, moderator, short):
    Digest.objects.create(moderator=moderator, day=now().date())
    days = timedelta(days=given.RETENTION["digests"] + (0 if short else 1))
    time_machine.move_to(now() + days)
    _work()
    assert Digest.objects.exists() is short


def _refused(curator: User, **given: Any) -> Application:
    application = factories.make_application(
        contact_email="office@example.org", about="We mend nets.", **given
    )
    decide(
        organisation=application.organisation, status="rejected", by=curator, reason="No papers."
    )
    return application


def test_what_was_written_with_a_refused_application_goes_and_who_never_came(
    time_machine, curator, short
):
    time_machine.move_to(now(), tick=False)
    application = _refused(curator)
    _after(time_machine, "refused", short=short)
    _work()

    application.refresh_from_db()
    organisation = application.organisation
    written = (application.about, application.capacity, organisation.contact_email)
    assert all(written) if short else not any(written)
    assert application.user.is_blanked is not short
    assert organisation.name
    assert organisation.decisions.get().reason == "No papers."
    assert Blanking.objects.exists() is not short
    past = Organisation.history.filter(id=organisation.pk).exclude(contact_email="")
    assert past.exists() is (short and Organisation.history.exists())
    call_command("verify_ledger")


def test_who_has_rights_elsewhere_or_logged_in_since_stays(time_machine, curator, representative):
    time_machine.move_to(now(), tick=False)
    acting = _refused(curator, by=representative.user)
    coming = _refused(curator)
    waiting = _refused(curator)
    factories.make_application(by=waiting.user)
    _after(time_machine, "refused", short=False)
    User.objects.filter(pk=coming.user_id).update(last_login=now())
    _work()
    for application in (acting, coming, waiting):
        application.refresh_from_db()
        assert application.about == ""
        assert not application.user.is_blanked


def test_an_application_that_waits_or_was_refused_again_lately_stays(time_machine, curator):
    time_machine.move_to(now(), tick=False)
    waits = factories.make_application(about="We sing.")
    again = _refused(curator)
    _after(time_machine, "refused", short=False)
    for status in ("pending", "rejected"):
        decide(organisation=again.organisation, status=status, by=curator, reason="Again.")
    _work()
    assert set(Application.objects.values_list("about", flat=True)) == {"We sing.", "We mend nets."}
    waits.refresh_from_db()
    assert not waits.user.is_blanked


def test_counts_that_are_over_go_where_the_database_keeps_them(settings, time_machine):
    _work()
    settings.CACHES = environment.caches(lambda _name: "")
    call_command("createcachetable")
    time_machine.move_to(now(), tick=False)
    cache.set("limit:short", 1, timeout=60)
    cache.set("limit:long", 1, timeout=600)
    for seconds, left in ((30, 2), (90, 1)):
        time_machine.move_to(now() + timedelta(seconds=seconds), tick=False)
        _work()
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM shared_cache")
            assert cursor.fetchone() == (left,)
