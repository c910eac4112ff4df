"""Who works in the admin: decided by superusers."""

from typing import Any

from django.db import transaction

from ledger.actions import record
from ledger.models import Entry
from organisations.actions.closing import end_sessions
from organisations.models import User


def roles_of(person: User) -> dict[str, Any]:
    """Return what the person may do in the admin, as the ledger tells it."""
    return {
        "staff": person.is_staff,
        "superuser": person.is_superuser,
        "groups": sorted(person.groups.values_list("pk", flat=True)),
    }


@transaction.atomic
def note_roles(
    *, person: User, before: dict[str, Any], by: User, source: str = Entry.Source.ADMIN
) -> None:
    """Write down what the person may do from now on, if it is anything else than before.

    Whoever loses something is logged out everywhere.
    """
    after = roles_of(person)
    if after == before:
        return
    lost = set(before["groups"]) - set(after["groups"])
    if lost or before["staff"] > after["staff"] or before["superuser"] > after["superuser"]:
        end_sessions(person)
    record(
        "user.roles_changed",
        subject=("user", str(person.pk)),
        actor_id=by.pk,
        payload=after,
        source=source,
    )
