"""What is kept for a while alone, and goes by `manage.py work`; docs/accounts.md lists it all."""

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Exists, OuterRef, Q
from post_office.models import STATUS, Email

from ledger.clock import now
from organisations.actions.forgetting import before
from portal.models import CalendarAddress, Digest

_AT_ONCE = 500


def forget_next_mails() -> bool:
    """Forget mails that were sent, or given up, long ago; tell whether there were some."""
    over = Email.objects.filter(
        status__in=(STATUS.sent, STATUS.failed), last_updated__lte=before("mails")
    )
    keys = list(over.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])
    if keys:
        Email.objects.filter(pk__in=keys).delete()
    return bool(keys)


def forget_next_sessions() -> bool:
    """Forget sessions that have run out, and where they were; tell whether there were some.

    Whoever logged in so long ago is logged out, even if something was kept for them since.
    """
    long_ago = Q(created_at__lte=before("sessions"))
    begun = UserSession.objects.filter(long_ago).values("session_key")
    over = Session.objects.filter(Q(expire_date__lte=now()) | Q(session_key__in=begun))
    keys = list(over.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])
    Session.objects.filter(pk__in=keys).delete()
    # Those that were ended otherwise are left out of the list, and looked for once they are old.
    lasting = Session.objects.filter(session_key=OuterRef("session_key"))
    ended = Q(session_key__in=keys) | long_ago & ~Exists(lasting)
    gone, _each = UserSession.objects.filter(ended).delete()
    return bool(keys or gone)


def forget_next_calendars() -> bool:
    """Forget secret addresses of calendars that lead nowhere any more; tell whether."""
    inactive = Q(representative__user__is_active=False)
    over = CalendarAddress.objects.filter(Q(expires_at__lte=now()) | inactive)
    keys = list(over.values_list("pk", flat=True)[:_AT_ONCE])
    if keys:
        CalendarAddress.objects.filter(pk__in=keys).delete()
    return bool(keys)


def forget_next_digests() -> bool:
    """Forget on which days long ago moderators were told what waited; tell whether."""
    over = Digest.objects.filter(day__lt=before("digests").date())
    keys = list(over.values_list("pk", flat=True)[:_AT_ONCE])
    if keys:
        Digest.objects.filter(pk__in=keys).delete()
    return bool(keys)


def forget_next_counts() -> bool:
    """Forget counts of tries that are over, where the database keeps them; tell whether.

    A Redis lets them go by itself.
    """
    shared = settings.CACHES["default"]
    if not shared["BACKEND"].endswith("DatabaseCache"):
        return False
    table, at = connection.ops.quote_name(shared["LOCATION"]), now().replace(microsecond=0)
    over = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        # Looked for first: on SQLite, deleting nothing holds up whoever writes.
        cursor.execute(f"SELECT 1 FROM {table} WHERE expires < %s LIMIT 1", [over])  # noqa: S608 - our own table
        if cursor.fetchone() is None:
            return False
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [over])  # noqa: S608 - our own table
    return True
