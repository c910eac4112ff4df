"""Closing what is open by an account."""

import json
from collections.abc import Collection

from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction

from ledger.actions import record
from ledger.clock import now
from ledger.models import Entry
from organisations.models import KeptAnswer, Token, User


@transaction.atomic
def deactivate(*, person: User, by: User, source: str = Entry.Source.ADMIN) -> None:
    """Let the account be used no more; what was open by it stays shut if it is active again.

    Its sessions end and its tokens are revoked. Of what is kept elsewhere the entry is told:
    secret addresses of calendars that were made before it lead nowhere.
    """
    person.is_active = False
    person.save(update_fields=["is_active"])
    end_sessions(person)
    tokens = Token.objects.filter(representative__user=person, revoked_at=None)
    keys = list(tokens.order_by("pk").values_list("pk", flat=True))
    KeptAnswer.objects.filter(token__in=keys).delete()
    Token.objects.filter(pk__in=keys).update(revoked_at=now())
    record(
        "user.deactivated",
        subject=("user", str(person.pk)),
        actor_id=by.pk,
        payload={"tokens": keys},
        source=source,
    )


def end_sessions(person: User, addresses: Collection[str] = ()) -> None:
    """Delete the sessions of the person, and those in which one of the addresses was typed.

    What a session holds is known only by reading each.
    """
    ended = [
        session.pk
        for session in Session.objects.iterator()
        if _is_of(person, addresses, session.get_decoded())
    ]
    Session.objects.filter(pk__in=ended).delete()
    UserSession.objects.filter(user=person).delete()


def _is_of(person: User, addresses: Collection[str], kept: dict[str, object]) -> bool:
    words = json.dumps(kept)
    is_theirs = kept.get(SESSION_KEY) == str(person.pk)
    return is_theirs or any(json.dumps(address) in words for address in addresses)
