"""Whether an organisation is listed, and who asked to be shown one that is not."""

from datetime import datetime, timedelta

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from ledger.actions import record
from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.actions.applying import opaque_slug
from organisations.actions.subjects import subject_of
from organisations.indexing import ORGANISATIONS
from organisations.models import ListingDecision, Look, Organisation, User
from organisations.policies import is_curator, is_protector, listing_hindrance
from search.indexing import index

# So long what somebody asked to be shown stays shown to them.
TIME_TO_LOOK = timedelta(minutes=15)


@transaction.atomic
def set_listed(
    *,
    organisation: Organisation,
    is_listed: bool,
    by: User,
    reason: str,
    source: str = Entry.Source.ADMIN,
) -> ListingDecision:
    """List the organisation, or let it exist for its own people alone.

    Its address becomes one that tells nothing; what the admin's log calls it is changed. Any
    curator takes an organisation off the lists, only who protects it puts it back. What it
    endorses is concealed one floor up. Raises Refused where a policy forbids it.
    """
    if not (is_protector(by) if is_listed else is_curator(by)):
        raise Refused(_("You may not decide on this."))
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    hindrance = listing_hindrance(locked, is_listed=is_listed)
    if hindrance:
        raise Refused(hindrance.label)
    locked.is_listed = is_listed
    if not is_listed:
        locked.slug = opaque_slug()
        locked.default_naming = ""
    locked.save(update_fields=["is_listed", "slug", "default_naming"])
    index(ORGANISATIONS, [locked.pk])
    rename_in_admin_log([locked, *locked.representatives.all()], str(locked))
    entry = record(
        "organisation.listed" if is_listed else "organisation.unlisted",
        subject=subject_of(locked),
        actor_id=by.pk,
        source=source,
    )
    return ListingDecision.objects.create(
        organisation=locked, is_listed=is_listed, reason=reason, entry=entry
    )


def rename_in_admin_log(rows: list[Model], name: str) -> None:
    """Let the admin's log call the rows so, whatever they were called when it was written."""
    for row in rows:
        kind = ContentType.objects.get_for_model(row)
        LogEntry.objects.filter(content_type=kind, object_id=row.pk).update(object_repr=name)


@transaction.atomic
def look(
    *, organisation: Organisation, by: User, reason: str, source: str = Entry.Source.ADMIN
) -> Look:
    """Show the person, for a quarter of an hour, which organisation it is; each look is kept.

    Raises Refused for anybody who does not protect such organisations.
    """
    if not is_protector(by):
        raise Refused(_("You may not be shown this."))
    entry = record(
        "organisation.looked-at", subject=subject_of(organisation), actor_id=by.pk, source=source
    )
    return Look.objects.create(organisation=organisation, reason=reason, entry=entry)


def shown_until(user: User) -> dict[int, datetime]:
    """Return the organisations that the person asked to be shown, with the end of each look."""
    since = now() - TIME_TO_LOOK
    if not is_protector(user):
        return {}
    looks = Look.objects.filter(entry__actor_id=user.pk, entry__time__gt=since)
    times = looks.order_by("pk").values_list("organisation", "entry__time")
    return {organisation: time + TIME_TO_LOOK for organisation, time in times}
