"""Mails that may be done without: by a link that needs no login and works for that alone."""

from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

from organisations.models import User

_SALT = "organisations.unsubscribing"
# These tell of what the person did or asked for themselves, or of a decision on it; a person who
# wants no other mails gets them all the same.
RECEIPTS = frozenset(
    {
        "appeal_answered",
        "application_received",
        "comment_approved",
        "comment_refused",
        "endorsement_receipt",
        "invitation",
        "organisation_verified",
        "report_answered",
        "second_factor_reset",
        "suggestion_answered",
        "token_made",
        "token_revoked",
        "withdrawal_notice",
    }
)


def leaving_address(person: User) -> str:
    """Return the address at which the person asks for no more mails than receipts."""
    token = signing.dumps(person.pk, salt=_SALT, compress=False)
    return f"{settings.PUBLIC_URL}{reverse('unsubscribe', args=[token])}"


def person_of_token(token: str) -> User | None:
    """Return whose token it is, or None where it is nobody's."""
    try:
        key: Any = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=key, is_active=True).first()
