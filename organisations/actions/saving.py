"""Searches that a person saves: conveniences of their own, of which the ledger is not told."""

from django.db import transaction
from django.utils.translation import gettext as _

from ledger.clock import now
from ledger.refusal import Refused
from organisations.models import SavedSearch, User

MOST_SAVED = 50


@transaction.atomic
def save_search(
    *, person: User, name: str, surface: str, query: str, wants_mail: bool
) -> SavedSearch:
    """Keep the search; raises Refused where the person has as many as one can have."""
    User.objects.select_for_update().get(pk=person.pk)
    if person.saved_searches.count() >= MOST_SAVED:
        raise Refused(
            _("You have %(number)d saved searches. Delete one to save another.")
            % {"number": MOST_SAVED}
        )
    return SavedSearch.objects.create(
        person=person,
        name=name,
        surface=surface,
        query=query,
        wants_mail=wants_mail,
        told_until=now(),
    )


@transaction.atomic
def change_search(*, search: SavedSearch, name: str, wants_mail: bool) -> None:
    """Keep the name and whether news come by mail; who wants them anew is told from now on."""
    locked = SavedSearch.objects.select_for_update().get(pk=search.pk)
    if wants_mail and not locked.wants_mail:
        locked.told_until = now()
    locked.name, locked.wants_mail = name, wants_mail
    locked.save()


def delete_search(search: SavedSearch) -> None:
    """Forget the search; one that is gone already is gone."""
    SavedSearch.objects.filter(pk=search.pk).delete()
