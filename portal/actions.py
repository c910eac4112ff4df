"""Acts on what the portal itself keeps: secret addresses of calendars."""

from datetime import timedelta
from secrets import token_urlsafe

from django.db import transaction

from ledger.actions import record
from ledger.clock import now
from ledger.models import Entry
from organisations.actions.locking import locked_representative
from organisations.actions.subjects import subject_of
from organisations.models import Representative
from portal.calendars.addresses import digest_of
from portal.models import CalendarAddress

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


def _record(verb: str, representative: Representative, source: str) -> None:
    record(
        verb,
        subject=subject_of(representative.organisation),
        actor_id=representative.user_id,
        organisation_id=representative.organisation_id,
        source=source,
    )
