"""Whether a secret address of a calendar still leads somewhere."""

from datetime import datetime
from hashlib import sha256

from django.db.models import Q

from ledger.models import Entry
from organisations.actions.subjects import subject_of
from organisations.models import Representative
from portal.models import CalendarAddress


def digest_of(token: str) -> str:
    """Return what is kept of a token."""
    return sha256(token.encode()).hexdigest()


def address_of(token: str, at: datetime) -> CalendarAddress | None:
    """Return the address that holds the token, or None where it leads nowhere at that moment."""
    return _working(at, digest=digest_of(token))


def own_address(representative: Representative | None, at: datetime) -> CalendarAddress | None:
    """Return the representative's address, or None where there is none that works."""
    return _working(at, representative=representative)


def _working(at: datetime, **which: object) -> CalendarAddress | None:
    rows = CalendarAddress.objects.holding(at).filter(**which)
    address = rows.select_related("representative__user", "representative__organisation").first()
    is_good = address is not None and address.is_sealed and not _has_ended_since(address)
    return address if is_good else None


def _has_ended_since(address: CalendarAddress) -> bool:
    """Tell whether the person's rights or account were ended meanwhile: given again, it is anew."""
    representative, person = address.representative, str(address.representative.user_id)
    kind, key = subject_of(representative.organisation)
    ended = Q(subject_type=kind, subject_id=key, verb="representative.ended")
    ended &= Q(payload__user=representative.user_id)
    closed = Q(subject_type="user", subject_id=person, verb="user.deactivated")
    return Entry.objects.filter(ended | closed, time__gte=address.made_at).exists()
