"""All that is kept of one person, for themselves to take away.

Not what others wrote about them, nor what would let somebody in: secrets, hashes and codes stay.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q, QuerySet
from post_office.models import Email

from ledger.models import Entry
from organisations.models import Application, Invitation, Representative, SavedSearch, Token, User
from portal.models import CalendarAddress
from recommendations.models import Appeal, CommentRevision, Endorsement, Report
from spreadsheets.models import Spreadsheet

_PERSON = (
    "email name language time_zone wants_notices date_joined last_login is_active is_staff "
    "is_superuser"
)
_RIGHTS = "organisation__name may_comment may_prepare may_sign capacity starts ends is_name_public"
_SIGNED = (
    "recommendation__code version__number organisation__name state naming reservation note "
    "capacity signed_at withdrawn_at"
)
_COMMENTED = (
    "comment__public_id comment__stance comment__state comment__organisation__name number text "
    "suggested_text language written_at"
)
# Each part of the file: from which table, by which column it is the person's, and what is told.
_OWN: tuple[tuple[str, type[Model], str, str], ...] = (
    ("addresses", EmailAddress, "user", "email verified primary"),
    ("second factors", Authenticator, "user", "type created_at last_used_at"),
    ("logged in", UserSession, "user", "user_agent created_at"),
    ("rights", Representative, "user", _RIGHTS),
    ("applications", Application, "user", "organisation__name capacity about received"),
    (
        "invitations sent",
        Invitation,
        "invited_by",
        "organisation__name invited_at expires_at state answered_at",
    ),
    (
        "tokens",
        Token,
        "representative__user",
        "label prefix may_endorse may_withdraw may_comment created_at expires_at last_used_on "
        "revoked_at",
    ),
    ("saved searches", SavedSearch, "person", "name surface query wants_mail told_until"),
    (
        "secret calendars",
        CalendarAddress,
        "representative__user",
        "representative__organisation__name made_at expires_at",
    ),
    ("endorsements prepared", Endorsement, "prepared_by", _SIGNED),
    ("endorsements signed", Endorsement, "signed_by", _SIGNED),
    ("endorsements withdrawn", Endorsement, "withdrawn_by", _SIGNED),
    ("comments", CommentRevision, "author", _COMMENTED),
    ("reports", Report, "reporter", "comment__public_id reason words reported_at state"),
    ("appeals", Appeal, "made_by", "text made_at state answer answered_at"),
    ("spreadsheets", Spreadsheet, "user", "kind headings rows made_at"),
    ("work in the administration", LogEntry, "user", "action_time action_flag"),
)


def own_data(person: User, at: datetime) -> dict[str, Any]:
    """Return all that is kept of the person, by kind."""
    told: dict[str, Any] = {
        "about": {"site": settings.PUBLIC_URL, "taken at": at, "times": "UTC"},
        "account": {name: getattr(person, name) for name in _PERSON.split()},
        "groups": list(person.groups.order_by("name").values_list("name", flat=True)),
    }
    for name, model, column, fields in _OWN:
        rows: QuerySet[Any] = QuerySet(model).filter(**{column: person.pk})
        told[name] = _rows(rows, fields)
    # Whoever typed in an address and has not shown that they read there may be anybody.
    addresses = {person.email}
    addresses |= {each["email"] for each in told["addresses"] if each["verified"]}
    told["invitations received"] = _rows(
        Invitation.objects.filter(email__in=addresses), "organisation__name invited_at state"
    )
    told["mails"] = _rows(_mails_to(addresses), "subject created status")
    acts: QuerySet[Any] = Entry.objects.filter(actor_id=person.pk)
    told["acts"] = _rows(acts, "verb time source")
    return told


def _rows(rows: QuerySet[Any], fields: str) -> list[dict[str, Any]]:
    found = rows.order_by("pk").values(*fields.split())
    return [{name.replace("__", " "): value for name, value in row.items()} for row in found]


def _mails_to(addresses: Iterable[str]) -> QuerySet[Email]:
    of_them = Q()
    for address in addresses:
        of_them |= Q(to__iexact=address)
    return Email.objects.filter(of_them)


def packed(told: dict[str, Any]) -> bytes:
    """Return it as a zip file that holds one file of JSON."""
    written = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("your-data.json", written)
    return file.getvalue()
