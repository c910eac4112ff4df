"""Editing what is on record of an organisation; its standing is decided elsewhere."""

from collections.abc import Iterable

from django.db import transaction

from ledger.actions import record
from ledger.models import Entry
from organisations.actions.applying import put_on_record
from organisations.actions.subjects import subject_of
from organisations.indexing import ORGANISATIONS
from organisations.models import Organisation, User
from search.indexing import index

Members = Iterable[Organisation] | None


@transaction.atomic
def edit_organisation(
    *,
    organisation: Organisation,
    fields: Iterable[str],
    members: Members = None,
    by: User,
    source: str = Entry.Source.ADMIN,
) -> None:
    """Keep these fields of its particulars and, where they are given, its members."""
    fields = sorted(fields)
    organisation._history_user = by  # type: ignore[attr-defined] # read by its history
    if fields:
        organisation.save(update_fields=[*fields, "name_skeleton"])
        index(ORGANISATIONS, [organisation.pk])
    _set_members(organisation, members)
    edited = fields if members is None else sorted([*fields, "members"])
    record(
        "organisation.edited",
        subject=subject_of(organisation),
        actor_id=by.pk,
        payload={"fields": edited},
        source=source,
    )


@transaction.atomic
def add_to_record(
    *,
    organisation: Organisation,
    members: Members = None,
    by: User,
    source: str = Entry.Source.ADMIN,
) -> Organisation:
    """Put a new body on record, with its members."""
    organisation._history_user = by  # type: ignore[attr-defined] # read by its history
    put_on_record(organisation=organisation, by=by, source=source)
    _set_members(organisation, members)
    return organisation


def _set_members(organisation: Organisation, members: Members) -> None:
    """Make these its members, beside those that are not listed, of which nobody is told."""
    if members is not None:
        hidden = organisation.members.filter(is_listed=False)
        organisation.members.set([*members, *hidden])
