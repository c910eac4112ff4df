"""Acts on what the portal itself keeps, and those that reach all that is kept of a person."""

from datetime import timedelta
from secrets import token_urlsafe

from django.db import transaction

from ledger.actions import record
from ledger.clock import now
from ledger.models import Entry
from organisations.actions import erase_oneself
from organisations.actions.locking import locked_representative
from organisations.actions.subjects import subject_of
from organisations.actions.warning import tell_of_last_right
from organisations.models import Representative, User
from portal.calendars.addresses import digest_of
from portal.erasing import left_alone
from portal.models import CalendarAddress
from spreadsheets.models import Spreadsheet

TIME_TO_WORK = timedelta(days=366)
# In bytes: twice the 128 bits that nobody guesses.
_TOKEN = 32


@transaction.atomic
def make_calendar_address(*, by: Representative, source: str = Entry.Source.WEB) -> str:
    """Make the representative a secret address, in the place of one made before.

    Returns its token, which is kept nowhere. Whether they may still act is looked at whenever
    somebody reads there.
    """
    representative, at = locked_representative(by), now()
    CalendarAddress.objects.filter(representative=representative).delete()
    token = token_urlsafe(_TOKEN)
    CalendarAddress.objects.create(
        representative=representative,
        digest=digest_of(token),
        seal=representative.user.get_session_auth_hash(),
        made_at=at,
        expires_at=at + TIME_TO_WORK,
    )
    _record("calendar.made", representative, source)
    return token


@transaction.atomic
def end_calendar_address(*, by: Representative, source: str = Entry.Source.WEB) -> bool:
    """Let the representative's secret address lead nowhere; tell whether there was one."""
    representative = locked_representative(by)
    number, _each = CalendarAddress.objects.filter(representative=representative).delete()
    if number:
        _record("calendar.ended", representative, source)
    return bool(number)


@transaction.atomic
def erase_account(*, person: User, source: str = Entry.Source.WEB) -> None:
    """Take out of the database who the person is, as they ask for from their own account.

    The curators, and the organisations concerned, hear at once for whom nobody may sign any more.
    Raises Refused where a policy forbids it.
    """
    at = now()
    left = left_alone(person, at)
    erase_oneself(person=person, source=source)
    CalendarAddress.objects.filter(representative__user=person).delete()
    Spreadsheet.objects.kept_for(person).delete()
    for organisation in left.organisations:
        tell_of_last_right(organisation, at)


def _record(verb: str, representative: Representative, source: str) -> None:
    record(
        verb,
        subject=subject_of(representative.organisation),
        actor_id=representative.user_id,
        organisation_id=representative.organisation_id,
        source=source,
    )
